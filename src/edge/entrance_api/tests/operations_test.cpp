#include "entrance_api/operations.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/testing/memory_files.hpp"
#include "caller/passwords.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "caller/testing/plain_ports.hpp"
#include "contract/call.hpp"
#include "entrance/desk.hpp"
#include "entrance/parity.hpp"
#include "entrance/passes.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "http/message.hpp"
#include "registry/records.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::entrance_api {
namespace {

namespace json = boost::json;
using caller::Caller;
using caller::CallerForTest;
using caller::Role;
using std::chrono::days;
using Arguments = std::map<std::string, std::string, std::less<>>;

class EntranceApi : public gate::GateJourney {
 protected:
  EntranceApi() {
    std::vector<std::unique_ptr<gate::Gate>> made;
    made.push_back(std::make_unique<gate::Gate>(rooms(*pipelines_), matching()));
    gates_ = std::make_unique<gate::Gates>(std::move(made), 1);
    passes_ = entrance::Passes::open({.files = files_,
                                      .crypto = crypto_,
                                      .key = []() -> Result<Digest> { return Digest{}; }},
                                     "/entrance.sealed")
                  .value();
    desk_ = std::make_unique<entrance::Desk>(
        entrance::Desk::Ports{
            .ledger = ledger_.get(),
            .crypto = crypto_,
            .clock = clock_,
            .passes = *passes_,
            .passwords = *passwords_,
            .passages = passages_,
            .is_on_file = [](const SubjectId& subject) -> Result<bool> {
              return subject == SubjectId("ana");
            },
            .record = [](std::string_view, const std::string&) -> Result<> { return {}; }},
        entrance::Sessions::Limits{});
    ports_.emplace(Ports{.desk = *desk_,
                         .gates = *gates_,
                         .state = *state_,
                         .law = law_,
                         .ledger = ledger_.get(),
                         .clock = clock_,
                         .patience = std::chrono::milliseconds(0)});
    operations_ = operations(*ports_);
  }

  http::Response call(const char* operation, const json::object& body,
                      const Arguments& arguments = {},
                      const Caller& caller = CallerForTest::in({Role::operator_})) {
    const json::value value(body);
    return operations_.find(operation)->second({.request = request_,
                                                .caller = caller,
                                                .arguments = arguments,
                                                .json = &value,
                                                .parts = no_parts_,
                                                .language = contract::Language::en});
  }

  static json::object read(const http::Response& response) {
    return json::parse(response.body).as_object();
  }

  json::object open(json::object body = {{"subject", "ana"}}) {
    body["purpose"] = "door";
    body["device"] = "cam";
    const auto response = call("openGateSession", body);
    EXPECT_EQ(response.status, 201U) << response.body;
    auto session = read(response);
    at_ = {{"id", std::string(session.at("id").as_string())}};
    return session;
  }

  // A session at which the notice was shown.
  json::object told(json::object body = {{"subject", "ana"}}) {
    const auto session = open(std::move(body));
    const auto response = call("showNotice",
                               {{"notice", session.at("notice").at("id")},
                                {"language", "zh-CN"},
                                {"shown_at", to_text(clock_.now())}},
                               at_);
    EXPECT_EQ(response.status, 200U) << response.body;
    return session;
  }

  http::Response choose(const char* way) { return call("chooseWay", {{"way", way}}, at_); }

  // Who was told and chose the way, and then does that.
  std::string come_in(const char* way, const char* operation, const json::object& body) {
    told(json::object());
    EXPECT_EQ(choose(way).status, 200U);
    const auto response = call(operation, body, at_);
    if (response.status != 200U) return std::to_string(response.status);
    return std::string(read(response).at("answer").at("outcome").as_string());
  }

  static bool offers_face(const json::object& session) {
    for (const auto& each : session.at("ways").as_array()) {
      if (each.at("way") == "face") return each.at("is_offered").as_bool();
    }
    return false;
  }

  // NOLINTBEGIN: read by the tests
  MemoryFiles files_;
  caller::PlainPasswordHash hash_;
  std::unique_ptr<caller::Passwords> passwords_ =
      caller::Passwords::make(hash_, crypto_).value();
  entrance::Passages passages_{
      days(30), [] { return entrance::ParityRule{.percent_max = 200, .fewest = 2}; }};
  std::unique_ptr<entrance::Passes> passes_;
  std::unique_ptr<gate::Gates> gates_;
  std::unique_ptr<entrance::Desk> desk_;
  std::optional<Ports> ports_;
  contract::Operations operations_;
  Arguments at_;
  const http::Request request_{};
  const std::vector<contract::Part> no_parts_;
  // NOLINTEND
};

TEST_F(EntranceApi, opens_by_the_face_of_who_agreed_and_not_by_another) {
  enroll_ana();
  const auto session = told();
  EXPECT_TRUE(offers_face(session));
  EXPECT_EQ(session.at("face").at("verdict"), "permitted");
  ASSERT_EQ(choose("face").status, 200U);
  const auto other = read(call("answerByFace", {{"image", "Ag=="}}, at_));
  EXPECT_EQ(other.at("answer").at("outcome"), "deny");
  clock_.advance(std::chrono::milliseconds(40));
  const auto same = read(call("answerByFace", {{"image", "AQ=="}}, at_));
  EXPECT_EQ(same.at("answer").at("outcome"), "open");
  EXPECT_EQ(same.at("answer").at("from_choice_ms"), 40.0);
  EXPECT_FALSE(same.at("answer").at("recorded").at("receipt").as_string().empty());
  EXPECT_EQ(call("answerByFace", {{"image", "AQ=="}}, at_).status, 409U);  // it is over
}

TEST_F(EntranceApi, shows_the_whole_notice_and_every_way_alike) {
  const auto session = open();
  const auto& notice = session.at("notice").as_object();
  EXPECT_EQ(notice.at("version"), 1);
  EXPECT_FALSE(notice.at("items").at("rights").at("zh").as_string().empty());
  EXPECT_FALSE(notice.at("items").at("processor").at("en").as_string().empty());
  EXPECT_EQ(session.at("ways").as_array().size(), 4U);
  EXPECT_FALSE(session.at("alternatives").as_array().empty());
  EXPECT_EQ(session.at("state"), "opened");
}

TEST_F(EntranceApi, lets_nobody_choose_before_the_notice_was_shown) {
  open();
  EXPECT_EQ(choose("pin").status, 409U);
  EXPECT_EQ(call("answerByPin", {{"pin", "123456"}}, at_).status, 409U);
}

TEST_F(EntranceApi, offers_no_face_where_the_law_says_no_and_the_other_ways_all_the_same) {
  const auto session = told();  // nobody agreed to anything
  EXPECT_FALSE(offers_face(session));
  EXPECT_EQ(session.at("face").at("verdict"), "refused");
  EXPECT_EQ(choose("face").status, 403U);
  EXPECT_EQ(choose("staff").status, 200U);
}

TEST_F(EntranceApi, offers_no_face_to_whom_nobody_names) {
  enroll_ana();
  EXPECT_FALSE(offers_face(open(json::object())));
}

TEST_F(EntranceApi, asks_the_law_again_when_the_face_is_shown) {
  enroll_ana();
  told();
  ASSERT_EQ(choose("face").status, 200U);
  ASSERT_TRUE(gate_->withdraw_consent(ask()));
  const auto refused = call("answerByFace", {{"image", "AQ=="}}, at_);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(read(refused).at("type"), "consent-required");
  EXPECT_EQ(choose("pass").status, 200U);  // the session goes on
}

TEST_F(EntranceApi, opens_by_pass_pin_and_staff) {
  const auto made =
      call("createPass", {{"subject", "ana"}, {"expires_at", to_text(clock_.now() + days(1))}});
  ASSERT_EQ(made.status, 201U) << made.body;
  const json::object token{{"token", read(made).at("token")}};
  EXPECT_EQ(come_in("pass", "answerByPass", token), "open");
  EXPECT_EQ(come_in("pass", "answerByPass", token), "deny");  // it opens once
  const auto pin = read(call("makePin", {}, {{"id", "ana"}})).at("pin");
  EXPECT_EQ(come_in("pin", "answerByPin", {{"subject", "ana"}, {"pin", pin}}), "open");
  EXPECT_EQ(come_in("pin", "answerByPin", {{"pin", pin}}), "422");  // whose?
  EXPECT_EQ(come_in("staff", "answerByStaff", {{"open", true}}), "open");
  EXPECT_EQ(come_in("staff", "answerByStaff", {{"open", false}}), "deny");
}

TEST_F(EntranceApi, makes_whoever_guesses_wait_and_says_how_long) {
  ASSERT_EQ(call("makePin", {}, {{"id", "ana"}}).status, 201U);
  const json::object wrong{{"subject", "ana"}, {"pin", "x"}};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(come_in("pin", "answerByPin", wrong), "deny");
  told(json::object());
  ASSERT_EQ(choose("pin").status, 200U);
  const auto response = call("answerByPin", wrong, at_);
  EXPECT_EQ(response.status, 429U);
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Retry-After", "1")));
}

TEST_F(EntranceApi, tells_staff_who_waits_for_them) {
  told(json::object());
  ASSERT_EQ(choose("staff").status, 200U);
  const auto waiting = read(call("listGateSessions", {}, {{"place", "hall"}}));
  ASSERT_EQ(waiting.at("items").as_array().size(), 1U);
  EXPECT_EQ(std::string(waiting.at("items").at(0).at("id").as_string()), at_.at("id"));
  ASSERT_EQ(call("answerByStaff", {{"open", true}}, at_).status, 200U);
  EXPECT_TRUE(read(call("listGateSessions", {}, {})).at("items").as_array().empty());
}

TEST_F(EntranceApi, keeps_a_session_to_its_device) {
  open();
  const auto bound = CallerForTest::bound({Role::device}, PurposeId("door"), DeviceId("cam"));
  const auto other = CallerForTest::bound({Role::device}, PurposeId("door"), DeviceId("cam2"));
  EXPECT_EQ(call("getGateSession", {}, at_, bound).status, 200U);
  EXPECT_EQ(call("getGateSession", {}, at_, other).status, 404U);
  EXPECT_EQ(call("openGateSession", {{"device", "cam"}}, {}, other).status, 403U);
}

TEST_F(EntranceApi, tells_nobody_of_another_persons_passes) {
  const auto ana = CallerForTest::about({Role::subject}, SubjectId("ana"));
  EXPECT_EQ(call("listPasses", {}, {{"subject", "ana"}}, ana).status, 200U);
  EXPECT_EQ(call("listPasses", {}, {{"subject", "bo"}}, ana).status, 403U);
  EXPECT_EQ(call("makePin", {}, {{"id", "bo"}}, ana).status, 403U);
  EXPECT_EQ(call("makePin", {}, {{"id", "bo"}}).status, 404U);  // who is not on file
}

TEST_F(EntranceApi, reports_the_place_where_the_other_way_is_too_slow) {
  enroll_ana();
  const auto pin = read(call("makePin", {}, {{"id", "ana"}})).at("pin");
  for (int i = 0; i < 2; ++i) {
    told();
    ASSERT_EQ(choose("face").status, 200U);
    clock_.advance(std::chrono::milliseconds(100));
    ASSERT_EQ(call("answerByFace", {{"image", "AQ=="}}, at_).status, 200U);
    told();
    ASSERT_EQ(choose("pin").status, 200U);
    clock_.advance(std::chrono::milliseconds(201));
    ASSERT_EQ(call("answerByPin", {{"pin", pin}}, at_).status, 200U);
    const auto report = read(call("getEntranceParity", {}, {{"days", "30"}}));
    EXPECT_EQ(report.at("places").at(0).at("parity"), i == 0 ? "unknown" : "above");
  }
  const auto report = read(call("getEntranceParity", {}, {{"days", "30"}, {"place", "hall"}}));
  EXPECT_EQ(report.at("percent_max"), 200);
  ASSERT_EQ(report.at("findings").as_array().size(), 1U);
  const auto& finding = report.at("findings").at(0);
  EXPECT_EQ(finding.at("percent_of_face"), 201);
  EXPECT_EQ(finding.at("rule"), "M25-10-2");
  EXPECT_FALSE(finding.at("remedy").at("zh").as_string().empty());
}

TEST_F(EntranceApi, does_not_open_what_cannot_be_recorded) {
  const auto made =
      call("createPass", {{"subject", "ana"}, {"expires_at", to_text(clock_.now() + days(1))}});
  const json::object token{{"token", read(made).at("token")}};
  told(json::object());
  ASSERT_EQ(choose("pass").status, 200U);
  fail_seal(1);
  const auto response = call("answerByPass", token, at_);
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(read(response).at("type"), "ledger-unavailable");
}

}  // namespace
}  // namespace menshen::entrance_api
