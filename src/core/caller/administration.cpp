#include "caller/administration.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/uuid.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/api_key.hpp"
#include "caller/approvals.hpp"
#include "caller/authenticator.hpp"
#include "caller/caller.hpp"
#include "caller/detail/token_uses.hpp"
#include "caller/device_certificate.hpp"
#include "caller/directory.hpp"
#include "caller/role.hpp"

namespace menshen::caller {
namespace {

Result<Account*> find(Access& access, const AccountId& id) {
  const auto found = access.accounts.find(id);
  if (found != access.accounts.end()) return &found->second;
  return fail(Code::not_found, "there is no such account");
}

Result<> check_expiry(const std::optional<Instant>& expires_at, Instant now) {
  if (!expires_at || (*expires_at > now && *expires_at - now <= kLongestGrant)) return {};
  return fail(Code::invalid_input, "expires_at: at most 366 days ahead were expected");
}

Result<> apply(const AccountChange& change, Account& account, Instant now) {
  if (change.roles) account.roles = *change.roles;
  if (change.is_disabled) account.is_disabled = *change.is_disabled;
  if (change.identity) account.identity = *change.identity;
  if (!change.expires_at) return {};
  account.expires_at = *change.expires_at;
  return check_expiry(account.expires_at, now);
}

// Somebody has to be able to say who may do what.
Result<> keep_security_admin(const Access& before, const Access& after) {
  if (!has_any(before, Role::security_admin) || has_any(after, Role::security_admin)) return {};
  return fail(Code::conflict,
              "nobody would be security_admin any more; make another one first");
}

// Nobody frees themselves of a limit, nor gives themselves a role.
Result<> refuse_own(const AccountId& id, const By& by) {
  if (by.account != id) return {};
  return fail(Code::conflict, "nobody changes their own account; another security_admin does");
}

// What has the id in the table, revoked.
template <typename Id, typename Value>
Result<Value> revoke(Directory& directory, const By& by, std::string_view action,
                     std::map<Id, Value> Access::* table, const Id& id) {
  std::optional<Value> revoked;
  const auto done = directory.change(
      {.actor = by.actor, .actions = {std::string(action)}}, [&](Access& access) -> Result<> {
        const auto found = (access.*table).find(id);
        if (found == (access.*table).end()) {
          return fail(Code::not_found, "there is none with that id; list them");
        }
        found->second.is_revoked = true;
        revoked = found->second;
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  MENSHEN_ASSERT(revoked.has_value());
  return *revoked;
}

}  // namespace

By By::caller(const Caller& caller, std::optional<ShownApproval> approval) {
  return {.actor = caller.actor(),
          .account = account_of(caller),
          .roles = caller.roles(),
          .approval = std::move(approval)};
}

std::string Administration::make_token() const {
  Digest random{};
  crypto_.random(random);
  return to_hex(random);
}

Link Administration::invite_into(Access& access,
                                 const std::optional<AccountId>& account) const {
  const Instant now = clock_.now();
  std::erase_if(access.invitations, [&](const Invitation& each) {
    return each.account == account || each.expires_at <= now;
  });
  Link link{.token = make_token(), .expires_at = now + kInvitationTime};
  access.invitations.push_back({.mac = directory_.mac(kInvitationUse, link.token),
                                .account = account,
                                .expires_at = link.expires_at});
  return link;
}

Result<> Administration::take_second_person(Access& access, Roles given, const By& by) const {
  if (by.actor == By::machine().actor || !given.any_of(kAdministrators) || !access.is_founded) {
    return {};
  }
  if (!by.account) return fail(Code::refused, "only somebody who signed in can do this");
  return spend(access, by.approval, Action::make_administrator, *by.account, clock_.now());
}

Result<Invited> Administration::create(const NewAccount& account, const By& by) {
  const Instant now = clock_.now();
  MENSHEN_TRY(auto login, normalized_login(account.login));
  if (auto done = check_expiry(account.expires_at, now); !done) {
    return tl::unexpected<Error>(done.error());
  }
  Invited made{.account = {.id = AccountId(make_uuid7(now, crypto_)),
                           .login = std::move(login),
                           .roles = account.roles,
                           .created_at = now,
                           .expires_at = account.expires_at,
                           .subject = account.subject},
               .link = {}};
  const auto done = directory_.change(
      {.actor = by.actor, .actions = {"account.put"}}, [&](Access& access) -> Result<> {
        if (auto allowed = take_second_person(access, account.roles, by); !allowed) {
          return allowed;
        }
        access.accounts.emplace(made.account.id, made.account);
        made.link = invite_into(access, made.account.id);
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return made;
}

Result<Account> Administration::update(const AccountId& id, const AccountChange& change,
                                       const By& by) {
  if (auto own = refuse_own(id, by); !own) return tl::unexpected<Error>(own.error());
  std::optional<Account> changed;
  const auto done = directory_.change(
      {.actor = by.actor, .actions = {"account.put"}}, [&](Access& access) -> Result<> {
        const Access before = access;
        MENSHEN_TRY(Account* const account, find(access, id));
        const bool was_good = !account->is_disabled;
        if (auto good = apply(change, *account, clock_.now()); !good) return good;
        ++account->revision;
        const bool is_new = !account->is_disabled && (change.roles.has_value() || !was_good);
        if (is_new) {
          if (auto allowed = take_second_person(access, account->roles, by); !allowed) {
            return allowed;
          }
        }
        changed = *account;
        return keep_security_admin(before, access);
      });
  if (!done) return tl::unexpected<Error>(done.error());
  MENSHEN_ASSERT(changed.has_value());
  return *changed;
}

Result<Invited> Administration::invite(const AccountId& id, const By& by) {
  if (auto own = refuse_own(id, by); !own) return tl::unexpected<Error>(own.error());
  std::optional<Invited> invited;
  const auto done = directory_.change(
      {.actor = by.actor, .actions = {"account.invite"}}, [&](Access& access) -> Result<> {
        MENSHEN_TRY(Account* const account, find(access, id));
        if (account->is_disabled) {
          return fail(Code::conflict, "the account is disabled; enable it first");
        }
        if (auto allowed = take_second_person(access, account->roles, by); !allowed) {
          return allowed;
        }
        account->password.clear();
        account->totp.reset();
        account->passkeys.clear();
        ++account->revision;
        invited = {.account = *account, .link = invite_into(access, id)};
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  MENSHEN_ASSERT(invited.has_value());
  return *invited;
}

Result<Link> Administration::administrator_link(const By& by) {
  Link link;
  const auto done = directory_.change({.actor = by.actor, .actions = {"account.link"}},
                                      [&](Access& access) -> Result<> {
                                        link = invite_into(access, std::nullopt);
                                        return {};
                                      });
  if (!done) return tl::unexpected<Error>(done.error());
  return link;
}

Result<std::optional<Link>> Administration::first_link() {
  const auto access = directory_.now();
  const Instant now = clock_.now();
  const bool is_waiting = std::ranges::any_of(access->invitations, [now](const auto& each) {
    return !each.account && each.expires_at > now;
  });
  if (is_waiting || has_any(*access, Role::security_admin)) return std::nullopt;
  MENSHEN_TRY(auto link, administrator_link(By::machine()));
  return std::optional(std::move(link));
}

Result<MadeApiKey> Administration::make_key(const NewApiKey& key, const By& by) {
  const Instant now = clock_.now();
  const bool may_make_all =
      by.actor == By::machine().actor || by.roles.has(Role::security_admin);
  if (!may_make_all && key.roles != Roles{Role::device}) {
    return fail(Code::refused,
                "roles: only a security_admin makes keys of other roles than "
                "device");
  }
  MadeApiKey made{.key = {.id = ApiKeyId(make_uuid7(now, crypto_)),
                          .label = key.label,
                          .roles = key.roles,
                          .purpose = key.purpose,
                          .device = key.device,
                          .created_at = now,
                          .expires_at = key.expires_at},
                  .text = {}};
  made.text = std::string(kApiKeyPrefix) + made.key.id.text() + "_" + make_token();
  made.key.mac = directory_.mac(kApiKeyUse, made.text);
  const auto done = directory_.change(
      {.actor = by.actor, .actions = {"api_key.put"}}, [&](Access& access) -> Result<> {
        // Before an approval is spent on what cannot stand.
        if (auto good = check(made.key); !good) return good;
        if (auto allowed = take_second_person(access, key.roles, by); !allowed) return allowed;
        access.keys.emplace(made.key.id, made.key);
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return made;
}

Result<ApiKey> Administration::revoke_key(const ApiKeyId& id, const By& by) {
  return revoke(directory_, by, "api_key.revoke", &Access::keys, id);
}

Result<> Administration::add_certificate(const DeviceCertificate& certificate, const By& by) {
  return directory_.change(
      {.actor = by.actor, .actions = {"certificate.put"}}, [&](Access& access) -> Result<> {
        if (access.certificates.emplace(certificate.id, certificate).second) return {};
        return fail(Code::conflict, "the certificate is known already");
      });
}

Result<DeviceCertificate> Administration::revoke_certificate(const CertificateId& id,
                                                             const By& by) {
  return revoke(directory_, by, "certificate.revoke", &Access::certificates, id);
}

}  // namespace menshen::caller
