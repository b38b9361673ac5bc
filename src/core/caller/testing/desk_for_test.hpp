// Everything that says who asks, put together over a disk in memory and a clock that a test
// moves; with what tests of signing in do again and again.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/approvals.hpp"
#include "caller/authenticator.hpp"
#include "caller/caller.hpp"
#include "caller/directory.hpp"
#include "caller/logins.hpp"
#include "caller/passwords.hpp"
#include "caller/role.hpp"
#include "caller/sessions.hpp"
#include "caller/testing/plain_ports.hpp"

namespace menshen::caller {

inline constexpr std::string_view kGoodPassword = "Correct-horse-8";

class DeskForTest {
 public:
  explicit DeskForTest(const Crypto& with)
      : crypto(with),
        directory(*Directory::open(
            {.files = files,
             .crypto = crypto,
             .record = [this](std::string_view action, const std::string& actor) -> Result<> {
               if (record_fails) return fail(Code::unavailable, "the record has stopped");
               recorded.push_back(std::string(action) + " " + actor);
               return {};
             }},
            "/access.sealed", key)),
        sessions(clock, crypto),
        passwords(*Passwords::make(hash, crypto)),
        logins({.directory = *directory,
                .sessions = sessions,
                .passwords = *passwords,
                .codes = codes,
                .passkeys = &passkeys,
                .provider = &provider,
                .crypto = crypto,
                .clock = clock}),
        administration(*directory, crypto, clock),
        approvals(*directory, crypto, clock),
        authenticator(*directory, sessions, clock) {}

  // An account with a password and one-time codes.
  Account enrolled(const std::string& login, Role role) {
    return enrolled({.login = login, .roles = {role}, .expires_at = {}, .subject = {}});
  }
  Account enrolled(const NewAccount& account) {
    const auto invited = administration.create(account, By::machine());
    MENSHEN_ASSERT(invited.has_value());
    const auto begun = logins.redeem(invited->link.token, {}, kGoodPassword);
    MENSHEN_ASSERT(begun.has_value());
    return confirmed(begun->tokens->session, invited->account.id);
  }

  // Somebody signed in who has still to enrol, with one-time codes.
  Account confirmed(const std::string& session, const AccountId& id) {
    MENSHEN_ASSERT(logins.enrol_totp(session, kGoodPassword).has_value());
    MENSHEN_ASSERT(logins.confirm_totp(session, next_code()).has_value());
    return directory->now()->accounts.at(id);
  }

  // A code that was not taken before.
  std::string next_code() {
    clock.advance(std::chrono::seconds(30));
    return CountedCode::code_at(clock.now());
  }

  Tokens signed_in(const std::string& login) {
    const auto begun = logins.login(login, kGoodPassword, "192.0.2.1");
    MENSHEN_ASSERT(begun && begun->state == SignIn::State::second_factor);
    const auto done = logins.confirm(begun->pending, next_code());
    MENSHEN_ASSERT(done && done->tokens);
    return *done->tokens;
  }

  // Of a server that takes no passkeys, and knows no provider.
  Logins plain_logins(Directory& of) {
    return Logins({.directory = of,
                   .sessions = sessions,
                   .passwords = *passwords,
                   .codes = codes,
                   .passkeys = nullptr,
                   .provider = nullptr,
                   .crypto = crypto,
                   .clock = clock});
  }

  Caller caller(const Tokens& tokens) {
    return *authenticator.authenticate(
        ShownSession{.token = tokens.session, .csrf = tokens.csrf});
  }

  MemoryFiles files;
  FixedClock clock{Instant(std::chrono::hours(500'000))};
  const Crypto& crypto;
  Digest key{std::byte{7}};
  std::vector<std::string> recorded;
  bool record_fails = false;
  PlainPasswordHash hash;
  CountedCode codes;
  SpokenPasskey passkeys;
  NamingProvider provider;
  std::unique_ptr<Directory> directory;
  Sessions sessions;
  std::unique_ptr<Passwords> passwords;
  Logins logins;
  Administration administration;
  Approvals approvals;
  Authenticator authenticator;
};

}  // namespace menshen::caller
