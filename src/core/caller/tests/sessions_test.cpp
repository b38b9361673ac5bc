#include "caller/sessions.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/fixed_clock.hpp"
#include "caller/account.hpp"
#include "caller/authenticator.hpp"
#include "caller/caller.hpp"
#include "caller/device_certificate.hpp"
#include "caller/role.hpp"
#include "caller/testing/desk_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::caller {
namespace {

using std::chrono::milliseconds;

const crypto_openssl::OpensslCrypto kCrypto;

class SessionsTest : public testing::Test {
 protected:
  FixedClock clock{Instant(std::chrono::hours(1))};
  Sessions sessions{clock, kCrypto};
  Account account{.id = AccountId("a"), .login = "li.wei", .roles = {Role::dpo}};
};

TEST_F(SessionsTest, no_two_tokens_are_alike) {
  const auto one = sessions.open(account, true);
  const auto two = sessions.open(account, true);
  EXPECT_EQ(one.session.size(), 64U);
  EXPECT_NE(one.session, two.session);
  EXPECT_NE(one.csrf, two.csrf);
  EXPECT_NE(one.session, one.csrf);
}

TEST_F(SessionsTest, ends_after_a_quarter_of_an_hour_without_use) {
  const auto tokens = sessions.open(account, true);
  clock.advance(kIdleTime - milliseconds(1));
  EXPECT_TRUE(sessions.use(tokens.session));
  clock.advance(kIdleTime - milliseconds(1));
  EXPECT_TRUE(sessions.use(tokens.session)) << "use begins it anew";
  clock.advance(kIdleTime);
  EXPECT_FALSE(sessions.use(tokens.session));
  EXPECT_FALSE(sessions.step_up(tokens.session));
}

TEST_F(SessionsTest, ends_after_eight_hours_however_much_it_is_used) {
  auto tokens = sessions.open(account, true);
  const auto end = clock.now() + kSessionTime;
  while (clock.now() + std::chrono::minutes(10) < end) {
    clock.advance(std::chrono::minutes(10));
    ASSERT_TRUE(sessions.use(tokens.session));
  }
  tokens = *sessions.step_up(tokens.session);
  clock.set(end - milliseconds(1));
  EXPECT_TRUE(sessions.use(tokens.session));
  clock.set(end);
  EXPECT_FALSE(sessions.use(tokens.session)) << "nor does a second factor prolong it";
}

TEST_F(SessionsTest, are_closed_one_by_one_or_all_of_an_account) {
  const Account other{.id = AccountId("b"), .login = "b", .roles = {Role::dpo}};
  const auto one = sessions.open(account, true);
  const auto two = sessions.open(account, true);
  const auto three = sessions.open(account, true);
  const auto theirs = sessions.open(other, true);
  const auto pending = sessions.begin(account);
  sessions.close(one.session);
  EXPECT_FALSE(sessions.use(one.session));
  EXPECT_TRUE(sessions.use(two.session));
  sessions.close_all(account.id);
  EXPECT_FALSE(sessions.use(two.session));
  EXPECT_FALSE(sessions.use(three.session));
  EXPECT_FALSE(sessions.try_pending(pending));
  EXPECT_TRUE(sessions.use(theirs.session));
}

TEST_F(SessionsTest, of_one_account_the_one_idle_for_longest_goes) {
  std::vector<Tokens> opened;
  for (int i = 0; i < 16; ++i) {
    opened.push_back(sessions.open(account, true));
    clock.advance(milliseconds(1));
  }
  ASSERT_TRUE(sessions.use(opened[0].session));
  static_cast<void>(sessions.open(account, true));
  EXPECT_TRUE(sessions.use(opened[0].session));
  EXPECT_FALSE(sessions.use(opened[1].session));
  EXPECT_TRUE(sessions.use(opened[2].session));
}

TEST_F(SessionsTest, a_token_that_was_never_given_is_nobodys) {
  const auto tokens = sessions.open(account, true);
  EXPECT_FALSE(sessions.use(""));
  EXPECT_FALSE(sessions.use(std::string(64, '0')));
  EXPECT_FALSE(sessions.use(tokens.csrf));
}

// A page of another site makes the browser send the cookie, and knows nothing else.
TEST(Authenticator, takes_a_change_by_cookie_only_with_the_other_token) {
  DeskForTest desk(kCrypto);
  desk.enrolled("li.wei", Role::dpo);
  const auto tokens = desk.signed_in("li.wei");
  const auto others = desk.signed_in("li.wei");
  const auto shows = [&](const std::string& csrf, bool is_for_change) {
    return desk.authenticator.authenticate(
        ShownSession{.token = tokens.session, .csrf = csrf, .is_for_change = is_for_change});
  };
  EXPECT_TRUE(shows("", false));
  EXPECT_TRUE(shows(tokens.csrf, true));
  for (const std::string& csrf : {std::string(), others.csrf, tokens.csrf.substr(1)}) {
    const auto got = shows(csrf, true);
    ASSERT_FALSE(got) << csrf;
    EXPECT_EQ(got.error().code, Code::refused);
  }
}

TEST(Authenticator, a_session_that_is_over_is_nobodys_and_no_error) {
  DeskForTest desk(kCrypto);
  const auto caller =
      desk.authenticator.authenticate(ShownSession{.token = std::string(64, '0'), .csrf = ""});
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->means(), Means::nothing);
  EXPECT_TRUE(caller->roles().empty());
}

TEST(Authenticator, a_certificate_is_of_its_device_until_it_is_revoked_or_past) {
  DeskForTest desk(kCrypto);
  const auto enter = [&](const std::string& id) {
    const DeviceCertificate certificate{.id = CertificateId(id),
                                        .device = DeviceId("gate-1"),
                                        .created_at = desk.clock.now(),
                                        .expires_at = desk.clock.now() + std::chrono::hours(1)};
    return desk.administration.add_certificate(certificate, By::machine());
  };
  const auto show = [&](const std::string& id) {
    return desk.authenticator.authenticate(ShownCertificate{CertificateId(id)});
  };
  ASSERT_TRUE(enter("one"));
  ASSERT_TRUE(enter("other"));
  EXPECT_EQ(enter("one").error().code, Code::conflict);
  const auto caller = show("one");
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor(), "device:gate-1");
  EXPECT_EQ(caller->roles(), Roles{Role::device});
  EXPECT_THAT(caller->device(), testing::Optional(DeviceId("gate-1")));
  EXPECT_EQ(show("foreign").error().code, Code::refused);

  EXPECT_FALSE(desk.administration.revoke_certificate(CertificateId("foreign"), By::machine()));
  ASSERT_TRUE(desk.administration.revoke_certificate(CertificateId("one"), By::machine()));
  EXPECT_EQ(show("one").error().code, Code::refused);
  EXPECT_TRUE(show("other"));
  EXPECT_EQ(enter("one").error().code, Code::conflict) << "what was revoked comes back";
  desk.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(show("other").error().code, Code::refused);
  EXPECT_EQ(desk.recorded.back(), "certificate.revoke operator");
}

TEST(Authenticator, who_is_written_of_asks_about_themselves) {
  DeskForTest desk(kCrypto);
  desk.enrolled({.login = "guest",
                 .roles = {Role::subject},
                 .expires_at = std::nullopt,
                 .subject = SubjectId("guest_1")});
  EXPECT_THAT(desk.caller(desk.signed_in("guest")).subject(),
              testing::Optional(SubjectId("guest_1")));
}

}  // namespace
}  // namespace menshen::caller
