#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/challenges.hpp"
#include "caller/logins.hpp"
#include "caller/role.hpp"
#include "caller/sessions.hpp"
#include "caller/testing/desk_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::caller {
namespace {

using State = SignIn::State;

const crypto_openssl::OpensslCrypto kCrypto;
constexpr const char* kPeer = "192.0.2.1";

class PasskeyLoginsTest : public testing::Test {
 protected:
  PasskeyLoginsTest() : account(desk.enrolled("li.wei", Role::dpo)) {}

  // Somebody signed in, with a passkey from now on.
  std::string with_passkey() {
    const auto session = desk.signed_in("li.wei").session;
    const auto offer = desk.logins.enrol_passkey(session, kGoodPassword);
    MENSHEN_ASSERT(offer.has_value());
    const auto done =
        desk.logins.confirm_passkey(session, SpokenPasskey::make(offer->challenge));
    MENSHEN_ASSERT(done && done->tokens);
    return done->tokens->session;
  }

  std::string begun() {
    const auto login = desk.logins.login("li.wei", kGoodPassword, kPeer);
    MENSHEN_ASSERT(login && login->has_passkey);
    return login->pending;
  }

  UsedPasskey use(const std::vector<std::byte>& challenge, std::uint8_t count) {
    const auto access = desk.directory->now();
    return SpokenPasskey::use(access->accounts.at(account.id).passkeys.front(), challenge,
                              count);
  }

  // The passkey of the account in place of login and password, said to be of `handle`.
  Result<SignIn> alone(const std::string& handle, std::uint8_t count,
                       const std::string& peer = kPeer) {
    const auto offer = desk.logins.ask_any_passkey(peer);
    MENSHEN_ASSERT(offer && offer->wait == std::chrono::seconds(0));
    return desk.logins.login_by_passkey(offer->pending, handle, use(offer->challenge, count),
                                        peer);
  }

  DeskForTest desk{kCrypto};
  Account account;
};

TEST_F(PasskeyLoginsTest, a_passkey_signs_in_and_steps_up_each_time_by_a_new_challenge) {
  with_passkey();
  EXPECT_EQ(desk.recorded.back().substr(0, 21), "account.second_factor");
  const auto pending = begun();
  const auto offer = desk.logins.ask_passkey(pending).value();
  const auto shown = use(offer.challenge, 2);
  const auto done = desk.logins.confirm(pending, shown);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state, State::signed_in);
  EXPECT_EQ(desk.directory->now()->accounts.at(account.id).passkeys.front().sign_count, 2U);

  const auto session = done->tokens->session;
  EXPECT_FALSE(desk.logins.step_up(session, shown)) << "it is of another challenge";
  const auto again = desk.logins.ask_passkey_again(session).value();
  const auto stepped = desk.logins.step_up(session, use(again.challenge, 3));
  ASSERT_TRUE(stepped);
  EXPECT_NE(stepped->tokens->session, session);
}

TEST_F(PasskeyLoginsTest, a_challenge_is_good_once_for_who_asked_and_for_minutes) {
  with_passkey();
  const auto mine = begun();
  const auto other = begun();
  const auto first = desk.logins.ask_passkey(mine).value();
  EXPECT_FALSE(desk.logins.confirm(other, use(first.challenge, 2))) << "of another sign-in";
  const auto second = desk.logins.ask_passkey(mine).value();
  EXPECT_FALSE(desk.logins.confirm(mine, use(first.challenge, 2))) << "the one before";
  EXPECT_FALSE(desk.logins.confirm(mine, use(second.challenge, 2)))
      << "spent by the try before";
  const auto third = desk.logins.ask_passkey(mine).value();
  desk.clock.advance(kChallengeTime);
  EXPECT_FALSE(desk.logins.confirm(mine, use(third.challenge, 2))) << "past";
  const auto late = begun();
  const auto good = desk.logins.ask_passkey(late).value();
  EXPECT_TRUE(desk.logins.confirm(late, use(good.challenge, 2)));
}

TEST_F(PasskeyLoginsTest, a_passkey_that_does_not_count_on_is_refused) {
  with_passkey();
  const auto pending = begun();
  const auto offer = desk.logins.ask_passkey(pending).value();
  EXPECT_FALSE(desk.logins.confirm(pending, use(offer.challenge, 1)));
}

TEST_F(PasskeyLoginsTest, a_passkey_alone_is_both_factors) {
  with_passkey();
  const auto done = alone(account.id.text(), 2);
  ASSERT_TRUE(done && done->tokens) << done.error().what;
  EXPECT_EQ(done->state, State::signed_in);
  EXPECT_TRUE(desk.caller(*done->tokens).is_stepped_up());
  EXPECT_EQ(desk.caller(*done->tokens).roles(), Roles{Role::dpo});
  EXPECT_EQ(desk.recorded.back(), "session.begin account:" + account.id.text());
  EXPECT_EQ(desk.directory->now()->accounts.at(account.id).passkeys.front().sign_count, 2U);
  EXPECT_FALSE(alone(account.id.text(), 2)) << "a copy does not count on";
}

TEST_F(PasskeyLoginsTest, a_passkey_alone_is_refused_with_one_text_whatever_was_wrong) {
  with_passkey();
  const std::string handle = account.id.text();
  const std::string other = desk.enrolled("wang.fang", Role::operator_).id.text();
  const Error refusal = desk.logins.login("nobody", "wrong", kPeer).error();
  EXPECT_EQ(alone("", 2).error(), refusal);
  EXPECT_EQ(alone("li.wei", 2).error(), refusal) << "a login is no handle";
  EXPECT_EQ(alone(other, 2).error(), refusal) << "it is not theirs";
  EXPECT_EQ(alone(std::string(65, 'a'), 2).error(), refusal);

  const auto one = desk.logins.ask_any_passkey(kPeer).value();
  const auto two = desk.logins.ask_any_passkey(kPeer).value();
  const auto shown = use(two.challenge, 2);
  EXPECT_EQ(desk.logins.login_by_passkey(one.pending, handle, shown, kPeer).error(), refusal)
      << "of another sign-in";
  ASSERT_TRUE(desk.logins.login_by_passkey(two.pending, handle, shown, kPeer));
  EXPECT_EQ(desk.logins.login_by_passkey(two.pending, handle, shown, kPeer).error(), refusal)
      << "twice";
  const auto late = desk.logins.ask_any_passkey(kPeer).value();
  desk.clock.advance(kChallengeTime);
  EXPECT_FALSE(
      desk.logins.login_by_passkey(late.pending, handle, use(late.challenge, 3), kPeer));
  // What is asked for by somebody who named the account is another thing.
  const auto pending = begun();
  const auto named = desk.logins.ask_passkey(pending).value();
  EXPECT_FALSE(desk.logins.login_by_passkey(pending, handle, use(named.challenge, 3), kPeer));
  AccountChange end;
  end.is_disabled = true;
  ASSERT_TRUE(desk.administration.update(account.id, end, By::machine()));
  EXPECT_EQ(alone(handle, 3).error(), refusal);
}

TEST_F(PasskeyLoginsTest, whoever_tries_passkeys_again_and_again_has_to_wait) {
  with_passkey();
  // A handle that nobody has waits as one that somebody has, from wherever it is tried.
  for (const auto& handle : {account.id.text(), std::string("nobody")}) {
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(alone(handle, 0, std::to_string(i))) << i;
    const auto told = alone(handle, 2, "elsewhere");
    ASSERT_TRUE(told) << handle;
    EXPECT_EQ(told->state, State::wait) << handle;
  }
  EXPECT_EQ(desk.logins.login("li.wei", kGoodPassword, kPeer)->state, State::wait)
      << "it is the same account";
  // An address that asks and never comes back waits; who signs in does not.
  desk.clock.advance(std::chrono::hours(1));
  for (std::uint8_t i = 2; i < 102; ++i) ASSERT_TRUE(alone(account.id.text(), i)->tokens) << i;
  int asked = 0;
  while (desk.logins.ask_any_passkey("192.0.2.9")->wait == std::chrono::seconds(0)) ++asked;
  EXPECT_EQ(asked, 30);
}

TEST_F(PasskeyLoginsTest, is_enrolled_by_password_and_present_factor_and_once) {
  const auto session = desk.signed_in("li.wei").session;
  EXPECT_EQ(desk.logins.enrol_passkey(session, "wrong").error().code, Code::refused);
  desk.clock.advance(kStepUpTime);
  EXPECT_EQ(desk.logins.enrol_passkey(session, kGoodPassword).error().code, Code::conflict);
  EXPECT_EQ(desk.logins.confirm_passkey(session, SpokenPasskey::make({})).error().code,
            Code::conflict);
  const auto enrolled = with_passkey();
  EXPECT_FALSE(desk.sessions.use(session)) << "other sessions end";
  const auto offer = desk.logins.enrol_passkey(enrolled, kGoodPassword).value();
  EXPECT_EQ(
      desk.logins.confirm_passkey(enrolled, SpokenPasskey::make(offer.challenge)).error().code,
      Code::conflict)
      << "the same one twice";
  // Whoever is invited anew has none.
  ASSERT_TRUE(desk.administration.invite(account.id, By::machine()));
  EXPECT_TRUE(desk.directory->now()->accounts.at(account.id).passkeys.empty());
}

TEST_F(PasskeyLoginsTest, who_comes_from_the_provider_still_shows_the_second_factor) {
  const auto arrive = [&](const std::string& subject, auto... changed) {
    const auto departure = desk.logins.depart(kPeer).value();
    std::string state = desk.provider.last.state;
    std::string pending = departure.pending;
    (changed(state, pending), ...);
    return desk.logins.arrive(pending, state, subject + ":" + desk.provider.last.nonce, kPeer);
  };
  EXPECT_EQ(arrive("7").error().code, Code::refused) << "linked to nobody";
  AccountChange link;
  link.identity = Identity{.issuer = std::string(NamingProvider::kIssuer), .subject = "7"};
  ASSERT_TRUE(desk.administration.update(account.id, link, By::machine()));
  EXPECT_FALSE(arrive("8"));
  EXPECT_FALSE(arrive("7", [](std::string& state, std::string&) { state.back() ^= 1; }));
  EXPECT_FALSE(arrive("7", [](std::string&, std::string& pending) { pending.back() ^= 1; }));
  const auto back = arrive("7");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->state, State::second_factor);
  EXPECT_TRUE(desk.logins.confirm(back->pending, desk.next_code()));

  const auto departure = desk.logins.depart(kPeer).value();
  const auto visit = desk.provider.last;
  EXPECT_TRUE(desk.logins.arrive(departure.pending, visit.state, "7:" + visit.nonce, kPeer));
  EXPECT_FALSE(desk.logins.arrive(departure.pending, visit.state, "7:" + visit.nonce, kPeer))
      << "twice";
  AccountChange end;
  end.is_disabled = true;
  ASSERT_TRUE(desk.administration.update(account.id, end, By::machine()));
  EXPECT_FALSE(arrive("7"));
}

TEST_F(PasskeyLoginsTest, who_sets_out_again_and_again_has_to_wait) {
  int departures = 0;
  while (desk.logins.depart(kPeer)->wait == std::chrono::seconds(0)) ++departures;
  EXPECT_EQ(departures, 30);
  EXPECT_EQ(desk.logins.depart("192.0.2.2")->wait, std::chrono::seconds(0))
      << "another address";
}

TEST_F(PasskeyLoginsTest, is_refused_where_there_is_none) {
  Logins without = desk.plain_logins(*desk.directory);
  const auto session = desk.signed_in("li.wei").session;
  EXPECT_EQ(without.enrol_passkey(session, kGoodPassword).error().code, Code::conflict);
  EXPECT_EQ(without.ask_passkey_again(session).error().code, Code::conflict);
  EXPECT_EQ(without.ask_any_passkey(kPeer).error().code, Code::conflict);
  EXPECT_EQ(without.login_by_passkey("", "", {}, kPeer).error().code, Code::refused);
  EXPECT_EQ(without.depart(kPeer).error().code, Code::conflict);
  EXPECT_EQ(without.arrive("", "", "", kPeer).error().code, Code::refused);
}

}  // namespace
}  // namespace menshen::caller
