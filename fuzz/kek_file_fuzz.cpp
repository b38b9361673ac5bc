// vault.kek, of whatever shape: what is read is written back as it was.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "base/error.hpp"
#include "vault/detail/kek_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto file = menshen::vault::parse_kek_file(bytes);
  if (!file) return 0;
  const std::string again = encode(*file);
  MENSHEN_ASSERT(again.size() == size && std::memcmp(again.data(), data, size) == 0);
  return 0;
}
