// Who may do what: accounts and API keys are made, changed and ended here, and nowhere else.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/api_key.hpp"
#include "caller/approvals.hpp"
#include "caller/caller.hpp"
#include "caller/device_certificate.hpp"
#include "caller/directory.hpp"
#include "caller/role.hpp"

namespace menshen::caller {

inline constexpr std::chrono::hours kInvitationTime{1};

// Who asks for a change.
struct By {
  std::string actor;
  std::optional<AccountId> account;  // none: at the machine itself, where nobody is second
  Roles roles;
  std::optional<ShownApproval> approval;

  // Whoever can write the state folder and open the vault.
  [[nodiscard]] static By machine() {
    return {.actor = "operator", .account = std::nullopt, .approval = std::nullopt};
  }
  // Of somebody who signed in, or of a key.
  [[nodiscard]] static By caller(const Caller& caller, std::optional<ShownApproval> approval);
};

struct NewAccount {
  std::string login;
  Roles roles;
  std::optional<Instant> expires_at;
  std::optional<SubjectId> subject;
};

// What is absent stays.
struct AccountChange {
  std::optional<Roles> roles;
  std::optional<std::optional<Instant>> expires_at;
  std::optional<bool> is_disabled;
  std::optional<std::optional<Identity>> identity;
};

struct NewApiKey {
  std::string label;
  Roles roles;
  std::optional<PurposeId> purpose;
  std::optional<DeviceId> device;
  Instant expires_at;
};

// A token that is shown once, and good once.
struct Link {
  std::string token;
  Instant expires_at;
};

struct Invited {
  Account account;
  Link link;  // by which its owner sets the password
};

struct MadeApiKey {
  ApiKey key;
  std::string text;  // shown once
};

// Safe to call from several threads at once.
//
// Errors of all: refused when it takes a second person (approvals.hpp): to make an
// administrator of somebody, once there was each of the three; invalid_input, as `check` says;
// and those of Directory::change.
class Administration {
 public:
  // All must outlive it.
  Administration(Directory& directory, const Crypto& crypto, const Clock& clock)
      : directory_(directory), crypto_(crypto), clock_(clock) {}

  // Errors: conflict when another account has the login.
  [[nodiscard]] Result<Invited> create(const NewAccount& account, const By& by);

  // Its sessions end. Errors: not_found; conflict for one's own account, and when nobody would
  // be security administrator any more.
  [[nodiscard]] Result<Account> update(const AccountId& id, const AccountChange& change,
                                       const By& by);

  // Password, second factors and sessions are gone, and its owner sets them anew. Errors: as
  // `update`; conflict when it is disabled.
  [[nodiscard]] Result<Invited> invite(const AccountId& id, const By& by);

  // A link that makes whoever has it security administrator; any before it is worth nothing.
  [[nodiscard]] Result<Link> administrator_link(const By& by);

  // The same when nobody is security administrator and no such link is good; none otherwise.
  [[nodiscard]] Result<std::optional<Link>> first_link();

  // Errors: refused when only a security administrator may make such a key: a system
  // administrator makes those of devices.
  [[nodiscard]] Result<MadeApiKey> make_key(const NewApiKey& key, const By& by);

  // To revoke what is revoked is no error. Errors: not_found.
  [[nodiscard]] Result<ApiKey> revoke_key(const ApiKeyId& id, const By& by);

  // From now on the device is known by it. Errors: conflict when it is there already.
  [[nodiscard]] Result<> add_certificate(const DeviceCertificate& certificate, const By& by);

  // To revoke what is revoked is no error. Errors: not_found.
  [[nodiscard]] Result<DeviceCertificate> revoke_certificate(const CertificateId& id,
                                                             const By& by);

 private:
  [[nodiscard]] Result<> take_second_person(Access& access, Roles given, const By& by) const;
  [[nodiscard]] Link invite_into(Access& access, const std::optional<AccountId>& account) const;
  [[nodiscard]] std::string make_token() const;

  Directory& directory_;
  const Crypto& crypto_;
  const Clock& clock_;
};

}  // namespace menshen::caller
