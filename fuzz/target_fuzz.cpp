// Anyone who reaches the server may send it any path, query and cookie.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "http/cookie.hpp"
#include "http/message.hpp"
#include "http/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto decoded = http::decode_percent(text)) {
    MENSHEN_ASSERT(is_utf8(*decoded) && decoded->size() <= text.size());
  }
  if (const auto pairs = http::decode_query(text)) {
    const auto dividers = static_cast<std::size_t>(std::ranges::count(text, '&'));
    MENSHEN_ASSERT(pairs->size() == (text.empty() ? 0 : dividers + 1));
    for (const auto& [name, value] : *pairs) MENSHEN_ASSERT(is_utf8(name) && is_utf8(value));
  }
  const http::Request request{.headers = {{"cookie", std::string(text)}}};
  if (const auto value = http::cookie(request, "session")) {
    MENSHEN_ASSERT(text.find(*value) != std::string_view::npos);
  }
  return 0;
}
