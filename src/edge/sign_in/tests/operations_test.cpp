#include "sign_in/operations.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/administration.hpp"
#include "caller/caller.hpp"
#include "caller/device_certificate.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "caller/testing/desk_for_test.hpp"
#include "caller/testing/plain_ports.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/message.hpp"
#include "sign_in/approval.hpp"
#include "sign_in/authenticate.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;
using caller::Role;
using testing::HasSubstr;

const crypto_openssl::OpensslCrypto kCrypto;
constexpr std::string_view kPassword = caller::kGoodPassword;

using Arguments = std::map<std::string, std::string, std::less<>>;

struct Answer {
  unsigned status = 0;
  json::object body;
  std::string cookie;  // its value; `-` when none was set
  std::string retry_after;
};

std::string text_of(const json::value& value) { return json::value_to<std::string>(value); }

// A browser, or a program, that calls the operations as the router would.
// Signs whatever says that it is good.
CertificateAuthority authority_in_words(caller::DeskForTest& desk) {
  return {.certificate = []() -> Result<std::string> { return "the authority"; },
          .issue = [&desk](const CertificateRequest& asked,
                           const caller::By& by) -> Result<IssuedCertificate> {
            if (asked.request != "good") return fail(Code::invalid_input, "request: not good");
            const auto now = desk.clock.now();
            const caller::DeviceCertificate made{.id = caller::CertificateId("c-1"),
                                                 .device = asked.device,
                                                 .created_at = now,
                                                 .expires_at = now + asked.days};
            if (auto done = desk.administration.add_certificate(made, by); !done) {
              return tl::unexpected<Error>(done.error());
            }
            return IssuedCertificate{.certificate = made, .pem = "signed"};
          }};
}

class Client {
 public:
  explicit Client(caller::DeskForTest& desk)
      : desk_(desk),
        operations_(operations({.directory = *desk.directory,
                                .sessions = desk.sessions,
                                .logins = desk.logins,
                                .administration = desk.administration,
                                .approvals = desk.approvals,
                                .authority = authority_in_words(desk),
                                .crypto = kCrypto,
                                .clock = desk.clock,
                                .watch =
                                    [this](const caller::Sighting& sighting) {
                                      seen.push_back(
                                          fmt::format("{} {} {}", name(sighting.seen),
                                                      sighting.operation, sighting.actor));
                                    },
                                .site = "menshen.example"})) {}

  // Keeps the cookie it is given, and the token that goes with it.
  Answer call(const std::string& operation, const json::value& body = nullptr,
              const Arguments& arguments = {}, const std::string& path = "/api/v1/x") {
    http::Headers headers{{"host", "menshen.example"}, {"x-csrf-token", csrf_}};
    if (!cookie_.empty()) headers.emplace_back("cookie", "__Host-menshen=" + cookie_);
    headers.insert(headers.end(), more.begin(), more.end());
    const http::Request request{.method = "POST",
                                .path = path,
                                .query = {},
                                .body = {},
                                .headers = std::move(headers),
                                .peer = "192.0.2.1",
                                .client_certificate = {}};
    const auto caller = authenticate(desk_.authenticator, kCrypto)(request, {});
    if (!caller) return {.status = 401};
    const std::vector<contract::Part> parts;
    return taken(operations_.at(operation)({.request = request,
                                            .caller = *caller,
                                            .arguments = arguments,
                                            .json = body.is_null() ? nullptr : &body,
                                            .parts = parts,
                                            .language = language}));
  }

  // From nothing to a session with a fresh second factor.
  void sign_in(const std::string& login) {
    const auto begun = call("login", {{"login", login}, {"password", kPassword}});
    ASSERT_EQ(begun.status, 200U);
    const auto done = call("confirmSecondFactor", {{"pending", begun.body.at("pending")},
                                                   {"code", desk_.next_code()}});
    ASSERT_EQ(done.status, 200U);
    ASSERT_EQ(done.body.at("state"), "signed_in");
  }

  [[nodiscard]] const std::string& cookie() const { return cookie_; }

  std::vector<std::string> seen;  // by whoever watches
  http::Headers more;
  contract::Language language = contract::Language::en;

 private:
  Answer taken(const http::Response& response) {
    Answer answer{.status = response.status, .body = {}, .cookie = "-", .retry_after = {}};
    if (!response.body.empty()) answer.body = json::parse(response.body).as_object();
    for (const auto& [name, value] : response.headers) {
      if (name == "Retry-After") answer.retry_after = value;
      if (name != "Set-Cookie") continue;
      EXPECT_THAT(value, HasSubstr("; Path=/; Secure; HttpOnly; SameSite=Strict"));
      const auto from = value.find('=') + 1;
      answer.cookie = value.substr(from, value.find(';') - from);
      cookie_ = answer.cookie;
    }
    if (const auto* const session = answer.body.if_contains("session");
        session != nullptr && session->is_object()) {
      csrf_ = text_of(session->as_object().at("csrf_token"));
    }
    return answer;
  }

  caller::DeskForTest& desk_;
  contract::Operations operations_;
  std::string cookie_;
  std::string csrf_;
};

class OperationsTest : public testing::Test {
 protected:
  OperationsTest() {
    for (const auto& [login, role] : {std::pair{"sec", Role::security_admin},
                                      {"sys", Role::system_admin},
                                      {"audit", Role::audit_admin}}) {
      desk.enrolled(login, role);
    }
  }

  std::string in_a_day() { return to_text(desk.clock.now() + std::chrono::hours(24)); }

  caller::DeskForTest desk{kCrypto};
  Client browser{desk};
};

TEST_F(OperationsTest, signs_in_by_two_factors_and_out) {
  EXPECT_EQ(browser.call("getSelf").status, 401U);
  const auto begun = browser.call("login", {{"login", "sec"}, {"password", kPassword}});
  EXPECT_EQ(begun.body.at("state"), "second_factor");
  EXPECT_EQ(begun.body.at("factors"), json::value(json::array{"totp"}));
  EXPECT_TRUE(begun.body.at("session").is_null());
  EXPECT_EQ(begun.cookie, "-");
  const auto wrong = browser.call("confirmSecondFactor",
                                  {{"pending", begun.body.at("pending")}, {"code", "999999"}});
  EXPECT_EQ(wrong.status, 401U);
  EXPECT_EQ(wrong.body.at("type"), "sign-in-refused");
  browser.sign_in("sec");
  const auto self = browser.call("getSelf");
  EXPECT_EQ(self.body.at("roles"), json::value(json::array{"security_admin"}));
  EXPECT_EQ(self.body.at("session").as_object().at("login"), "sec");
  EXPECT_EQ(self.body.at("is_stepped_up"), true);
  const std::string before = browser.cookie();
  EXPECT_EQ(browser.call("logout", nullptr, {{"everywhere", "false"}}).status, 204U);
  EXPECT_EQ(browser.cookie(), "");
  EXPECT_FALSE(desk.sessions.use(before));
}

// The token that was there before somebody signed in is worth nothing after.
TEST_F(OperationsTest, every_step_up_of_rights_has_a_token_of_its_own) {
  browser.sign_in("sec");
  const std::string first = browser.cookie();
  ASSERT_EQ(browser.call("stepUp", {{"code", desk.next_code()}}).status, 200U);
  const std::string second = browser.cookie();
  const auto changed = browser.call(
      "changePassword", {{"old_password", kPassword}, {"new_password", "Another-horse-9"}});
  ASSERT_EQ(changed.status, 200U);
  EXPECT_NE(first, second);
  EXPECT_NE(second, browser.cookie());
  EXPECT_FALSE(desk.sessions.use(first));
  EXPECT_FALSE(desk.sessions.use(second));
  EXPECT_EQ(browser.call("getSelf").status, 200U);
}

TEST_F(OperationsTest, tells_who_guesses_to_wait_in_their_language) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(browser.call("login", {{"login", "sec"}, {"password", "x"}}).status, 401U);
  }
  browser.language = contract::Language::zh;
  const auto told = browser.call("login", {{"login", "sec"}, {"password", kPassword}});
  EXPECT_EQ(told.status, 429U);
  EXPECT_EQ(told.retry_after, "1");
  EXPECT_EQ(told.body.at("title"), "尝试次数过多");
}

TEST_F(OperationsTest, no_page_of_another_site_signs_a_browser_in) {
  browser.more = {{"origin", "https://evil.example"}};
  for (const auto& [operation, body] :
       {std::pair<std::string, json::value>{"login",
                                            {{"login", "sec"}, {"password", kPassword}}},
        {"confirmSecondFactor", {{"pending", "x"}, {"code", "000000"}}},
        {"redeemInvitation", {{"token", "x"}, {"password", kPassword}}}}) {
    const auto told = browser.call(operation, body);
    EXPECT_EQ(told.status, 403U) << operation;
    EXPECT_EQ(told.body.at("type"), "not-allowed") << operation;
  }
}

TEST_F(OperationsTest, somebody_who_is_invited_enrols_before_anything_else) {
  browser.sign_in("sec");
  const auto made = browser.call("createAccount", {{"login", "Wang"}, {"roles", {"operator"}}});
  ASSERT_EQ(made.status, 201U);
  EXPECT_EQ(made.body.at("account").as_object().at("login"), "wang");
  Client theirs{desk};
  const auto begun = theirs.call("redeemInvitation",
                                 {{"token", made.body.at("token")}, {"password", kPassword}});
  ASSERT_EQ(begun.status, 200U);
  EXPECT_EQ(begun.body.at("state"), "enrol");
  EXPECT_EQ(begun.body.at("session").as_object().at("roles"), json::value(json::array{}));
  EXPECT_EQ(theirs.call("confirmTotp", {{"code", "000000"}}).status, 409U);
  const auto offer = theirs.call("enrolTotp", {{"password", kPassword}});
  EXPECT_EQ(offer.body.at("uri"), "otpauth://totp/wang");
  const auto done = theirs.call("confirmTotp", {{"code", desk.next_code()}});
  EXPECT_EQ(done.body.at("state"), "signed_in");
  EXPECT_EQ(theirs.call("getSelf").body.at("roles"), json::value(json::array{"operator"}));
  desk.clock.advance(caller::kStepUpTime);
  const auto again = theirs.call("enrolTotp", {{"password", kPassword}});
  EXPECT_EQ(again.status, 403U);
  EXPECT_EQ(again.body.at("type"), "step-up-required");
}

TEST_F(OperationsTest, what_changes_rights_takes_a_fresh_second_factor) {
  browser.sign_in("sec");
  desk.clock.advance(caller::kStepUpTime);
  const auto audit = caller::find_login(*desk.directory->now(), "audit")->id.text();
  for (const auto& [operation, body] :
       {std::pair<std::string, json::value>{"createAccount",
                                            {{"login", "w1"}, {"roles", {"dpo"}}}},
        {"updateAccount", {{"is_disabled", true}}},
        {"disableAccount", nullptr},
        {"inviteAccount", nullptr},
        {"createApiKey", {{"label", "x"}, {"roles", {"dpo"}}, {"expires_at", in_a_day()}}},
        {"issueCertificate", {{"device", "gate-1"}, {"request", "good"}}},
        {"askApproval", nullptr},
        {"approve", nullptr}}) {
    const auto told = browser.call(operation, body, {{"id", audit}});
    EXPECT_EQ(told.status, 403U) << operation;
    EXPECT_EQ(told.body.at("type"), "step-up-required") << operation;
  }
}

TEST_F(OperationsTest, an_administrator_is_made_by_two_and_exactly_as_approved) {
  const json::value wanted{{"login", "audit2"}, {"roles", {"audit_admin"}}};
  const json::value reordered{{"roles", {"audit_admin"}}, {"login", "audit2"}};
  const json::value other{{"login", "audit3"}, {"roles", {"audit_admin"}}};
  const std::string path = "/api/v1/accounts";
  browser.sign_in("sec");
  const auto alone = browser.call("createAccount", wanted, {}, path);
  EXPECT_EQ(alone.status, 428U);
  EXPECT_EQ(alone.body.at("type"), "approval-required");
  const auto asked = browser.call(
      "askApproval",
      {{"action", "make_administrator"}, {"method", "POST"}, {"path", path}, {"body", wanted}});
  ASSERT_EQ(asked.status, 201U);
  EXPECT_EQ(asked.body.at("body"), wanted);
  const std::string id = text_of(asked.body.at("id"));
  EXPECT_EQ(browser.call("approve", nullptr, {{"id", id}}).status, 403U);
  Client second{desk};
  second.sign_in("audit");
  EXPECT_EQ(second.call("listApprovals").body.at("items").as_array().size(), 1U);
  const auto given = second.call("approve", nullptr, {{"id", id}});
  ASSERT_EQ(given.status, 200U);
  EXPECT_TRUE(given.body.at("approved_by").is_string());
  ASSERT_EQ(browser.call("stepUp", {{"code", desk.next_code()}}).status, 200U);
  browser.more = {{"x-approval", id}};
  EXPECT_EQ(browser.call("createAccount", other, {}, path).status, 428U);
  EXPECT_EQ(browser.call("createAccount", wanted, {}, path + "/x").status, 428U);
  EXPECT_EQ(browser.call("createAccount", reordered, {}, path).status, 201U);
  EXPECT_EQ(browser.call("createAccount", wanted, {}, path).status, 428U);
}

TEST_F(OperationsTest, an_account_is_shown_changed_and_ended) {
  browser.sign_in("sec");
  const auto made =
      browser.call("createAccount",
                   {{"login", "wang"}, {"roles", {"regulator"}}, {"expires_at", in_a_day()}});
  ASSERT_EQ(made.status, 201U);
  const std::string id = text_of(made.body.at("account").as_object().at("id"));
  const Arguments of_it{{"id", id}};
  EXPECT_EQ(browser.call("getAccount", nullptr, of_it).body.at("has_password"), false);
  EXPECT_EQ(browser.call("getAccount", nullptr, {{"id", "none"}}).status, 404U);
  EXPECT_EQ(browser.call("updateAccount", {{"expires_at", nullptr}}, of_it).status, 422U)
      << "a regulator is there until a day";
  EXPECT_EQ(browser.call("updateAccount", {{"roles", {"dpo"}}, {"expires_at", nullptr}}, of_it)
                .body.at("expires_at"),
            nullptr);
  EXPECT_EQ(browser.call("inviteAccount", nullptr, of_it).status, 200U);
  EXPECT_EQ(browser.call("disableAccount", nullptr, of_it).body.at("is_disabled"), true);
  EXPECT_EQ(browser.call("inviteAccount", nullptr, of_it).status, 409U);
  EXPECT_EQ(browser.call("createAccount", {{"login", "wang"}, {"roles", {"dpo"}}}).status,
            409U);
  EXPECT_EQ(browser.call("createAccount", {{"login", "w2"}, {"roles", {"emperor"}}}).status,
            422U);
  const auto sec = caller::find_login(*desk.directory->now(), "sec")->id.text();
  EXPECT_EQ(browser.call("disableAccount", nullptr, {{"id", sec}}).status, 409U);
}

TEST_F(OperationsTest, a_certificate_is_issued_for_a_key_that_the_device_made) {
  browser.sign_in("sys");
  const json::value good{{"device", "gate-1"}, {"request", "good"}, {"days", 30}};
  const auto issued = browser.call("issueCertificate", good);
  ASSERT_EQ(issued.status, 201U);
  EXPECT_EQ(issued.body.at("pem"), "signed");
  const auto& certificate = issued.body.at("certificate").as_object();
  EXPECT_EQ(certificate.at("device"), "gate-1");
  EXPECT_EQ(certificate.at("expires_at"),
            json::value(to_text(desk.clock.now() + std::chrono::days(30))));
  EXPECT_EQ(browser.call("issueCertificate", good).status, 409U);
  const auto weak =
      browser.call("issueCertificate", {{"device", "gate-1"}, {"request", "weak"}});
  EXPECT_EQ(weak.status, 422U);
  EXPECT_EQ(weak.body.at("detail"), "request: not good");
  const auto all = browser.call("listCertificates").body.at("items").as_array();
  EXPECT_EQ(all, json::array{certificate});
}

TEST_F(OperationsTest, a_key_is_shown_once_and_works_until_it_is_revoked) {
  browser.sign_in("sec");
  const auto made = browser.call("createApiKey", {{"label", "lobby"},
                                                  {"roles", {"device"}},
                                                  {"device", "gate-1"},
                                                  {"expires_at", in_a_day()}});
  ASSERT_EQ(made.status, 201U);
  const std::string key = text_of(made.body.at("key"));
  Client terminal{desk};
  terminal.more = {{"x-api-key", key}};
  const auto self = terminal.call("getSelf");
  EXPECT_EQ(self.body.at("means"), "api_key");
  EXPECT_EQ(self.body.at("device"), "gate-1");
  EXPECT_TRUE(self.body.at("session").is_null());
  const auto listed = browser.call("listApiKeys");
  EXPECT_EQ(listed.body.at("items").as_array().size(), 1U);
  EXPECT_THAT(json::serialize(listed.body), testing::Not(HasSubstr(key.substr(41))));
  const std::string id = text_of(made.body.at("api_key").as_object().at("id"));
  EXPECT_EQ(browser.call("revokeApiKey", nullptr, {{"id", id}}).body.at("is_revoked"), true);
  EXPECT_EQ(browser.call("revokeApiKey", nullptr, {{"id", "none"}}).status, 404U);
  EXPECT_EQ(terminal.call("getSelf").status, 401U);
}

TEST_F(OperationsTest, a_system_administrator_makes_keys_of_devices_only) {
  browser.sign_in("sys");
  const json::value key{{"label", "x"}, {"roles", {"operator"}}, {"expires_at", in_a_day()}};
  EXPECT_EQ(browser.call("createApiKey", key).status, 403U);
}

TEST_F(OperationsTest, lists_go_page_by_page_over_everything_once) {
  browser.sign_in("sec");
  std::vector<std::string> logins;
  Arguments arguments{{"limit", "2"}};
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = browser.call("listAccounts", nullptr, arguments);
    for (const auto& each : page.body.at("items").as_array()) {
      logins.push_back(text_of(each.as_object().at("login")));
    }
    if (page.body.at("next_cursor").is_null()) break;
    arguments["cursor"] = text_of(page.body.at("next_cursor"));
  }
  EXPECT_THAT(logins, testing::UnorderedElementsAre("sec", "sys", "audit"));
}

TEST(RequestText, is_the_same_whatever_the_order_of_members) {
  const auto text = [](std::string_view body) {
    return request_text("POST", "/x?a=1", json::parse(body));
  };
  EXPECT_EQ(text(R"({"b": [{"d": 1, "c": null}], "a": "x"})"),
            text(R"({"a":"x","b":[{"c":null,"d":1}]})"));
  EXPECT_NE(text(R"({"a": [1, 2]})"), text(R"({"a": [2, 1]})"));
  EXPECT_NE(text(R"({"a": 1})"), text(R"({"a": "1"})"));
  EXPECT_EQ(text("null"), R"({"body":null,"method":"POST","path":"/x?a=1"})");
}

TEST_F(OperationsTest, whoever_watches_is_told_who_came_and_never_by_a_login) {
  const std::string sec =
      "account:" + caller::find_login(*desk.directory->now(), "sec")->id.text();
  browser.call("login", {{"login", "Sec"}, {"password", "wrong"}});
  browser.call("login", {{"login", "nobody"}, {"password", "wrong"}});
  browser.sign_in("sec");
  browser.call("stepUp", {{"code", "999999"}});
  for (int i = 0; i < 6; ++i) browser.call("login", {{"login", "sec"}, {"password", "x"}});
  EXPECT_THAT(
      browser.seen,
      testing::ElementsAre("sign_in_refused login " + sec, "sign_in_refused login anybody",
                           "password_good login " + sec, "signed_in confirmSecondFactor " + sec,
                           "sign_in_refused stepUp " + sec, "sign_in_refused login " + sec,
                           "sign_in_refused login " + sec, "sign_in_refused login " + sec,
                           "sign_in_refused login " + sec, "sign_in_waits login " + sec,
                           "sign_in_waits login " + sec));
}

TEST_F(OperationsTest, gives_browsers_what_they_ask_a_passkey_by) {
  browser.sign_in("sec");
  const auto made = browser.call("enrolPasskey", {{"password", kPassword}});
  ASSERT_EQ(made.status, 200U);
  const auto& options = made.body.at("public_key").as_object();
  EXPECT_EQ(options.at("rp").at("id"), "menshen.example");
  EXPECT_EQ(options.at("user").at("name"), "sec");
  EXPECT_EQ(options.at("authenticatorSelection").at("userVerification"), "required");
  const auto challenge = options.at("challenge");  // 32 bytes
  EXPECT_EQ(challenge.as_string().size(), 43U);
  const auto wrong =
      browser.call("confirmPasskey", {{"client_data", "=="}, {"authenticator_data", "AA"}});
  EXPECT_EQ(wrong.status, 422U);
  EXPECT_EQ(wrong.body.at("detail"), "client_data: base64url was expected");
  ASSERT_EQ(
      browser
          .call("confirmPasskey", {{"client_data", "e30"}, {"authenticator_data", challenge}})
          .body.at("state"),
      "signed_in");
  const auto asked = browser.call("askPasskey", json::object{});
  ASSERT_EQ(asked.status, 200U);
  EXPECT_EQ(asked.body.at("public_key").at("allowCredentials").as_array().size(), 1U);
  const auto shown =
      browser.call("showPasskey", {{"credential", "Bw"},
                                   {"client_data", "e30"},
                                   {"authenticator_data", "Ag"},
                                   {"signature", asked.body.at("public_key").at("challenge")}});
  EXPECT_EQ(shown.status, 200U);
}

TEST_F(OperationsTest, signs_in_whom_the_provider_knows) {
  browser.sign_in("sec");
  const auto audit = caller::find_login(*desk.directory->now(), "audit")->id.text();
  const json::object identity{{"issuer", caller::NamingProvider::kIssuer}, {"subject", "7"}};
  const auto linked = browser.call("updateAccount", {{"identity", identity}}, {{"id", audit}});
  ASSERT_EQ(linked.status, 200U);
  EXPECT_EQ(linked.body.at("identity"), json::value(identity));
  Client theirs{desk};
  const auto begun = theirs.call("beginOpenid");
  ASSERT_EQ(begun.status, 200U);
  const auto back = theirs.call("finishOpenid", {{"pending", begun.body.at("pending")},
                                                 {"state", desk.provider.last.state},
                                                 {"code", "7:" + desk.provider.last.nonce}});
  EXPECT_EQ(back.body.at("state"), "second_factor");
  const auto unlinked = browser.call("updateAccount", {{"identity", nullptr}}, {{"id", audit}});
  EXPECT_TRUE(unlinked.body.at("identity").is_null());
}

}  // namespace
}  // namespace menshen::sign_in
