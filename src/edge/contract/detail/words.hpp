// A text in the languages of those who call.
#pragma once

#include <string>
#include <string_view>

#include "contract/call.hpp"

namespace menshen::contract::detail {

struct Words {
  std::string_view zh;
  std::string_view en;

  [[nodiscard]] std::string in(Language language) const {
    return std::string(language == Language::zh ? zh : en);
  }
};

// What the client would rather read, of `Accept-Language` (RFC 9110, section 12.5.4); null:
// there was none. Chinese unless something else is asked for.
[[nodiscard]] Language language_of(const std::string* accepted) noexcept;

}  // namespace menshen::contract::detail
