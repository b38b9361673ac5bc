// In what capacity somebody asks. What each may ask for stands in the contract
// (api/openapi.yaml), operation by operation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace menshen::caller {

enum class Role : std::uint8_t {
  // NOLINTNEXTLINE(readability-identifier-naming): the word itself is the language's
  operator_,       // keeps records of a site, enrols and admits
  device,          // a terminal at an entrance
  system_admin,    // runs the server: devices, places, keys of machines
  security_admin,  // says who may do what; sees neither faces nor the persons' records
  audit_admin,     // reads the record and everything that was done; changes nothing
  dpo,             // answers for the processing: assessments, filings, requests, erasures
  subject,         // the person, about themselves alone
  guardian,        // who answers for a child, about the child alone
  regulator,       // reads, until a day
};
inline constexpr std::size_t kRoles = 9;

// As the contract and the record write it: `operator`, `system_admin`, ….
[[nodiscard]] std::string_view name(Role role) noexcept;

// The inverse; none of what is no role.
[[nodiscard]] std::optional<Role> role_of(std::string_view name) noexcept;

// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) add(role);
  }

  constexpr void add(Role role) noexcept { bits_ |= bit(role); }
  [[nodiscard]] constexpr bool has(Role role) const noexcept {
    return (bits_ & bit(role)) != 0;
  }
  [[nodiscard]] constexpr bool any_of(Roles others) const noexcept {
    return (bits_ & others.bits_) != 0;
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }

  bool operator==(const Roles&) const = default;

 private:
  [[nodiscard]] static constexpr std::uint16_t bit(Role role) noexcept {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(role));
  }

  std::uint16_t bits_ = 0;
};

// The three administrators, of whom nobody may be two (GB/T 22239-2019, 8.1.5: system,
// security and audit management are separate).
inline constexpr Roles kAdministrators{Role::system_admin, Role::security_admin,
                                       Role::audit_admin};

}  // namespace menshen::caller
