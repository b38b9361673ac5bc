#include "caller/authenticator.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
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

Result<ApiKey> Authenticator::find(const ShownApiKey& shown) const {
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
  return key;
}

Caller Authenticator::caller_of(const ApiKey& key) {
  return Caller(Caller::Grant{.actor = "key:" + key.id.text(),
                              .means = Means::api_key,
                              .roles = key.roles,
                              .purpose = key.purpose,
                              .device = key.device,
                              .subject = std::nullopt});
}

Result<Caller> Authenticator::by(const ShownApiKey& shown) const {
  MENSHEN_TRY(const auto key, find(shown));
  return caller_of(key);
}

std::string Authenticator::mac_of_token(std::string_view stated) const {
  return to_hex(directory_.mac(kAccessTokenUse, stated));
}

Result<AccessToken> Authenticator::exchange(const ShownApiKey& shown) const {
  MENSHEN_TRY(const auto key, find(shown));
  const auto ends = std::chrono::floor<std::chrono::seconds>(
      std::min(clock_.now() + kAccessTokenLife, key.expires_at));
  const auto stated = fmt::format("{}{}_{}", kAccessTokenPrefix, key.id.text(),
                                  ends.time_since_epoch().count());
  return AccessToken{
      .text = stated + "_" + mac_of_token(stated),
      .life = std::chrono::duration_cast<std::chrono::seconds>(ends - clock_.now())};
}

Result<Caller> Authenticator::by(const ShownAccessToken& shown) const {
  const auto split = shown.text.rfind('_');
  if (split == std::string_view::npos || !shown.text.starts_with(kAccessTokenPrefix)) {
    return refused();
  }
  const std::string_view stated = shown.text.substr(0, split);
  if (!is_same_text(mac_of_token(stated), shown.text.substr(split + 1))) return refused();
  // From here on it is one that was made here.
  const auto middle = stated.rfind('_');
  const std::string_view second = stated.substr(middle + 1);
  std::int64_t ends = 0;
  std::from_chars(second.data(), second.data() + second.size(), ends);
  const auto now = clock_.now();
  if (now >= Instant(std::chrono::seconds(ends))) return refused();
  const auto access = directory_.now();
  const auto found = access->keys.find(ApiKeyId(std::string(
      stated.substr(kAccessTokenPrefix.size(), middle - kAccessTokenPrefix.size()))));
  if (found == access->keys.end() || !found->second.is_good_at(now)) return refused();
  return caller_of(found->second);
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
  const auto access = directory_.now();
  const auto found = access->certificates.find(shown.id);
  if (found == access->certificates.end() || !found->second.is_good_at(clock_.now())) {
    return refused();
  }
  const DeviceId& device = found->second.device;
  return Caller(Caller::Grant{.actor = "device:" + device.text(),
                              .means = Means::certificate,
                              .roles = {Role::device},
                              .purpose = std::nullopt,
                              .device = device,
                              .subject = std::nullopt});
}

}  // namespace menshen::caller
