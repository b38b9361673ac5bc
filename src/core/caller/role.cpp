#include "caller/role.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace menshen::caller {
namespace {

constexpr std::array<std::string_view, kRoles> kNames{
    "operator", "device",  "system_admin", "security_admin", "audit_admin",
    "dpo",      "subject", "guardian",     "regulator"};

}  // namespace

std::string_view name(Role role) noexcept { return kNames.at(static_cast<std::size_t>(role)); }

std::optional<Role> role_of(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Role>(found - kNames.begin());
}

}  // namespace menshen::caller
