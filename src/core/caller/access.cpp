#include "caller/access.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/api_key.hpp"
#include "caller/role.hpp"

namespace menshen::caller {
namespace {

constexpr std::array<std::string_view, kActions> kNames{
    "export", "erasure_override", "law_change", "threshold_change", "make_administrator"};

Result<> check_count(std::size_t count, std::size_t most, std::string_view what) {
  if (count <= most) return {};
  return fail(Code::exhausted,
              fmt::format("{} {} would stand; at most {} can", count, what, most));
}

}  // namespace

std::string_view name(Action action) noexcept {
  return kNames.at(static_cast<std::size_t>(action));
}

std::optional<Action> action_of(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Action>(found - kNames.begin());
}

Roles approvers_of(Action action) noexcept {
  switch (action) {
    case Action::export_:
    case Action::erasure_override: return {Role::dpo, Role::audit_admin};
    case Action::law_change:
    case Action::threshold_change: return {Role::dpo, Role::security_admin, Role::system_admin};
    case Action::make_administrator: {
      Roles roles = kAdministrators;
      roles.add(Role::dpo);
      return roles;
    }
  }
  return {};
}

const Account* find_login(const Access& access, std::string_view login) noexcept {
  const auto found = std::ranges::find_if(
      access.accounts, [login](const auto& each) { return each.second.login == login; });
  return found == access.accounts.end() ? nullptr : &found->second;
}

const Account* find_identity(const Access& access, const Identity& identity) noexcept {
  const auto found = std::ranges::find_if(
      access.accounts, [&](const auto& each) { return each.second.identity == identity; });
  return found == access.accounts.end() ? nullptr : &found->second;
}

const Account* find_good(const Access& access, const AccountId& id, std::uint64_t revision,
                         Instant now) noexcept {
  const auto found = access.accounts.find(id);
  if (found == access.accounts.end()) return nullptr;
  const Account& account = found->second;
  return account.revision == revision && account.is_good_at(now) ? &account : nullptr;
}

bool has_any(const Access& access, Role role) noexcept {
  return std::ranges::any_of(access.accounts, [role](const auto& each) {
    return !each.second.is_disabled && each.second.roles.has(role);
  });
}

bool has_every_administrator(const Access& access) noexcept {
  return has_any(access, Role::system_admin) && has_any(access, Role::security_admin) &&
         has_any(access, Role::audit_admin);
}

Result<> check(const Access& access) {
  using Count = std::size_t;
  for (const auto& [count, most, what] :
       {std::tuple<Count, Count, std::string_view>{access.accounts.size(), kAccountsMax,
                                                   "accounts"},
        {access.keys.size(), kApiKeysMax, "API keys"},
        {access.certificates.size(), kCertificatesMax, "certificates"},
        {access.invitations.size(), kInvitationsMax, "invitations"},
        {access.approvals.size(), kApprovalsMax, "approvals"}}) {
    if (auto done = check_count(count, most, what); !done) return done;
  }
  std::set<std::string_view> logins;
  std::set<std::pair<std::string_view, std::string_view>> identities;
  for (const auto& [id, account] : access.accounts) {
    if (auto done = check(account); !done) return done;
    if (!logins.insert(account.login).second) {
      return fail(Code::conflict, "login: another account has it; choose another one");
    }
    if (account.identity &&
        !identities.insert({account.identity->issuer, account.identity->subject}).second) {
      return fail(Code::conflict,
                  "identity: another account is the provider's subject; unlink it first");
    }
  }
  for (const auto& [id, key] : access.keys) {
    if (auto done = check(key); !done) return done;
  }
  return {};
}

}  // namespace menshen::caller
