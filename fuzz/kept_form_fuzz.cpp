// What providers answered stands in a file. Checksums are made here: guessing them would try
// nothing else.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "vault/kept_form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::vault;
  static const menshen::crypto_openssl::OpensslCrypto crypto;
  const auto bytes = std::as_bytes(std::span(data, size));
  std::vector<std::byte> kept(bytes.begin(), bytes.end());
  MENSHEN_ASSERT(!read_kept(crypto, "passphrase", 1, kept, 2, 2));
  const auto digest = crypto.sha256(kept);
  kept.insert(kept.end(), {std::byte{0x58}, std::byte{0x20}});
  kept.insert(kept.end(), digest.begin(), digest.end());
  // One form each: what was read is written as it was.
  const auto check = [&](const char* provider, std::size_t numbers, std::size_t parts) {
    const auto read = read_kept(crypto, provider, 1, kept, numbers, parts);
    if (!read) return;
    MENSHEN_ASSERT(read->numbers.size() == numbers && read->bytes.size() == parts);
    MENSHEN_ASSERT(std::ranges::equal(write_kept(crypto, provider, 1, *read), kept));
  };
  check("passphrase", 2, 2);
  check("pkcs11", 0, 3);
  check("tpm2", 1, 3);
  return 0;
}
