#include "caller/logins.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/attempts.hpp"
#include "caller/caller.hpp"
#include "caller/passwords.hpp"
#include "caller/role.hpp"
#include "caller/testing/desk_for_test.hpp"
#include "caller/testing/plain_ports.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::caller {
namespace {

using std::chrono::seconds;
using testing::Contains;

const crypto_openssl::OpensslCrypto kCrypto;
const std::string kPeer = "192.0.2.7";

class LoginsTest : public testing::Test {
 protected:
  LoginsTest() { desk.enrolled("li.wei", Role::dpo); }

  Result<SignIn> login(std::string_view name, std::string_view password) {
    return desk.logins.login(name, password, peer);
  }

  std::string pending() { return login("li.wei", kGoodPassword)->pending; }

  const Account& li_wei() { return *find_login(*desk.directory->now(), "li.wei"); }

  DeskForTest desk{kCrypto};
  std::string peer = kPeer;
};

TEST_F(LoginsTest, takes_password_and_code_for_a_session) {
  const auto begun = login("Li.Wei", kGoodPassword);
  ASSERT_TRUE(begun);
  EXPECT_EQ(begun->state, SignIn::State::second_factor);
  EXPECT_TRUE(begun->has_totp);
  EXPECT_FALSE(begun->tokens) << "half of it is no session";
  const auto done = desk.logins.confirm(begun->pending, desk.next_code());
  ASSERT_TRUE(done && done->tokens);
  EXPECT_EQ(done->state, SignIn::State::signed_in);
  const auto caller = desk.caller(*done->tokens);
  EXPECT_EQ(caller.actor(), "account:" + li_wei().id.text());
  EXPECT_EQ(caller.means(), Means::session);
  EXPECT_EQ(caller.roles(), Roles{Role::dpo});
  EXPECT_TRUE(caller.is_stepped_up());
  EXPECT_THAT(desk.recorded, Contains("session.begin " + caller.actor()));
}

// What is answered, and what it costs, is the same whatever was wrong.
TEST_F(LoginsTest, says_nothing_of_what_was_wrong) {
  auto disabled = desk.enrolled("gone", Role::operator_);
  ASSERT_TRUE(desk.administration.update(disabled.id, {.is_disabled = true}, By::machine()));
  const auto invited = desk.administration.create(
      {.login = "new", .roles = {Role::operator_}, .expires_at = {}, .subject = {}},
      By::machine());
  ASSERT_TRUE(invited);
  std::optional<Error> refusal;
  for (const auto& [name, password] : {std::pair{"li.wei", "wrong"},
                                       {"nobody", "wrong"},
                                       {"李", "wrong"},
                                       {"", ""},
                                       {"gone", "Correct-horse-8"},
                                       {"gone", "wrong"},
                                       {"new", ""},
                                       {"new", "wrong"}}) {
    const int before = desk.hash.checks;
    const auto got = login(name, password);
    ASSERT_FALSE(got) << name;
    EXPECT_EQ(desk.hash.checks, before + 1) << name;
    if (!refusal) refusal = got.error();
    EXPECT_EQ(got.error(), *refusal) << name;
  }
  EXPECT_EQ(refusal->code, Code::refused);
  EXPECT_EQ(desk.logins.confirm(pending(), "000000").error(), *refusal);
  EXPECT_EQ(desk.logins.confirm("nothing", "000000").error(), *refusal);
  EXPECT_EQ(desk.logins.redeem("nothing", {}, kGoodPassword).error(), *refusal);
}

TEST_F(LoginsTest, waits_twice_as_long_after_each_wrong_password) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(login("li.wei", "wrong")) << i;
  for (const int wait : {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
    peer = "192.0.2." + std::to_string(wait);  // from wherever it is tried
    const auto told = login("li.wei", kGoodPassword);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->state, SignIn::State::wait) << "also with the right one";
    EXPECT_EQ(told->wait, seconds(wait));
    desk.clock.advance(seconds(wait) - std::chrono::milliseconds(1));
    EXPECT_EQ(login("li.wei", "wrong")->state, SignIn::State::wait);
    desk.clock.advance(std::chrono::milliseconds(1));
    EXPECT_FALSE(login("li.wei", "wrong")) << wait;
  }
  EXPECT_FALSE(login("another", "wrong")) << "nobody else waits";
}

TEST_F(LoginsTest, a_login_that_nobody_has_waits_as_one_that_somebody_has) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(login("nobody", "wrong"));
  EXPECT_EQ(login("nobody", "wrong")->state, SignIn::State::wait);
}

TEST_F(LoginsTest, an_address_that_tries_many_logins_waits_too) {
  for (int i = 0; i < 30; ++i) EXPECT_FALSE(login("guess" + std::to_string(i), "wrong")) << i;
  EXPECT_EQ(login("li.wei", kGoodPassword)->state, SignIn::State::wait);
  EXPECT_EQ(desk.logins.login("li.wei", kGoodPassword, "192.0.2.8")->state,
            SignIn::State::second_factor);
}

TEST_F(LoginsTest, those_who_sign_in_rightly_never_make_their_office_wait) {
  for (int i = 0; i < 100; ++i) {
    const auto begun = login("li.wei", kGoodPassword);
    ASSERT_TRUE(begun);
    ASSERT_EQ(begun->state, SignIn::State::second_factor) << i;
    ASSERT_TRUE(desk.logins.confirm(begun->pending, desk.next_code())) << i;
  }
}

// Who knows the password, and guesses at the code, begins no new series by signing in again.
TEST_F(LoginsTest, guesses_at_the_code_are_counted_over_all_logins) {
  int guesses = 0;
  for (int i = 0; i < 100; ++i) {
    const auto begun = login("li.wei", kGoodPassword);
    ASSERT_TRUE(begun);
    if (begun->state == SignIn::State::wait) break;
    const auto told = desk.logins.confirm(begun->pending, "999999");
    if (told) break;  // to wait
    ++guesses;
  }
  EXPECT_EQ(guesses, 2);
}

TEST_F(LoginsTest, a_code_is_good_once) {
  const std::string code = desk.next_code();
  ASSERT_TRUE(desk.logins.confirm(pending(), code));
  EXPECT_FALSE(desk.logins.confirm(pending(), code));
  desk.clock.advance(seconds(-30));
  EXPECT_FALSE(desk.logins.confirm(pending(), CountedCode::code_at(desk.clock.now())))
      << "nor an older one";
}

TEST_F(LoginsTest, a_code_that_was_seen_is_not_good_after_a_restart) {
  const std::string code = desk.next_code();
  ASSERT_TRUE(desk.logins.confirm(pending(), code));
  const auto again = Directory::open(
      {.files = desk.files,
       .crypto = kCrypto,
       .record = [](std::string_view, const std::string&) { return Result<>(); }},
      "/access.sealed", desk.key);
  ASSERT_TRUE(again);
  Logins logins = desk.plain_logins(**again);
  const auto begun = logins.login("li.wei", kGoodPassword, kPeer);
  EXPECT_FALSE(logins.confirm(begun->pending, code));
}

TEST_F(LoginsTest, what_is_pending_is_good_for_five_tries_five_minutes_and_once) {
  const std::string used = pending();
  ASSERT_TRUE(desk.logins.confirm(used, desk.next_code()));
  EXPECT_FALSE(desk.logins.confirm(used, desk.next_code()));
  const std::string late = pending();
  desk.clock.advance(kPendingTime);
  EXPECT_FALSE(desk.logins.confirm(late, desk.next_code()));
  const std::string tried = desk.sessions.begin(li_wei());
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(desk.sessions.try_pending(tried)) << i;
  EXPECT_FALSE(desk.sessions.try_pending(tried));
}

TEST_F(LoginsTest, nobody_may_do_anything_before_a_second_factor_is_enrolled) {
  const auto invited = desk.administration.create(
      {.login = "new", .roles = {Role::dpo}, .expires_at = {}, .subject = {}}, By::machine());
  const auto begun = desk.logins.redeem(invited->link.token, {}, kGoodPassword);
  ASSERT_TRUE(begun && begun->tokens);
  EXPECT_EQ(begun->state, SignIn::State::enrol);
  EXPECT_TRUE(desk.caller(*begun->tokens).roles().empty());
  EXPECT_EQ(login("new", kGoodPassword)->state, SignIn::State::enrol);
  const std::string session = begun->tokens->session;
  EXPECT_EQ(desk.logins.confirm_totp(session, desk.next_code()).error().code, Code::conflict);
  EXPECT_EQ(desk.logins.enrol_totp(session, "wrong").error().code, Code::refused);
  ASSERT_TRUE(desk.logins.enrol_totp(session, kGoodPassword));
  EXPECT_EQ(desk.logins.confirm_totp(session, "999999").error().code, Code::refused);
  const auto done = desk.logins.confirm_totp(session, desk.next_code());
  ASSERT_TRUE(done && done->tokens);
  EXPECT_EQ(desk.caller(*done->tokens).roles(), Roles{Role::dpo});
  EXPECT_EQ(desk.caller(*begun->tokens).means(), Means::nothing) << "a fresh token";
}

TEST_F(LoginsTest, another_second_factor_takes_the_present_one) {
  const auto tokens = desk.signed_in("li.wei");
  desk.clock.advance(kStepUpTime);
  EXPECT_EQ(desk.logins.enrol_totp(tokens.session, kGoodPassword).error().code, Code::conflict);
  const auto fresh = desk.logins.step_up(tokens.session, desk.next_code());
  ASSERT_TRUE(fresh && fresh->tokens);
  EXPECT_TRUE(desk.logins.enrol_totp(fresh->tokens->session, kGoodPassword));
}

TEST_F(LoginsTest, a_step_up_is_fresh_for_five_minutes_and_has_another_token) {
  const auto tokens = desk.signed_in("li.wei");
  desk.clock.advance(kStepUpTime - std::chrono::milliseconds(1));
  EXPECT_TRUE(desk.caller(tokens).is_stepped_up());
  desk.clock.advance(std::chrono::milliseconds(1));
  EXPECT_FALSE(desk.caller(tokens).is_stepped_up());
  EXPECT_FALSE(desk.logins.step_up(tokens.session, "999999"));
  const auto fresh = desk.logins.step_up(tokens.session, desk.next_code());
  ASSERT_TRUE(fresh && fresh->tokens);
  EXPECT_TRUE(desk.caller(*fresh->tokens).is_stepped_up());
  EXPECT_EQ(desk.caller(tokens).means(), Means::nothing);
}

TEST_F(LoginsTest, a_changed_password_ends_every_session_but_a_new_one) {
  const auto here = desk.signed_in("li.wei");
  const auto there = desk.signed_in("li.wei");
  EXPECT_EQ(desk.logins.change_password(here.session, "wrong", "Another-horse-9").error().code,
            Code::refused);
  EXPECT_EQ(desk.logins.change_password(here.session, kGoodPassword, "short").error().code,
            Code::invalid_input);
  const auto done = desk.logins.change_password(here.session, kGoodPassword, "Another-horse-9");
  ASSERT_TRUE(done && done->tokens);
  EXPECT_EQ(desk.caller(here).means(), Means::nothing);
  EXPECT_EQ(desk.caller(there).means(), Means::nothing);
  EXPECT_EQ(desk.caller(*done->tokens).roles(), Roles{Role::dpo});
  EXPECT_FALSE(login("li.wei", kGoodPassword));
  EXPECT_TRUE(login("li.wei", "Another-horse-9"));
}

TEST_F(LoginsTest, a_hash_of_another_cost_is_made_anew_at_the_next_login) {
  const auto invited = desk.administration.create(
      {.login = "new", .roles = {Role::dpo}, .expires_at = {}, .subject = {}}, By::machine());
  ASSERT_TRUE(desk.logins.redeem(invited->link.token, {}, kGoodPassword));
  desk.hash.prefix = "dearer:";
  ASSERT_TRUE(login("new", kGoodPassword));
  EXPECT_THAT(find_login(*desk.directory->now(), "new")->password,
              testing::StartsWith("dearer:"));
}

TEST_F(LoginsTest, nothing_begins_that_cannot_be_recorded) {
  const auto begun = login("li.wei", kGoodPassword);
  desk.record_fails = true;
  EXPECT_EQ(desk.logins.confirm(begun->pending, desk.next_code()).error().code,
            Code::unavailable);
}

TEST_F(LoginsTest, an_account_ends_on_its_day) {
  const auto until = desk.clock.now() + std::chrono::hours(2);
  desk.enrolled({.login = "inspector",
                 .roles = {Role::regulator},
                 .expires_at = until,
                 .subject = std::nullopt});
  const auto tokens = desk.signed_in("inspector");
  desk.clock.set(desk.clock.now() + std::chrono::minutes(10));
  EXPECT_EQ(desk.caller(tokens).roles(), Roles{Role::regulator});
  while (desk.clock.now() < until) {
    EXPECT_NE(desk.caller(tokens).means(), Means::nothing);
    desk.clock.advance(std::chrono::minutes(10));
  }
  EXPECT_EQ(desk.caller(tokens).means(), Means::nothing);
  EXPECT_FALSE(login("inspector", kGoodPassword));
}

TEST(Passwords, are_long_or_of_three_kinds) {
  struct Row {
    std::string_view password;
    bool is_taken;
  };
  const std::string longest(kPasswordBytesMax, 'a');
  const std::string too_long = longest + "a";
  for (const auto& [password, is_taken] :
       {Row{"Correct-horse", true}, Row{"correct-horse", false}, Row{"correct-horse1", true},
        Row{"Correct-hor", false}, Row{"aaaaaaaaaaaaaaaaaaaa", true},
        Row{"aaaaaaaaaaaaaaaaaaa", false}, Row{longest, true}, Row{too_long, false},
        Row{"门神门神门神门神aB1", false}, Row{"门神门神门神门神门aB1", true}, Row{"", false},
        Row{"Correct-horse\xff", false}, Row{"My-li.wei-12", false}}) {
    EXPECT_EQ(check_password(password, "li.wei", "password").has_value(), is_taken) << password;
  }
}

// Three at once; the third is told so, and the places are free again.
TEST(Passwords, no_more_than_two_are_worked_on_at_once) {
  class Nested final : public PasswordHash {
   public:
    [[nodiscard]] Result<std::string> hash(std::string_view) const override {
      if (passwords == nullptr) return std::string("kept");
      const std::string mark(++depth, '.');
      if (auto inner = passwords->hash(mark); !inner) return inner;
      return mark;
    }
    [[nodiscard]] Result<bool> is_right(std::string_view, std::string_view) const override {
      return true;
    }
    [[nodiscard]] bool is_outdated(std::string_view) const override { return false; }
    Passwords* passwords = nullptr;
    mutable std::size_t depth = 0;
  };
  Nested hash;
  const auto passwords = *Passwords::make(hash, kCrypto);
  hash.passwords = passwords.get();
  EXPECT_EQ(passwords->hash("one").error().code, Code::unavailable);
  EXPECT_EQ(hash.depth, static_cast<std::size_t>(kPasswordsAtOnce));
  hash.passwords = nullptr;
  EXPECT_TRUE(passwords->hash("again"));
}

TEST(Attempts, remembers_no_more_names_than_it_may) {
  FixedClock clock{Instant(std::chrono::hours(1))};
  Attempts attempts(clock, {.free = 1, .names_max = 3});
  for (const char* name : {"a", "b", "c", "d"}) EXPECT_EQ(attempts.begin(name), seconds(0));
  EXPECT_EQ(attempts.names(), 3U);
  EXPECT_EQ(attempts.begin("a"), seconds(0)) << "the oldest went";
  EXPECT_EQ(attempts.begin("d"), seconds(1)) << "the newest stayed";
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(attempts.begin("e"), seconds(0));
  EXPECT_EQ(attempts.names(), 1U) << "what is long ago is forgotten";
}

}  // namespace
}  // namespace menshen::caller
