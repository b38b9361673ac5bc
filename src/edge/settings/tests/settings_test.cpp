#include "settings/settings.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::settings {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

TEST(Settings, have_what_is_safe_when_nothing_is_said) {
  const auto settings = read_settings("", {});
  ASSERT_TRUE(settings) << settings.error().what;
  EXPECT_EQ(settings->listen, "127.0.0.1:8600");
  EXPECT_TRUE(settings->tls.is_on);
  EXPECT_FALSE(settings->tls.certificate);
  EXPECT_TRUE(settings->state.empty());
  EXPECT_FALSE(settings->webhooks.private_networks);
}

TEST(Settings, are_read_from_the_file) {
  const auto settings = read_settings(
      "listen: 0.0.0.0:443\n"
      "state: /var/lib/menshen\n"
      "tls:\n"
      "  certificate: cert.pem\n"
      "  key: key.pem\n"
      "  names: [gate.example]\n"
      "webhooks:\n"
      "  private_networks: true\n"
      "  authorities: ca.pem\n"
      "witnesses:\n"
      "  - http://127.0.0.1:8610=w+1+A\n"
      "log: text\n"
      "engines: 3\n"
      "drain_seconds: 5\n"
      "url: https://gate.example\n"
      "openid:\n"
      "  issuer: https://id.example\n"
      "  client: menshen\n"
      "  secret: openid.secret\n"
      "  algorithm: ES256\n",
      {});
  ASSERT_TRUE(settings) << settings.error().what;
  EXPECT_EQ(settings->listen, "0.0.0.0:443");
  EXPECT_EQ(settings->state, "/var/lib/menshen");
  EXPECT_EQ(settings->tls.key, "key.pem");
  EXPECT_THAT(settings->tls.names, testing::ElementsAre("gate.example"));
  EXPECT_TRUE(settings->webhooks.private_networks);
  EXPECT_EQ(settings->webhooks.authorities, "ca.pem");
  EXPECT_THAT(settings->witnesses, testing::SizeIs(1));
  EXPECT_EQ(settings->log, LogForm::text);
  EXPECT_EQ(settings->engines, 3U);
  EXPECT_EQ(settings->drain_seconds, 5);
  EXPECT_EQ(settings->url, "https://gate.example");
  ASSERT_TRUE(settings->openid);
  EXPECT_EQ(settings->openid->secret, "openid.secret");
  EXPECT_EQ(settings->openid->algorithm, "ES256");
}

TEST(Settings, are_overruled_by_the_environment) {
  const Variables variables{{"PATH", "/bin"},
                            {"MENSHEN_LISTEN", "[::1]:9000"},
                            {"MENSHEN_TLS_ON", "false"},
                            {"MENSHEN_WEBHOOKS_PRIVATE_NETWORKS", "true"},
                            {"MENSHEN_TLS_NAMES", "a.example  b.example"}};
  const auto settings = read_settings("listen: 127.0.0.1:1\n", variables);
  ASSERT_TRUE(settings) << settings.error().what;
  EXPECT_EQ(settings->listen, "[::1]:9000");
  EXPECT_FALSE(settings->tls.is_on);
  EXPECT_TRUE(settings->webhooks.private_networks);
  EXPECT_THAT(settings->tls.names, testing::ElementsAre("a.example", "b.example"));
}

struct Refusal {
  const char* name;
  std::string_view text;
  Variables variables;
  std::string_view says;
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, with_the_place_and_what_was_expected) {
  const auto settings = read_settings(GetParam().text, GetParam().variables);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, Code::invalid_input);
  EXPECT_THAT(settings.error().what, testing::HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refused,
    testing::Values(
        Refusal{"unknown_key",
                "listn: 127.0.0.1:1\n",
                {},
                "line 1: unknown field `listn`; did "
                "you mean `listen`?"},
        Refusal{"unknown_key_below", "tls:\n  cert: a\n", {}, "line 2: unknown field `cert`"},
        Refusal{"no_list", "witnesses: x\n", {}, "line 1"},
        Refusal{"half_a_certificate", "tls:\n  key: k.pem\n", {}, "belong together"},
        Refusal{"no_number", "engines: many\n", {}, "`engines` is no whole number from 0 to"},
        Refusal{"too_large", "drain_seconds: 600\n", {}, "from 0 to 80"},
        Refusal{"unknown_log", "log: xml\n", {}, "`log` is none of json and text"},
        Refusal{"a_list", "- listen\n", {}, "expected a mapping"},
        Refusal{"openid_without_an_address",
                "openid:\n  issuer: https://id.example\n  client: menshen\n",
                {},
                "`openid` needs `url`"},
        Refusal{"openid_in_the_clear",
                "openid:\n  issuer: http://id.example\n  client: menshen\n",
                {},
                "line 2: `issuer` begins with https://"},
        Refusal{"openid_of_nobody", "openid:\n  client: menshen\n", {}, "issuer"},
        Refusal{"openid_by_a_shared_secret",
                "url: https://gate.example\nopenid:\n  issuer: https://id.example\n"
                "  client: menshen\n  algorithm: HS256\n",
                {},
                "`algorithm` is none of RS256"},
        Refusal{"openid_unsigned",
                "openid:\n  issuer: https://id.example\n  client: menshen\n  algorithm: none\n",
                {},
                "`algorithm` is none of RS256"},
        Refusal{"unknown_variable",
                "",
                {{"MENSHEN_LISTN", "x"}},
                "MENSHEN_LISTN: there is no such variable; did you mean MENSHEN_LISTEN?"},
        Refusal{"a_variable_that_is_no_number",
                "listen: 127.0.0.1:1\n",
                {{"MENSHEN_ENGINES", "many"}},
                "MENSHEN_ENGINES: `engines` is no whole number from 0 to"},
        Refusal{"a_variable_over_a_line",
                "drain_seconds: 10\n",
                {{"MENSHEN_DRAIN_SECONDS", "600"}},
                "MENSHEN_DRAIN_SECONDS: `drain_seconds`"},
        Refusal{"a_variable_without_its_other_half",
                "",
                {{"MENSHEN_TLS_ON", "true"}, {"MENSHEN_TLS_KEY", "k.pem"}},
                "MENSHEN_TLS_KEY: `certificate` and `key` belong together"},
        Refusal{"a_variable_that_is_neither_true_nor_false",
                "tls:\n  names: [a.example]\n",
                {{"MENSHEN_TLS_ON", "yes"}},
                "MENSHEN_TLS_ON: "}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::settings
