#include "openid_cjose/provider.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "caller/identity_provider.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "https_curl/https_client.hpp"
#include "openid_cjose/testing/token_for_test.hpp"

namespace menshen::openid_cjose {
namespace {

using testing::HasSubstr;

const crypto_openssl::OpensslCrypto kCrypto;
constexpr std::string_view kDiscovery = "https://id.example/.well-known/openid-configuration";

class ProviderTest : public testing::Test {
 protected:
  ProviderTest() {
    const long now = 1'800'000'000;
    pages[std::string(kDiscovery)] = {200, R"({"issuer":"https://id.example",
      "authorization_endpoint":"https://id.example/auth?tenant=1",
      "token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/keys"})"};
    pages["https://id.example/token"] = {
        200, fmt::format(R"({{"id_token":"{}"}})",
                         key.token(R"({"alg":"ES256"})",
                                   fmt::format(R"({{"iss":"https://id.example","sub":"7",
          "aud":"menshen","nonce":"nonce","iat":{},"exp":{}}})",
                                               now, now + 60)))};
    pages["https://id.example/keys"] = {200, fmt::format(R"({{"keys":[{}]}})", key.jwk(""))};
  }

  Provider provider(std::string secret = "") {
    return Provider({.issuer = "https://id.example",
                     .id = "menshen",
                     .secret = std::move(secret),
                     .algorithm = "ES256",
                     .returns = "https://gate.example/sign-in/openid"},
                    {.fetch = [this](const https_curl::Ask& ask) -> Result<https_curl::Answer> {
                       asked.push_back(ask);
                       const auto found = pages.find(ask.url);
                       if (found == pages.end()) return fail(Code::unavailable, "no answer");
                       return found->second;
                     },
                     .crypto = kCrypto,
                     .clock = clock});
  }

  const caller::Visit visit{.state = "state", .nonce = "nonce", .verifier = "verifier"};
  SigningKey key = SigningKey::p256();
  FixedClock clock{Instant(std::chrono::seconds(1'800'000'000))};
  std::map<std::string, https_curl::Answer> pages;
  std::vector<https_curl::Ask> asked;
};

TEST_F(ProviderTest, sends_browsers_to_its_page_with_all_that_binds_the_visit) {
  auto tested = provider();
  EXPECT_EQ(tested.page(visit).value(),
            "https://id.example/auth?tenant=1&response_type=code&scope=openid"
            "&client_id=menshen&redirect_uri=https%3A%2F%2Fgate.example%2Fsign-in%2Fopenid"
            "&state=state&nonce=nonce"
            // SHA-256 of `verifier`
            "&code_challenge=iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ"
            "&code_challenge_method=S256");
}

TEST_F(ProviderTest, knows_who_came_back_with_the_code) {
  auto tested = provider("se cret");
  const auto who = tested.who("the code", visit);
  ASSERT_TRUE(who) << who.error().what;
  EXPECT_EQ(who->issuer, "https://id.example");
  EXPECT_EQ(who->subject, "7");
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[1].form,
            "grant_type=authorization_code&code=the%20code"
            "&redirect_uri=https%3A%2F%2Fgate.example%2Fsign-in%2Fopenid"
            "&client_id=menshen&code_verifier=verifier");
  EXPECT_EQ(asked[1].authorization, "Basic bWVuc2hlbjpzZSUyMGNyZXQ=");
  EXPECT_EQ(asked[2].authorization, "") << "the keys are everybody's";
  ASSERT_TRUE(provider().who("x", visit));
  EXPECT_EQ(asked[4].authorization, "") << "without a secret";
}

TEST_F(ProviderTest, refuses_what_was_made_for_another_visit) {
  auto other = visit;
  other.nonce = "another";
  EXPECT_EQ(provider().who("code", other).error().code, Code::refused);
  pages["https://id.example/token"] = {400, R"({"error":"invalid_grant"})"};
  EXPECT_EQ(provider().who("code", visit).error().code, Code::refused);
}

TEST_F(ProviderTest, is_unavailable_where_it_does_not_answer_as_it_should) {
  const auto whole = pages;
  struct Row {
    std::string_view url;
    https_curl::Answer answer;
  };
  for (const auto& [url, answer] : std::vector<Row>{
           {kDiscovery, {404, "{}"}},
           {kDiscovery, {200, "not JSON"}},
           {kDiscovery, {200, "{}"}},
           {kDiscovery,
            {200, R"({"issuer":"https://evil.example","authorization_endpoint":"https://a",
             "token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/keys"})"}},
           {kDiscovery,
            {200, R"({"issuer":"https://id.example","authorization_endpoint":"https://a",
             "token_endpoint":"http://id.example/token","jwks_uri":"https://id.example/keys"})"}},
           {"https://id.example/token", {503, ""}},
           {"https://id.example/token", {200, R"({"access_token":"x"})"}},
           {"https://id.example/token", {200, R"({"id_token":7})"}},
           {"https://id.example/keys", {500, ""}}}) {
    pages = whole;
    pages[std::string(url)] = answer;
    EXPECT_EQ(provider().who("code", visit).error().code, Code::unavailable)
        << url << " " << answer.body;
  }
}

TEST_F(ProviderTest, is_not_asked_for_its_document_each_time) {
  auto tested = provider();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(tested.page(visit));
  EXPECT_EQ(asked.size(), 1U);
  clock.advance(std::chrono::minutes(10));
  ASSERT_TRUE(tested.page(visit));
  EXPECT_EQ(asked.size(), 2U);
  pages.clear();
  clock.advance(std::chrono::minutes(10));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(tested.page(visit));
  EXPECT_EQ(asked.size(), 3U);
  clock.advance(std::chrono::seconds(5));
  EXPECT_FALSE(tested.page(visit));
  EXPECT_EQ(asked.size(), 4U);
}

}  // namespace
}  // namespace menshen::openid_cjose
