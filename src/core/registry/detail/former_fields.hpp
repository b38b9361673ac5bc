// What fields were called, or were, in changes of older versions.
#pragma once

#include <cstdint>
#include <string_view>

namespace menshen::registry::detail {

// Of the form in which changes are written now. A released form is read for ever.
inline constexpr std::uint64_t kVersion = 2;

enum class FormerType { boolean, integer };

struct FormerField {
  std::string_view kind;
  std::string_view name;
  std::string_view is_now;  // empty: no field any more, and passed over
  FormerType type = FormerType::boolean;
};

// Null when the field is what it was in version 1.
[[nodiscard]] const FormerField* former_field(std::string_view kind,
                                              std::string_view name) noexcept;

}  // namespace menshen::registry::detail
