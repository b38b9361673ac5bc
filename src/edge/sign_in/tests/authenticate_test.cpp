#include "sign_in/authenticate.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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
    const std::vector<std::byte> certificate{std::byte{1}};
    MENSHEN_ASSERT(desk.administration.add_certificate(
        {.id = caller::CertificateId(to_hex(kCrypto.sha256(certificate))),
         .device = DeviceId("gate-1"),
         .created_at = desk.clock.now(),
         .expires_at = desk.clock.now() + std::chrono::hours(24)},
        caller::By::machine()));
  }

  [[nodiscard]] Result<caller::Caller> shows(http::Headers headers,
                                             const std::string& method = "GET",
                                             std::vector<std::byte> certificate = {}) const {
    headers.emplace_back("host", "menshen.example:8600");
    return authenticate(desk.authenticator, kCrypto)(
        {.method = method,
         .path = "/api/v1/self",
         .query = {},
         .body = {},
         .headers = std::move(headers),
         .peer = "192.0.2.1",
         .client_certificate = std::move(certificate)},
        {});
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

TEST_F(AuthenticateTest, takes_an_access_token_in_the_query_where_the_contract_has_one) {
  const auto token = desk.authenticator.exchange({.text = key});
  ASSERT_TRUE(token) << token.error().what;
  EXPECT_EQ(token->life, std::chrono::hours(24));  // the key ends then
  const auto asks = [&](std::string_view in_query, const std::string& query,
                        http::Headers headers = {}) {
    return authenticate(desk.authenticator, kCrypto)({.method = "POST",
                                                      .path = "/x",
                                                      .query = query,
                                                      .body = {},
                                                      .headers = std::move(headers),
                                                      .peer = "192.0.2.1",
                                                      .client_certificate = {}},
                                                     in_query);
  };
  const std::string there = "access_token";
  const std::string query = "aipSdk=node&access_token=" + token->text;
  const auto caller = asks(there, query + "?aipSdk=node");
  ASSERT_TRUE(caller) << caller.error().what;
  EXPECT_EQ(caller->actor(),
            desk.authenticator.authenticate(caller::ShownApiKey{key})->actor());
  EXPECT_THAT(caller->device(), testing::Optional(DeviceId("gate-1")));
  EXPECT_EQ(asks("", query)->means(), Means::nothing);
  EXPECT_EQ(asks(there, "")->means(), Means::nothing);
  for (const auto& [wrong, headers] : {std::pair<std::string, http::Headers>{query + "0", {}},
                                       {query + "&access_token=" + token->text, {}},
                                       {query, {{"x-api-key", key}}},
                                       {"access_token=" + key, {}},
                                       {"access_token=", {}},
                                       {"access_token=mst_", {}},
                                       {"access_token=mst__0_0", {}}}) {
    const auto refused = asks(there, wrong, headers);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, Code::refused);
  }
  desk.clock.advance(std::chrono::hours(24));
  EXPECT_FALSE(asks(there, query));
}

TEST_F(AuthenticateTest, an_access_token_ends_with_its_key_and_after_two_days) {
  const auto made = desk.administration.make_key(
      {.label = "gate",
       .roles = {caller::Role::operator_},
       .purpose = PurposeId("entry"),
       .device = DeviceId("gate-1"),
       .expires_at = desk.clock.now() + std::chrono::hours(24 * 90)},
      caller::By::machine());
  ASSERT_TRUE(made);
  const auto token = desk.authenticator.exchange({.text = made->text});
  const auto again = desk.authenticator.exchange({.text = made->text});
  ASSERT_TRUE(token && again);
  EXPECT_EQ(token->life, caller::kAccessTokenLife);
  const auto is_good = [&] {
    return desk.authenticator.authenticate(caller::ShownAccessToken{token->text}).has_value();
  };
  desk.clock.advance(caller::kAccessTokenLife - std::chrono::seconds(1));
  EXPECT_TRUE(is_good());
  ASSERT_TRUE(desk.administration.revoke_key(made->key.id, caller::By::machine()));
  EXPECT_FALSE(is_good());
  EXPECT_FALSE(desk.authenticator.exchange({.text = made->text}));
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
