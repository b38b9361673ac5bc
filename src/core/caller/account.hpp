// Who may sign in: an account of this server, with what it is proved by.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/strong_id.hpp"
#include "caller/role.hpp"

namespace menshen::caller {

using AccountId = StrongId<struct AccountTag>;  // UUIDv7

inline constexpr std::size_t kLoginCharactersMax = 64;
inline constexpr std::size_t kSubjectBytesMax = 64;
inline constexpr std::size_t kPasskeysMax = 8;
inline constexpr std::size_t kIssuerBytesMax = 256;
inline constexpr std::size_t kIdentityBytesMax = 255;   // OpenID Connect Core, section 2, `sub`
inline constexpr std::chrono::days kLongestGrant{366};  // of what is given until a day

// The secret of one-time codes (RFC 6238).
struct Totp {
  std::vector<std::byte> secret;
  std::uint64_t last_step = 0;  // the newest whose code was taken; none is taken twice

  bool operator==(const Totp&) const = default;
};

// The public half of a passkey (WebAuthn).
struct Passkey {
  std::vector<std::byte> credential;  // its id
  std::vector<std::byte> public_key;  // P-256, x and y
  std::uint32_t sign_count = 0;

  bool operator==(const Passkey&) const = default;
};

// Somebody as an OpenID provider knows them.
struct Identity {
  std::string issuer;
  std::string subject;

  bool operator==(const Identity&) const = default;
};

struct Account {
  AccountId id{""};
  std::string login;  // as normalized_login gives it
  Roles roles;
  std::string password;  // as PasswordHash gives it; empty: none is set yet
  std::optional<Totp> totp;
  std::vector<Passkey> passkeys;
  std::optional<Identity> identity;  // by which alone it may sign in elsewhere
  bool must_enrol_second_factor = true;
  bool is_disabled = false;
  Instant created_at;
  std::optional<Instant> expires_at;
  std::optional<SubjectId> subject;  // whom it is about, of the roles subject and guardian
  std::uint64_t revision = 0;        // grows with every change that ends its sessions

  [[nodiscard]] bool has_second_factor() const noexcept {
    return totp.has_value() || !passkeys.empty();
  }
  // Neither disabled nor past.
  [[nodiscard]] bool is_good_at(Instant now) const noexcept {
    return !is_disabled && (!expires_at || now < *expires_at);
  }
  // None as long as a second factor is still to be enrolled.
  [[nodiscard]] Roles roles_now() const noexcept {
    return must_enrol_second_factor && !has_second_factor() ? Roles() : roles;
  }

  bool operator==(const Account&) const = default;
};

// Lower case. Errors: invalid_input unless it has 2 to 64 of `a-z 0-9 . _ @ -`, and begins with
// a letter or a digit.
[[nodiscard]] Result<std::string> normalized_login(std::string_view text);

// Which roles go together: an administrator, a regulator, a person or a guardian is nothing
// else, and a terminal has no account. Errors: invalid_input, with field and remedy.
[[nodiscard]] Result<> check_roles(Roles roles);

// What no account may be, whoever asks for it. Errors: invalid_input, with field and remedy.
[[nodiscard]] Result<> check(const Account& account);

}  // namespace menshen::caller
