// Signing in, and what somebody who signed in may do about themselves.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/attempts.hpp"
#include "caller/challenges.hpp"
#include "caller/directory.hpp"
#include "caller/identity_provider.hpp"
#include "caller/one_time_code.hpp"
#include "caller/passkey_check.hpp"
#include "caller/passwords.hpp"
#include "caller/sessions.hpp"

namespace menshen::caller {

// A one-time code, or a passkey.
using SecondFactor = std::variant<std::string_view, UsedPasskey>;

// How far somebody came.
struct SignIn {
  enum class State {
    wait,           // there were too many tries
    second_factor,  // the password was right; `pending` goes with the second factor
    enrol,          // signed in, to enrol a second factor and for nothing else
    signed_in,
  };
  State state{};
  std::chrono::seconds wait{};
  std::string pending;
  bool has_totp = false;
  bool has_passkey = false;
  std::optional<Tokens> tokens;  // of a session: in states `enrol` and `signed_in`
};

// Safe to call from several threads at once.
//
// Errors of all: refused, with one text whatever was wrong; unavailable when the server is
// busy with passwords, and when what it has to write cannot be written.
class Logins {
 public:
  struct Ports {
    Directory& directory;
    Sessions& sessions;
    Passwords& passwords;
    const OneTimeCode& codes;
    const PasskeyCheck* passkeys;  // null: this server takes none
    IdentityProvider* provider;    // null: nobody signs in elsewhere
    const Crypto& crypto;
    const Clock& clock;
  };

  // All must outlive it.
  explicit Logins(Ports ports);

  // `peer` is the address that asks. What it costs does not tell whether there is such a login.
  [[nodiscard]] Result<SignIn> login(std::string_view login, std::string_view password,
                                     const std::string& peer);

  // The second factor of a login under way.
  [[nodiscard]] Result<SignIn> confirm(std::string_view pending, const SecondFactor& factor);

  // A second factor once more, in a session: its token is another one from then on.
  [[nodiscard]] Result<SignIn> step_up(std::string_view session, const SecondFactor& factor);

  void logout(std::string_view session, bool everywhere);

  // Every session of the account ends; the answer is a new one. Errors: invalid_input when the
  // new password is not what one must be.
  [[nodiscard]] Result<SignIn> change_password(std::string_view session,
                                               std::string_view old_password,
                                               std::string_view new_password);

  // A secret for one-time codes, which counts once it is confirmed in the same session. Errors:
  // conflict when there is a second factor and none was shown a short while ago.
  struct Offer {
    std::chrono::seconds wait{};  // above zero: there were too many tries
    OneTimeCode::Shown shown;
  };
  [[nodiscard]] Result<Offer> enrol_totp(std::string_view session, std::string_view password);

  // Errors: conflict when no secret was offered.
  [[nodiscard]] Result<SignIn> confirm_totp(std::string_view session, std::string_view code);

  // What a browser is told to ask for a passkey of the account.
  struct PasskeyOffer {
    std::chrono::seconds wait{};  // above zero: there were too many tries
    std::vector<std::byte> challenge;
    Account account;
  };
  // Of a login under way, and in a session. Errors: conflict without passkeys on this server.
  [[nodiscard]] Result<PasskeyOffer> ask_passkey(std::string_view pending);
  [[nodiscard]] Result<PasskeyOffer> ask_passkey_again(std::string_view session);

  // In place of login and password: the one who shows a passkey says whose it is, so nobody is
  // named before, and any passkey of this site may be offered. `pending` goes with it. Errors:
  // conflict without passkeys on this server.
  struct UnnamedOffer {
    std::chrono::seconds wait{};  // above zero: there were too many tries
    std::vector<std::byte> challenge;
    std::string pending;
  };
  [[nodiscard]] Result<UnnamedOffer> ask_any_passkey(const std::string& peer);
  // Two factors at once: what somebody has, opened by what they know or are (WebAuthn, section
  // 1.2.1). `handle` is the account's id, as the authenticator was given it and gives it back.
  [[nodiscard]] Result<SignIn> login_by_passkey(std::string_view pending,
                                                std::string_view handle,
                                                const UsedPasskey& shown,
                                                const std::string& peer);

  // A new passkey, which counts once it is confirmed in the same session. Errors: conflict, as
  // enrol_totp, and without passkeys on this server.
  [[nodiscard]] Result<PasskeyOffer> enrol_passkey(std::string_view session,
                                                   std::string_view password);
  // Errors: conflict when it is known already, or there are too many.
  [[nodiscard]] Result<SignIn> confirm_passkey(std::string_view session,
                                               const MadePasskey& shown);

  // In place of login and password: the provider's page, and a token that goes with what the
  // browser comes back with. Errors: conflict without a provider.
  struct Departure {
    std::chrono::seconds wait{};  // above zero: there were too many tries
    std::string url;
    std::string pending;
  };
  [[nodiscard]] Result<Departure> depart(const std::string& peer);
  // As `login`, of the account that the provider's subject is linked to.
  [[nodiscard]] Result<SignIn> arrive(std::string_view pending, std::string_view state,
                                      const std::string& code, const std::string& peer);

  // Sets the password of the account that the invitation is for, or makes the security
  // administrator `login`. Errors: invalid_input; conflict when the login is taken, or given
  // where the account has one.
  [[nodiscard]] Result<SignIn> redeem(std::string_view token,
                                      const std::optional<std::string>& login,
                                      std::string_view password);

 private:
  struct Signed {  // somebody with a session
    Account account;
    bool is_stepped_up = false;
  };

  [[nodiscard]] Result<Signed> signed_in(std::string_view session);
  [[nodiscard]] std::chrono::seconds begin(const Account& account);
  [[nodiscard]] std::string make_token() const;
  [[nodiscard]] Result<> take_code(const Account& account, std::string_view code,
                                   std::string_view action);
  // `challenge` is none when there was none for whoever shows it.
  [[nodiscard]] Result<> take_passkey(const Account& account,
                                      const std::optional<std::vector<std::byte>>& challenge,
                                      const UsedPasskey& shown, std::string_view action);
  // `token` is what the challenge of a passkey was made for.
  [[nodiscard]] Result<> take(const Account& account, std::string_view token,
                              const SecondFactor& factor, std::string_view action);
  [[nodiscard]] Result<SignIn> after_first_factor(const Account& account,
                                                  std::string_view password);
  [[nodiscard]] Result<std::chrono::seconds> check_again(const Signed& somebody,
                                                         std::string_view password);
  [[nodiscard]] Result<PasskeyOffer> offer(std::string_view token, const Account& account);
  [[nodiscard]] Result<> change(const Account& account, std::string_view action,
                                const std::function<Result<>(Account&)>& edit);
  [[nodiscard]] Result<SignIn> renew(const AccountId& id, bool with_second_factor);
  [[nodiscard]] SignIn open(const Account& account, bool with_second_factor);
  [[nodiscard]] Result<Account> invited(const Invitation& invitation,
                                        const std::optional<std::string>& login) const;
  [[nodiscard]] std::optional<std::string> fresh_hash(const Account& account,
                                                      std::string_view password);

  Ports ports_;
  Attempts by_login_;
  Attempts by_peer_;
  Challenges challenges_;  // of passkeys of accounts that are known
  Challenges unnamed_;     // of passkeys of whoever they are, which anybody may ask for
  Challenges visits_;      // of whoever signs in elsewhere, which anybody may begin
};

}  // namespace menshen::caller
