// Signing in by what does not stand in this server: a passkey, and a provider elsewhere.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/attempts.hpp"
#include "caller/authenticator.hpp"
#include "caller/detail/same_text.hpp"
#include "caller/detail/sign_in_outcomes.hpp"
#include "caller/identity_provider.hpp"
#include "caller/logins.hpp"
#include "caller/passkey_check.hpp"

namespace menshen::caller {
namespace {

using std::chrono::seconds;

constexpr std::size_t kHandleBytesMax = 64;  // WebAuthn, section 4, User Handle

// The passkey with the id; null when the account has none such.
template <typename Somebody>
auto* find_passkey(Somebody& account, const std::vector<std::byte>& credential) {
  const auto found = std::ranges::find(account.passkeys, credential, &Passkey::credential);
  return found == account.passkeys.end() ? nullptr : &*found;
}

tl::unexpected<Error> no_passkeys() {
  return fail(Code::conflict,
              "this server does not know its own address; say `url` in its settings");
}

// All three of what was drawn at random for the visit, none telling another.
Visit visit_of(const Crypto& crypto, std::span<const std::byte> challenge) {
  Digest drawn{};
  std::ranges::copy(challenge.first(drawn.size()), drawn.begin());
  const auto part = [&](std::string_view use) {
    return to_base64url(derive_key(crypto, drawn, use));
  };
  return {.state = part("openid: state"),
          .nonce = part("openid: nonce"),
          .verifier = part("openid: verifier")};
}

// Whom a passkey says that it is of; null for nobody.
const Account* find_handle(const Access& access, std::string_view handle) {
  const auto found = access.accounts.find(AccountId(std::string(handle)));
  return found == access.accounts.end() ? nullptr : &found->second;
}

// That somebody came with what they were given, and that they had asked for it.
void forgive_both(Attempts& attempts, const std::string& peer) {
  attempts.forgive(peer);
  attempts.forgive(peer);
}

}  // namespace

Result<> Logins::take_passkey(const Account& account,
                              const std::optional<std::vector<std::byte>>& challenge,
                              const UsedPasskey& shown, std::string_view action) {
  const Passkey* const passkey = find_passkey(account, shown.credential);
  if (!challenge || passkey == nullptr || ports_.passkeys == nullptr) return refused();
  const auto count = ports_.passkeys->used(shown, *passkey, *challenge);
  if (!count) return refused();
  return change(account, action, [&](Account& kept) -> Result<> {
    Passkey* const same = find_passkey(kept, shown.credential);
    // Of two at once with one count, one was copied.
    if (same == nullptr || same->sign_count != passkey->sign_count) return refused();
    same->sign_count = *count;
    return {};
  });
}

Result<Logins::PasskeyOffer> Logins::offer(std::string_view token, const Account& account) {
  if (ports_.passkeys == nullptr) return no_passkeys();
  return PasskeyOffer{.challenge = challenges_.make(token), .account = account};
}

Result<Logins::PasskeyOffer> Logins::ask_passkey(std::string_view pending) {
  const auto whose = ports_.sessions.whose_pending(pending);
  const auto access = ports_.directory.now();
  const auto found = whose ? access->accounts.find(*whose) : access->accounts.end();
  if (found == access->accounts.end()) return refused();
  return offer(pending, found->second);
}

Result<Logins::PasskeyOffer> Logins::ask_passkey_again(std::string_view session) {
  MENSHEN_TRY(const Signed somebody, signed_in(session));
  return offer(session, somebody.account);
}

Result<Logins::PasskeyOffer> Logins::enrol_passkey(std::string_view session,
                                                   std::string_view password) {
  MENSHEN_TRY(const Signed somebody, signed_in(session));
  if (ports_.passkeys == nullptr) return no_passkeys();
  MENSHEN_TRY(const seconds wait, check_again(somebody, password));
  if (wait > seconds(0)) return PasskeyOffer{.wait = wait, .challenge = {}, .account = {}};
  return offer(session, somebody.account);
}

Result<SignIn> Logins::confirm_passkey(std::string_view session, const MadePasskey& shown) {
  MENSHEN_TRY(const Signed somebody, signed_in(session));
  const Account& account = somebody.account;
  const auto challenge = challenges_.take(session);
  if (!challenge || ports_.passkeys == nullptr) {
    return fail(Code::conflict, "no passkey was asked for; begin the enrolment anew");
  }
  MENSHEN_TRY(const Passkey passkey, ports_.passkeys->made(shown, *challenge));
  const auto done = ports_.directory.change(
      {.actor = actor_of(account.id), .actions = {"account.second_factor"}},
      [&](Access& access) -> Result<> {
        if (find_good(access, account.id, account.revision, ports_.clock.now()) == nullptr) {
          return refused();
        }
        const bool is_known = std::ranges::any_of(access.accounts, [&](const auto& each) {
          return find_passkey(each.second, passkey.credential) != nullptr;
        });
        if (is_known) return fail(Code::conflict, "the passkey is known already; use another");
        Account& kept = access.accounts.at(account.id);
        kept.passkeys.push_back(passkey);
        ++kept.revision;
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return renew(account.id, true);
}

Result<Logins::UnnamedOffer> Logins::ask_any_passkey(const std::string& peer) {
  if (ports_.passkeys == nullptr) return no_passkeys();
  // Forgiven once somebody signs in.
  if (const seconds wait = by_peer_.begin(peer); wait > seconds(0)) {
    return UnnamedOffer{.wait = wait, .challenge = {}, .pending = {}};
  }
  UnnamedOffer offer{.challenge = {}, .pending = make_token()};
  offer.challenge = unnamed_.make(offer.pending);
  return offer;
}

Result<SignIn> Logins::login_by_passkey(std::string_view pending, std::string_view handle,
                                        const UsedPasskey& shown, const std::string& peer) {
  if (const seconds wait = by_peer_.begin(peer); wait > seconds(0)) return wait_for(wait);
  const auto challenge = unnamed_.take(pending);
  // Before anything is counted for it, which anybody could then make to.
  if (!challenge || handle.size() > kHandleBytesMax) return refused();
  const std::string whose(handle);
  const auto access = ports_.directory.now();
  const Account* const account = find_handle(*access, whose);
  // Of a handle that nobody has as of one that somebody has.
  const seconds wait =
      account != nullptr ? begin(*account) : by_login_.begin("handle:" + whose);
  if (wait > seconds(0)) return wait_for(wait);
  if (account == nullptr) return refused();
  if (auto done = take_passkey(*account, challenge, shown, "session.begin"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  forgive_both(by_peer_, peer);
  by_login_.succeeded(account->login);
  return open(*account, true);
}

Result<Logins::Departure> Logins::depart(const std::string& peer) {
  if (ports_.provider == nullptr) {
    return fail(Code::conflict, "nobody signs in elsewhere; say `openid` in the settings");
  }
  // Forgiven once somebody arrives.
  if (const seconds wait = by_peer_.begin(peer); wait > seconds(0)) {
    return Departure{.wait = wait, .url = {}, .pending = {}};
  }
  Departure departure{.url = {}, .pending = make_token()};
  const auto challenge = visits_.make(departure.pending);
  MENSHEN_TRY(departure.url, ports_.provider->page(visit_of(ports_.crypto, challenge)));
  return departure;
}

Result<SignIn> Logins::arrive(std::string_view pending, std::string_view state,
                              const std::string& code, const std::string& peer) {
  if (const seconds wait = by_peer_.begin(peer); wait > seconds(0)) return wait_for(wait);
  const auto challenge = visits_.take(pending);
  if (!challenge || ports_.provider == nullptr) return refused();
  const Visit visit = visit_of(ports_.crypto, *challenge);
  if (!is_same_text(state, visit.state)) return refused();
  MENSHEN_TRY(const Identity identity, ports_.provider->who(code, visit));
  const auto access = ports_.directory.now();
  const Account* const account = find_identity(*access, identity);
  if (account == nullptr || !account->is_good_at(ports_.clock.now())) return refused();
  forgive_both(by_peer_, peer);
  return after_first_factor(*account, {});
}

}  // namespace menshen::caller
