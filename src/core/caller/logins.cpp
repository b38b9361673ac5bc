#include "caller/logins.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/uuid.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/attempts.hpp"
#include "caller/authenticator.hpp"
#include "caller/detail/sign_in_outcomes.hpp"
#include "caller/detail/token_uses.hpp"
#include "caller/directory.hpp"
#include "caller/one_time_code.hpp"
#include "caller/passkey_check.hpp"
#include "caller/passwords.hpp"
#include "caller/role.hpp"
#include "caller/sessions.hpp"

namespace menshen::caller {
namespace {

using std::chrono::seconds;

// An office behind one address mistypes more than one person does.
constexpr Attempts::Limits kPeerLimits{.free = 30};

}  // namespace

Logins::Logins(Ports ports)
    : ports_(ports),
      by_login_(ports.clock),
      by_peer_(ports.clock, kPeerLimits),
      challenges_(ports.clock, ports.crypto),
      unnamed_(ports.clock, ports.crypto),
      visits_(ports.clock, ports.crypto) {}

seconds Logins::begin(const Account& account) { return by_login_.begin(account.login); }

std::string Logins::make_token() const {
  Digest random{};
  ports_.crypto.random(random);
  return to_hex(random);
}

SignIn Logins::open(const Account& account, bool with_second_factor) {
  using enum SignIn::State;
  return {.state = account.roles_now().empty() ? enrol : signed_in,
          .tokens = ports_.sessions.open(account, with_second_factor)};
}

// Only if nothing happened to the account since it was read.
Result<> Logins::change(const Account& account, std::string_view action,
                        const std::function<Result<>(Account&)>& edit) {
  return ports_.directory.change(
      {.actor = actor_of(account.id), .actions = {std::string(action)}},
      [&](Access& access) -> Result<> {
        if (find_good(access, account.id, account.revision, ports_.clock.now()) == nullptr) {
          return refused();
        }
        return edit(access.accounts.at(account.id));
      });
}

// A new session in place of all others, once the account was changed.
Result<SignIn> Logins::renew(const AccountId& id, bool with_second_factor) {
  ports_.sessions.close_all(id);
  const auto access = ports_.directory.now();
  const auto found = access->accounts.find(id);
  if (found == access->accounts.end()) return refused();
  return open(found->second, with_second_factor);
}

Result<Logins::Signed> Logins::signed_in(std::string_view session) {
  const auto seen = ports_.sessions.use(session);
  if (!seen) return refused();
  const auto access = ports_.directory.now();
  const Account* const account =
      find_good(*access, seen->account, seen->revision, ports_.clock.now());
  if (account == nullptr) return refused();
  return Signed{.account = *account, .is_stepped_up = seen->stepped_up_for.has_value()};
}

// What is kept of the password, by today's cost, if that is another one.
std::optional<std::string> Logins::fresh_hash(const Account& account,
                                              std::string_view password) {
  if (!ports_.passwords.is_outdated(account.password)) return std::nullopt;
  auto fresh = ports_.passwords.hash(password);
  return fresh ? std::optional(std::move(*fresh)) : std::nullopt;  // another time then
}

Result<SignIn> Logins::login(std::string_view login, std::string_view password,
                             const std::string& peer) {
  const std::string name = normalized_login(login).value_or("");
  if (const seconds wait = by_peer_.begin(peer); wait > seconds(0)) return wait_for(wait);
  if (const seconds wait = by_login_.begin(name); wait > seconds(0)) return wait_for(wait);
  const auto access = ports_.directory.now();
  const Account* const account = find_login(*access, name);
  MENSHEN_TRY(const bool is_right,
              ports_.passwords.is_right(account != nullptr ? account->password : "", password));
  if (!is_right || account == nullptr || !account->is_good_at(ports_.clock.now())) {
    return refused();
  }
  by_peer_.forgive(peer);
  return after_first_factor(*account, password);
}

// `password` is empty when somebody was known by another means.
Result<SignIn> Logins::after_first_factor(const Account& account, std::string_view password) {
  if (account.has_second_factor()) {
    return SignIn{.state = SignIn::State::second_factor,
                  .pending = ports_.sessions.begin(account),
                  .has_totp = account.totp.has_value(),
                  .has_passkey = !account.passkeys.empty(),
                  .tokens = std::nullopt};
  }
  auto fresh = password.empty() ? std::nullopt : fresh_hash(account, password);
  const auto done = change(account, "session.begin", [&](Account& kept) -> Result<> {
    if (fresh) kept.password = std::move(*fresh);
    return {};
  });
  if (!done) return tl::unexpected<Error>(done.error());
  by_login_.succeeded(account.login);
  return open(account, false);
}

Result<> Logins::take_code(const Account& account, std::string_view code,
                           std::string_view action) {
  if (!account.totp) return refused();
  const auto step = ports_.codes.step_of(account.totp->secret, code, ports_.clock.now());
  if (!step) return refused();
  return change(account, action, [step = *step](Account& kept) -> Result<> {
    if (!kept.totp || step <= kept.totp->last_step) return refused();  // it was seen already
    kept.totp->last_step = step;
    return {};
  });
}

Result<> Logins::take(const Account& account, std::string_view token,
                      const SecondFactor& factor, std::string_view action) {
  if (const auto* const code = std::get_if<std::string_view>(&factor)) {
    return take_code(account, *code, action);
  }
  return take_passkey(account, challenges_.take(token), std::get<UsedPasskey>(factor), action);
}

Result<SignIn> Logins::confirm(std::string_view pending, const SecondFactor& factor) {
  const auto begun = ports_.sessions.try_pending(pending);
  if (!begun) return refused();
  const auto access = ports_.directory.now();
  const Account* const account =
      find_good(*access, begun->account, begun->revision, ports_.clock.now());
  if (account == nullptr) return refused();
  if (const seconds wait = begin(*account); wait > seconds(0)) return wait_for(wait);
  if (auto done = take(*account, pending, factor, "session.begin"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  ports_.sessions.end_pending(pending);
  by_login_.succeeded(account->login);
  return open(*account, true);
}

Result<SignIn> Logins::step_up(std::string_view session, const SecondFactor& factor) {
  MENSHEN_TRY(const Signed somebody, signed_in(session));
  if (const seconds wait = begin(somebody.account); wait > seconds(0)) return wait_for(wait);
  if (auto done = take(somebody.account, session, factor, "session.step_up"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  by_login_.succeeded(somebody.account.login);
  auto tokens = ports_.sessions.step_up(session);
  if (!tokens) return refused();
  return SignIn{.state = SignIn::State::signed_in, .tokens = std::move(tokens)};
}

void Logins::logout(std::string_view session, bool everywhere) {
  if (everywhere) {
    const auto seen = ports_.sessions.use(session);
    if (seen) ports_.sessions.close_all(seen->account);
  }
  ports_.sessions.close(session);
}

Result<SignIn> Logins::change_password(std::string_view session, std::string_view old_password,
                                       std::string_view new_password) {
  MENSHEN_TRY(const Signed somebody, signed_in(session));
  const Account& account = somebody.account;
  if (auto good = check_password(new_password, account.login, "new_password"); !good) {
    return tl::unexpected<Error>(good.error());
  }
  if (const seconds wait = begin(account); wait > seconds(0)) return wait_for(wait);
  MENSHEN_TRY(const bool is_right, ports_.passwords.is_right(account.password, old_password));
  if (!is_right) return refused();
  by_login_.succeeded(account.login);
  MENSHEN_TRY(auto kept_form, ports_.passwords.hash(new_password));
  const auto done = change(account, "account.password", [&](Account& kept) -> Result<> {
    kept.password = std::move(kept_form);
    ++kept.revision;
    return {};
  });
  if (!done) return tl::unexpected<Error>(done.error());
  return renew(account.id, somebody.is_stepped_up);
}

// Before another second factor: the password once more, and one that is there; or how long to
// wait.
Result<seconds> Logins::check_again(const Signed& somebody, std::string_view password) {
  const Account& account = somebody.account;
  if (account.has_second_factor() && !somebody.is_stepped_up) {
    return fail(Code::conflict, "another second factor takes the present one; step up first");
  }
  if (const seconds wait = begin(account); wait > seconds(0)) return wait;
  MENSHEN_TRY(const bool is_right, ports_.passwords.is_right(account.password, password));
  if (!is_right) return refused();
  by_login_.succeeded(account.login);
  return seconds(0);
}

Result<Logins::Offer> Logins::enrol_totp(std::string_view session, std::string_view password) {
  MENSHEN_TRY(const Signed somebody, signed_in(session));
  const Account& account = somebody.account;
  MENSHEN_TRY(const seconds wait, check_again(somebody, password));
  if (wait > seconds(0)) return Offer{.wait = wait, .shown = {}};
  std::vector<std::byte> secret(kTotpSecretBytes);
  ports_.crypto.random(secret);
  auto shown = ports_.codes.show(secret, account.login);
  ports_.sessions.offer(session, std::move(secret));
  return Offer{.shown = std::move(shown)};
}

Result<SignIn> Logins::confirm_totp(std::string_view session, std::string_view code) {
  MENSHEN_TRY(const Signed somebody, signed_in(session));
  const Account& account = somebody.account;
  auto offered = ports_.sessions.offered(session);
  if (!offered) return fail(Code::conflict, "no secret was offered; begin the enrolment anew");
  if (const seconds wait = begin(account); wait > seconds(0)) return wait_for(wait);
  const auto step = ports_.codes.step_of(*offered, code, ports_.clock.now());
  if (!step) return refused();
  by_login_.succeeded(account.login);
  const auto done = change(account, "account.second_factor", [&](Account& kept) -> Result<> {
    kept.totp = Totp{.secret = std::move(*offered), .last_step = *step};
    ++kept.revision;
    return {};
  });
  if (!done) return tl::unexpected<Error>(done.error());
  return renew(account.id, true);
}

// Whose password the invitation sets: an account that is there, or the first of all.
Result<Account> Logins::invited(const Invitation& invitation,
                                const std::optional<std::string>& login) const {
  const Instant now = ports_.clock.now();
  if (invitation.account) {
    const auto access = ports_.directory.now();
    const auto found = access->accounts.find(*invitation.account);
    if (found == access->accounts.end() || !found->second.is_good_at(now)) return refused();
    if (login) return fail(Code::conflict, "login: the account has one; leave it out");
    return found->second;
  }
  if (!login) return fail(Code::invalid_input, "login: say how you want to sign in");
  Account account{.id = AccountId(make_uuid7(now, ports_.crypto)),
                  .roles = {Role::security_admin},
                  .created_at = now};
  MENSHEN_TRY(account.login, normalized_login(*login));
  return account;
}

Result<SignIn> Logins::redeem(std::string_view token, const std::optional<std::string>& login,
                              std::string_view password) {
  const Digest mac = ports_.directory.mac(kInvitationUse, token);
  const auto is_good = [&mac, now = ports_.clock.now()](const Invitation& each) {
    return each.mac == mac && now < each.expires_at;
  };
  const auto access = ports_.directory.now();
  const auto found = std::ranges::find_if(access->invitations, is_good);
  if (found == access->invitations.end()) return refused();
  MENSHEN_TRY(Account account, invited(*found, login));
  if (auto good = check_password(password, account.login, "password"); !good) {
    return tl::unexpected<Error>(good.error());
  }
  MENSHEN_TRY(account.password, ports_.passwords.hash(password));
  const std::uint64_t before = account.revision++;
  const auto done = ports_.directory.change(
      {.actor = actor_of(account.id), .actions = {"account.redeem"}},
      [&](Access& copy) -> Result<> {
        const auto is_there = copy.accounts.contains(account.id);
        if (is_there && find_good(copy, account.id, before, ports_.clock.now()) == nullptr) {
          return refused();
        }
        // Of two at once one finds it gone.
        if (std::erase_if(copy.invitations, is_good) == 0) return refused();
        copy.accounts.insert_or_assign(account.id, account);
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return renew(account.id, false);
}

}  // namespace menshen::caller
