#include "face_api/operations.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/base64.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "http/message.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::face_api {
namespace {

namespace json = boost::json;
using caller::Caller;
using caller::CallerForTest;
using caller::Role;
using contract::Part;

class FaceApi : public gate::GateJourney {
 protected:
  FaceApi() {
    std::vector<std::unique_ptr<gate::Gate>> made;
    made.push_back(std::make_unique<gate::Gate>(rooms(*pipelines_), matching()));
    gates_ = std::make_unique<gate::Gates>(std::move(made), 1);
    ports_.emplace(Ports{.gates = *gates_, .patience = std::chrono::milliseconds(0)});
    operations_ = operations(*ports_);
  }

  http::Response call(const char* operation, const json::object& body,
                      const Caller& caller = CallerForTest::in({Role::operator_})) {
    const json::value value(body);
    return http::wait_for(
        operations_.find(operation)->second({.request = request_,
                                             .caller = caller,
                                             .arguments = arguments_,
                                             .json = &value,
                                             .parts = no_parts_,
                                             .language = contract::Language::en}));
  }

  static json::object ana(std::string_view picture = "AQ==") {
    return {{"purpose", "door"}, {"device", "cam"}, {"subject", "ana"}, {"image", picture}};
  }

  static json::object read(const http::Response& response) {
    return json::parse(response.body).as_object();
  }

  // NOLINTBEGIN: read by the tests
  std::unique_ptr<gate::Gates> gates_;
  std::optional<Ports> ports_;
  contract::Operations operations_;
  const http::Request request_{};
  const std::map<std::string, std::string, std::less<>> arguments_;
  const std::vector<Part> no_parts_;
  // NOLINTEND
};

TEST_F(FaceApi, enrolls_and_tells_a_person_from_another) {
  ASSERT_TRUE(agree());
  const auto enrolled = call("enrollFace", ana());
  ASSERT_EQ(enrolled.status, 200U) << enrolled.body;
  const auto same = read(call("verifyFace", ana()));
  EXPECT_EQ(same.at("verdict"), "permitted");
  EXPECT_TRUE(same.at("comparison").at("is_match").as_bool());
  EXPECT_FALSE(
      from_base64(std::string_view(same.at("done").at("receipt").as_string()))->empty());
  const auto other = read(call("verifyFace", ana("Ag==")));
  EXPECT_FALSE(other.at("comparison").at("is_match").as_bool());
}

TEST_F(FaceApi, refuses_with_the_article_and_the_remedy_and_touches_no_pixel) {
  const auto response = call("enrollFace", ana());
  EXPECT_EQ(response.status, 403U);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto problem = read(response);
  EXPECT_EQ(problem.at("type"), "consent-required");
  EXPECT_EQ(problem.at("status"), 403);
  EXPECT_EQ(problem.at("rule_id"), problem.at("grounds").at(0).at("rule"));
  EXPECT_FALSE(problem.at("article").at("title_zh").as_string().empty());
  EXPECT_FALSE(problem.at("remedy").at(0).at("en").as_string().empty());
  EXPECT_EQ(problem.at("detail"), problem.at("remedy").at(0).at("en"));
  EXPECT_FALSE(problem.at("decision_id").as_string().empty());
  EXPECT_EQ(decoder_.calls, 0);
}

TEST_F(FaceApi, takes_a_picture_as_a_part_of_a_form) {
  state_what_capturing_asks();
  ASSERT_TRUE(agree());
  const std::string picture(1, '\1');
  const std::vector<Part> parts{{.name = "purpose", .bytes = "door"},
                                {.name = "device", .bytes = "cam"},
                                {.name = "subject", .bytes = "ana"},
                                {.name = "image", .filename = "a.jpg", .bytes = picture}};
  const auto response = operations_.find("detectFaces")
                            ->second({.request = request_,
                                      .caller = CallerForTest::in({Role::device}),
                                      .arguments = arguments_,
                                      .parts = parts});
  ASSERT_EQ(response.status, 200U) << response.body;
  EXPECT_EQ(read(response).at("faces").as_array().size(), 1U);
}

TEST_F(FaceApi, asks_about_what_the_credentials_are_bound_to_and_nothing_else) {
  ASSERT_TRUE(agree());
  const auto bound = CallerForTest::bound({Role::device}, PurposeId("door"), DeviceId("cam"));
  EXPECT_EQ(call("enrollFace", {{"subject", "ana"}, {"image", "AQ=="}}, bound).status, 200U);
  auto elsewhere = ana();
  elsewhere["device"] = "other";
  const auto refused = call("enrollFace", elsewhere, bound);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(read(refused).at("type"), "not-allowed");
}

TEST_F(FaceApi, says_that_a_picture_cannot_be_read_and_never_what_came) {
  ASSERT_TRUE(agree());
  const auto garbled = call("verifyFace", ana("secret!"));
  EXPECT_EQ(garbled.status, 422U);
  EXPECT_THAT(garbled.body, testing::Not(testing::HasSubstr("secret")));
  EXPECT_EQ(call("enrollFace", ana("AA==")).status, 422U);  // nobody is on it
}

TEST_F(FaceApi, asks_the_law_without_doing_anything) {
  auto question = ana();
  question["operation"] = "verify";
  const auto refused = call("askDecision", question);
  EXPECT_EQ(refused.status, 200U);
  EXPECT_EQ(read(refused).at("verdict"), "refused");
  EXPECT_FALSE(read(refused).at("grounds").as_array().empty());
  question["operation"] = "analyse";
  EXPECT_EQ(call("askDecision", question).status, 422U);
}

TEST_F(FaceApi, turns_away_whom_no_engine_can_serve_in_time) {
  ASSERT_TRUE(agree());
  const auto taken = gates_->borrow(std::chrono::milliseconds(0));
  const auto response = call("verifyFace", ana());
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(read(response).at("type"), "overloaded");
  EXPECT_THAT(response.headers, testing::Contains(testing::Key("Retry-After")));
}

TEST_F(FaceApi, does_not_answer_when_the_decision_cannot_be_recorded) {
  ASSERT_TRUE(agree());
  fail_seal(1);
  const auto response = call("enrollFace", ana());
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(read(response).at("type"), "ledger-unavailable");
  EXPECT_FALSE(read(response).contains("detail"));
}

}  // namespace
}  // namespace menshen::face_api
