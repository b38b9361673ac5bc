#include "caller/authenticator.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/api_key.hpp"
#include "caller/caller.hpp"
#include "caller/detail/same_text.hpp"
#include "caller/detail/token_uses.hpp"
#include "caller/role.hpp"

namespace menshen::caller {
namespace {

constexpr std::string_view kAccountActor = "account:";

tl::unexpected<Error> refused() {
  return fail(Code::refused, "what was shown is not good, or not any more");
}

}  // namespace

std::string actor_of(const AccountId& account) {
  return std::string(kAccountActor) + account.text();
}

std::optional<AccountId> account_of(const Caller& caller) {
  const std::string_view actor = caller.actor();
  if (caller.means() != Means::session || !actor.starts_with(kAccountActor)) {
    return std::nullopt;
  }
  return AccountId(std::string(actor.substr(kAccountActor.size())));
}

Result<Caller> Authenticator::authenticate(const Credentials& shown) const {
  return std::visit([this](const auto& each) { return by(each); }, shown);
}

Result<Caller> Authenticator::by(const ShownApiKey& shown) const {
  const auto parts = parse_api_key(shown.text);
  const auto access = directory_.now();
  // The same work for a key that nobody has.
  const Digest mac = directory_.mac(kApiKeyUse, shown.text);
  if (!parts) return refused();
  const auto found = access->keys.find(ApiKeyId(std::string(parts->id)));
  if (found == access->keys.end()) return refused();
  const ApiKey& key = found->second;
  if (!is_same_text(to_hex(mac), to_hex(key.mac)) || !key.is_good_at(clock_.now())) {
    return refused();
  }
  return Caller(Caller::Grant{.actor = "key:" + key.id.text(),
                              .means = Means::api_key,
                              .roles = key.roles,
                              .purpose = key.purpose,
                              .device = key.device,
                              .subject = std::nullopt});
}

Result<Caller> Authenticator::by(const ShownSession& shown) const {
  const auto seen = sessions_.use(shown.token);
  if (!seen) return Caller::nobody();
  const auto access = directory_.now();
  const Account* const account =
      find_good(*access, seen->account, seen->revision, clock_.now());
  if (account == nullptr) {
    sessions_.close(shown.token);
    return Caller::nobody();
  }
  if (shown.is_for_change && !is_same_text(shown.csrf, seen->csrf)) {
    return fail(
        Code::refused,
        "a change asked for by a session comes with its X-CSRF-Token; sign in shows it, "
        "and `GET /api/v1/self`");
  }
  return Caller(Caller::Grant{.actor = actor_of(account->id),
                              .means = Means::session,
                              .roles = account->roles_now(),
                              .purpose = std::nullopt,
                              .device = std::nullopt,
                              .subject = account->subject,
                              .is_stepped_up = seen->stepped_up_for.has_value()});
}

Result<Caller> Authenticator::by(const ShownCertificate& shown) const {
  if (shown.device.text().empty()) return refused();
  return Caller(Caller::Grant{.actor = "device:" + shown.device.text(),
                              .means = Means::certificate,
                              .roles = {Role::device},
                              .purpose = std::nullopt,
                              .device = shown.device,
                              .subject = std::nullopt});
}

}  // namespace menshen::caller
