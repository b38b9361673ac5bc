// The table of accounts and keys, and the text of an API key, of whatever shape: what is read
// is written back as it was, and keeps the rules.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/api_key.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::caller;  // NOLINT: this file is the program
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto access = parse_access(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(encode(*access), bytes));
    MENSHEN_ASSERT(check(*access).has_value());
  }
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT: as text
  if (const auto key = parse_api_key(text)) {
    MENSHEN_ASSERT(text == std::string(kApiKeyPrefix) + std::string(key->id) + "_" +
                               std::string(key->secret));
  }
  if (const auto login = normalized_login(text)) {
    MENSHEN_ASSERT(normalized_login(*login).value_or("") == *login);
  }
  return 0;
}
