// A backup lies on a disk that others can write to. Its manifest is authenticated before it is
// parsed; here it is parsed without.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backup/format.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace {

void must(bool right) {
  if (!right) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  static const crypto_openssl::OpensslCrypto crypto;
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto manifest = backup::parse_manifest(bytes)) {
    const auto again = backup::encode(*manifest);
    must(std::vector(bytes.begin(), bytes.end()) == again);
    for (const auto& kept : manifest->files) {
      must(!kept.name.starts_with('/') && kept.name.find("..") != 0);
      must(backup::sealed_bytes(kept.bytes) > kept.bytes);
    }
  }
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT
  if (const auto identity = backup::Identity::of(text, crypto, {})) {
    must(text.starts_with(identity->head()));
  }
  return 0;
}
