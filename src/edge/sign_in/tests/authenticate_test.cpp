#include "sign_in/authenticate.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/administration.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/sessions.hpp"
#include "caller/testing/desk_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/message.hpp"

namespace menshen::sign_in {
namespace {

using caller::Means;

const crypto_openssl::OpensslCrypto kCrypto;

// The device of a certificate is its first byte, and of an empty or unknown one there is none.
Result<DeviceId> device_of(std::span<const std::byte> certificate) {
  if (certificate.front() != std::byte{1}) return fail(Code::refused, "revoked");
  return DeviceId("gate-1");
}

class AuthenticateTest : public testing::Test {
 protected:
  AuthenticateTest() {
    desk.enrolled("li.wei", caller::Role::dpo);
    tokens = desk.signed_in("li.wei");
    key = desk.administration
              .make_key({.label = "gate",
                         .roles = {caller::Role::operator_},
                         .purpose = PurposeId("entry"),
                         .device = DeviceId("gate-1"),
                         .expires_at = desk.clock.now() + std::chrono::hours(24)},
                        caller::By::machine())
              ->text;
    cookie = "__Host-menshen=" + tokens.session;
  }

  [[nodiscard]] Result<caller::Caller> shows(http::Headers headers,
                                             const std::string& method = "GET",
                                             std::vector<std::byte> certificate = {}) const {
    headers.emplace_back("host", "menshen.example:8600");
    return authenticate(desk.authenticator,
                        device_of)({.method = method,
                                    .path = "/api/v1/self",
                                    .query = {},
                                    .body = {},
                                    .headers = std::move(headers),
                                    .peer = "192.0.2.1",
                                    .client_certificate = std::move(certificate)});
  }

  caller::DeskForTest desk{kCrypto};
  caller::Tokens tokens;
  std::string key;
  std::string cookie;
};

TEST_F(AuthenticateTest, who_shows_nothing_is_nobody) {
  EXPECT_EQ(shows({})->means(), Means::nothing);
  EXPECT_EQ(shows({{"cookie", "theme=dark; menshen=x"}}, "POST")->means(), Means::nothing);
}

TEST_F(AuthenticateTest, takes_an_api_key_from_either_header) {
  for (const http::Headers& headers :
       {http::Headers{{"authorization", "Bearer " + key}},
        http::Headers{{"authorization", "bearer  " + key + " "}},
        http::Headers{{"x-api-key", key}}, http::Headers{{"x-api-key", " " + key}}}) {
    const auto caller = shows(headers, "POST");
    ASSERT_TRUE(caller) << headers[0].second.substr(0, 8);
    EXPECT_EQ(caller->means(), Means::api_key);
    EXPECT_THAT(caller->purpose(), testing::Optional(PurposeId("entry")));
    EXPECT_THAT(caller->device(), testing::Optional(DeviceId("gate-1")));
  }
}

TEST_F(AuthenticateTest, refuses_two_of_anything_and_what_is_not_good) {
  const std::vector<std::byte> certificate{std::byte{1}};
  struct Row {
    const char* why;
    http::Headers headers;
    std::vector<std::byte> certificate;
  };
  for (const auto& [why, headers, shown] :
       {Row{"two headers", {{"authorization", "Bearer " + key}, {"x-api-key", key}}, {}},
        Row{"one header twice", {{"x-api-key", key}, {"x-api-key", key}}, {}},
        Row{"key and cookie", {{"x-api-key", key}, {"cookie", cookie}}, {}},
        Row{"key and certificate", {{"x-api-key", key}}, certificate},
        Row{"cookie and certificate", {{"cookie", cookie}}, certificate},
        Row{"the cookie twice", {{"cookie", cookie + "; " + cookie}}, {}},
        Row{"in two fields", {{"cookie", cookie}, {"cookie", cookie}}, {}},
        Row{"another scheme", {{"authorization", "Basic bGk6d2Vp"}}, {}},
        Row{"no scheme", {{"authorization", key}}, {}},
        Row{"nothing behind it", {{"authorization", "Bearer"}}, {}},
        Row{"an empty key", {{"x-api-key", ""}}, {}},
        Row{"a key cut short", {{"x-api-key", key.substr(1)}}, {}},
        Row{"a session as a key", {{"x-api-key", tokens.session}}, {}},
        Row{"a certificate of none", {}, {std::byte{2}}}}) {
    const auto caller = shows(headers, "GET", shown);
    ASSERT_FALSE(caller) << why;
    EXPECT_EQ(caller.error().code, Code::refused) << why;
  }
}

TEST_F(AuthenticateTest, takes_a_certificate_for_its_device) {
  const auto caller = shows({}, "POST", {std::byte{1}});
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor(), "device:gate-1");
}

// What a page of another site can make a browser send, and what our own page sends.
TEST_F(AuthenticateTest, takes_a_change_by_cookie_from_our_own_page_only) {
  struct Row {
    const char* why;
    std::string_view method;
    http::Headers headers;
    bool is_taken;
  };
  const std::pair<std::string, std::string> csrf{"x-csrf-token", tokens.csrf};
  for (const auto& [why, method, headers, is_taken] :
       {Row{"reading needs no more", "GET", {}, true},
        Row{"nor asking for the head", "HEAD", {}, true},
        Row{"our page",
            "POST",
            {csrf,
             {"origin", "https://menshen.example:8600"},
             {"sec-fetch-site", "same-origin"}},
            true},
        Row{"a program", "DELETE", {csrf}, true}, Row{"without the token", "POST", {}, false},
        Row{"another method likewise", "PATCH", {}, false},
        Row{"one that nobody knows", "BREW", {}, false},
        Row{"a token of another session",
            "POST",
            {{"x-csrf-token", std::string(64, '0')}},
            false},
        Row{"another site with the token",
            "POST",
            {csrf, {"origin", "https://evil.example"}},
            false},
        Row{"another port", "POST", {csrf, {"origin", "https://menshen.example"}}, false},
        Row{"a sandboxed frame", "POST", {csrf, {"origin", "null"}}, false},
        Row{"a sibling domain", "POST", {csrf, {"sec-fetch-site", "same-site"}}, false},
        Row{"another site", "POST", {csrf, {"sec-fetch-site", "cross-site"}}, false}}) {
    http::Headers all = headers;
    all.emplace_back("cookie", "theme=dark; " + cookie);
    const auto caller = shows(all, std::string(method));
    EXPECT_EQ(caller.has_value(), is_taken) << why;
    if (caller) {
      EXPECT_EQ(caller->means(), Means::session) << why;
    }
  }
}

TEST_F(AuthenticateTest, a_cookie_of_a_session_that_is_over_is_no_obstacle) {
  desk.logins.logout(tokens.session, false);
  EXPECT_EQ(shows({{"cookie", cookie}}, "POST")->means(), Means::nothing);
}

}  // namespace
}  // namespace menshen::sign_in
