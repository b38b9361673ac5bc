// A field of a head that has parameters, as `Content-Type` and `Content-Disposition` have
// (RFC 9110, section 5.6.6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace menshen::contract::detail {

struct Field {
  std::string value;  // `multipart/form-data`, in small letters
  std::vector<std::pair<std::string, std::string>> parameters;  // names in small letters

  // Null when there is none of that name.
  [[nodiscard]] const std::string* parameter(std::string_view name) const noexcept;
};

[[nodiscard]] std::string lower(std::string_view text);

// None when it is not well formed, or names a parameter twice.
[[nodiscard]] std::optional<Field> parse_field(std::string_view text);

}  // namespace menshen::contract::detail
