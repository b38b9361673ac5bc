// The structures of a TPM in what was kept, read by the TPM's own library: a length of 16 bits,
// the open part, and the closed part.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "key_tpm2/detail/kept.hpp"
#include "vault/kept_form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::key_tpm2;
  static const menshen::crypto_openssl::OpensslCrypto crypto;
  constexpr std::size_t kMost = 3000;
  if (size < 2 || size > kMost) return 0;
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(2);
  const std::size_t length = std::min((std::size_t{data[0]} << 8U) | data[1], bytes.size());
  const auto kept = menshen::vault::write_kept(
      crypto, detail::kName, 1,
      {.numbers = {7}, .bytes = {bytes.first(0), bytes.first(length), bytes.subspan(length)}});
  const auto read = detail::read(crypto, 1, kept);
  MENSHEN_ASSERT(read || read.error().code == menshen::Code::corrupt);
  if (!read) return 0;
  const auto again = detail::write(crypto, 1, *read);
  MENSHEN_ASSERT(again && detail::read(crypto, 1, *again));
  return 0;
}
