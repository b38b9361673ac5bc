// Everything that says who may ask, at one moment, and the one byte form it is kept in.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/strong_id.hpp"
#include "caller/account.hpp"
#include "caller/api_key.hpp"
#include "caller/device_certificate.hpp"

namespace menshen::caller {

using ApprovalId = StrongId<struct ApprovalTag>;  // UUIDv7

// A link that is good once: for an account, or for the first administrator of all.
struct Invitation {
  Digest mac{};                      // of its token
  std::optional<AccountId> account;  // none: makes a security administrator
  Instant expires_at;

  bool operator==(const Invitation&) const = default;
};

// What takes two.
enum class Action : std::uint8_t {
  // NOLINTNEXTLINE(readability-identifier-naming): the word itself is the language's
  export_,            // of persons' records
  erasure_override,   // keeping what should go
  law_change,         // another law, or another mode of it
  threshold_change,   // of a comparison
  make_administrator  // a role of kAdministrators for an account or a key
};
inline constexpr std::size_t kActions = 5;

// As the contract writes it: `export`, `erasure_override`, ….
[[nodiscard]] std::string_view name(Action action) noexcept;
[[nodiscard]] std::optional<Action> action_of(std::string_view name) noexcept;

// Who may say yes to it.
[[nodiscard]] Roles approvers_of(Action action) noexcept;

struct Approval {
  ApprovalId id{""};
  Action action{};
  Digest what{};        // of the request that may be made by it
  std::string summary;  // what the one who approves is shown
  AccountId asked_by{""};
  Instant asked_at;
  std::optional<AccountId> approved_by;
  bool is_used = false;

  bool operator==(const Approval&) const = default;
};

inline constexpr std::chrono::hours kApprovalTime{24};
inline constexpr std::size_t kSummaryBytesMax = 8192;

// Far above what one installation has; each is some hundred bytes in memory.
inline constexpr std::size_t kAccountsMax = 10'000;
inline constexpr std::size_t kApiKeysMax = 10'000;
inline constexpr std::size_t kCertificatesMax = 10'000;
inline constexpr std::size_t kInvitationsMax = 1'000;
inline constexpr std::size_t kApprovalsMax = 1'000;

struct Access {
  std::map<AccountId, Account> accounts;
  std::map<ApiKeyId, ApiKey> keys;
  std::map<CertificateId, DeviceCertificate> certificates;
  std::vector<Invitation> invitations;
  std::map<ApprovalId, Approval> approvals;
  // Once there was each of the three administrators, another takes two persons, for ever.
  bool is_founded = false;

  bool operator==(const Access&) const = default;
};

// Null when there is none.
[[nodiscard]] const Account* find_login(const Access& access, std::string_view login) noexcept;

// The account that is linked to it; null when there is none.
[[nodiscard]] const Account* find_identity(const Access& access,
                                           const Identity& identity) noexcept;

// The account, if it is good now and nothing ended its sessions since `revision`; else null.
[[nodiscard]] const Account* find_good(const Access& access, const AccountId& id,
                                       std::uint64_t revision, Instant now) noexcept;

// Whether an account that is not disabled has the role.
[[nodiscard]] bool has_any(const Access& access, Role role) noexcept;
[[nodiscard]] bool has_every_administrator(const Access& access) noexcept;

// What no set of accounts and keys may be: too many, or two with one login. Errors: exhausted;
// conflict; and those of check, each account and key.
[[nodiscard]] Result<> check(const Access& access);

// Deterministic CBOR (RFC 8949, 4.2.1), version 2.
[[nodiscard]] std::vector<std::byte> encode(const Access& access);

// The inverse. Errors: invalid_input, with the place, unless the bytes are exactly the form of
// something that `check` takes.
[[nodiscard]] Result<Access> parse_access(std::span<const std::byte> bytes);

}  // namespace menshen::caller
