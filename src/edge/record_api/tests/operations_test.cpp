#include "record_api/operations.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "duty/clockwork.hpp"
#include "duty/references.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "http/message.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::record_api {
namespace {

namespace json = boost::json;
using caller::Caller;
using caller::CallerForTest;
using caller::Role;
using Arguments = std::map<std::string, std::string, std::less<>>;

class NoReferences final : public duty::References {
 public:
  Result<std::int64_t> persons() const override { return 0; }
  Result<std::vector<duty::Reference>> expired(CivilDate /*day*/) const override {
    return std::vector<duty::Reference>();
  }
};

class RecordApi : public gate::GateJourney {
 protected:
  RecordApi() {
    std::vector<std::unique_ptr<gate::Gate>> made;
    made.push_back(std::make_unique<gate::Gate>(rooms(*pipelines_), matching()));
    gates_ = std::make_unique<gate::Gates>(std::move(made), 1);
    ports_.emplace(Ports{.state = *state_,
                         .law = law_,
                         .gates = *gates_,
                         .clockwork = clockwork_,
                         .crypto = crypto_,
                         .clock = clock_});
    operations_ = operations(*ports_);
  }

  struct Sent {
    Arguments arguments;
    json::object body;
    std::string if_match;
    Caller caller = CallerForTest::in({Role::dpo});
  };

  http::Response call(const std::string& operation, const Sent& sent) {
    http::Request request{.path = "/api/v1/things", .body = json::serialize(sent.body)};
    if (!sent.if_match.empty()) request.headers.emplace_back("if-match", sent.if_match);
    const json::value body(sent.body);
    const std::vector<contract::Part> parts;
    return operations_.at(operation)({.request = request,
                                      .caller = sent.caller,
                                      .arguments = sent.arguments,
                                      .json = &body,
                                      .parts = parts,
                                      .language = contract::Language::en});
  }

  static json::object read(const http::Response& response) {
    return json::parse(response.body).as_object();
  }

  static json::object answer(const char* subject = "ana") {
    return {{"subject", subject},
            {"purpose", "door"},
            {"device", "cam"},
            {"notice", "door_notice_1"},
            {"given", true},
            {"act", "pressed"},
            {"language", "zh-CN"},
            {"shown_how", "screen"},
            {"form", "separate"},
            {"shown_at", "2026-11-20T23:59:00Z"},
            {"alternative_offered", true},
            {"answered_at", "2026-11-21T00:00:00Z"}};
  }

  // NOLINTBEGIN: read by the tests
  NoReferences references_;
  duty::Clockwork clockwork_{{.state = *state_,
                              .record = ledger_->archive(),
                              .clock = clock_,
                              .crypto = crypto_,
                              .references = references_,
                              .law = {.utc_offset = law_.utc_offset(),
                                      .on = [this](CivilDate day) { return law_.on(day); }}}};
  std::unique_ptr<gate::Gates> gates_;
  std::optional<Ports> ports_;
  contract::Operations operations_;
  // NOLINTEND
};

TEST_F(RecordApi, drafts_the_assessment_of_a_purpose_from_what_is_on_file) {
  const auto response =
      call("draftAssessment", {.arguments = {{"id", "door"}, {"form", "json"}}});
  ASSERT_EQ(response.status, 200U) << response.body;
  const auto draft = read(response);
  EXPECT_EQ(draft.at("scope").as_string().size(), 64U);
  std::vector<std::string> items;
  for (const auto& item : draft.at("items").as_array()) {
    items.emplace_back(item.at("rule").as_string());
  }
  EXPECT_THAT(items, testing::IsSupersetOf({"M25-9-1", "M25-9-2", "M25-9-3", "M25-9-4"}));
  const auto& one = draft.at("assessment").at("cases").at(0);
  EXPECT_EQ(one.at("case"), "door@cam");
  for (const auto& fact : one.at("facts").as_array()) {
    EXPECT_FALSE(fact.at("source").as_string().empty()) << json::serialize(fact);
  }
  const auto document =
      call("draftAssessment", {.arguments = {{"id", "door"}, {"form", "markdown"}}});
  EXPECT_EQ(document.content_type, "text/markdown; charset=utf-8");
  EXPECT_THAT(document.body, testing::HasSubstr("### M25-9-3"));
  EXPECT_THAT(document.body, testing::HasSubstr("Purpose door at device cam"));
  EXPECT_EQ(call("draftAssessment", {.arguments = {{"id", "none"}, {"form", "json"}}}).status,
            404U);
}

TEST_F(RecordApi, has_for_every_kind_what_can_be_done_with_it) {
  for (const char* const there :
       {"listSites", "getSite", "createSite", "putSite", "patchSite", "listConsents",
        "getConsent", "recordConsent", "withdrawConsent", "checkIdentity", "answerComplaint"}) {
    EXPECT_TRUE(operations_.contains(there)) << there;
  }
  for (const char* const absent : {"createConsent", "putConsent", "patchObligation"}) {
    EXPECT_FALSE(operations_.contains(absent)) << absent;
  }
}

TEST_F(RecordApi, puts_a_record_on_file_under_an_id_of_the_servers) {
  const auto made = call("createSite", {.body = {{"organization", "org"}, {"name", "North"}}});
  ASSERT_EQ(made.status, 422U) << "a site needs its organization on file";
  const auto place = read(call("getPlace", {.arguments = {{"id", "hall"}}}));
  const auto site = std::string(place.at("record").at("site").as_string());
  const auto record =
      read(call("getSite", {.arguments = {{"id", site}}})).at("record").as_object();
  const auto second = call(
      "createSite", {.body = {{"organization", record.at("organization")}, {"name", "North"}}});
  ASSERT_EQ(second.status, 201U) << second.body;
  const auto id = std::string(read(second).at("record").at("id").as_string());
  EXPECT_EQ(id.size(), 36U);
  EXPECT_THAT(second.headers,
              testing::UnorderedElementsAre(testing::Pair("Location", "/api/v1/things/" + id),
                                            testing::Pair("ETag", "\"1\"")));
  const auto got = call("getSite", {.arguments = {{"id", id}}});
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(read(got).at("record").at("name"), "North");
}

TEST_F(RecordApi, lists_one_scope_and_never_everything) {
  EXPECT_EQ(call("listPlaces", {}).status, 422U);
  EXPECT_EQ(call("listPlaces", {.arguments = {{"purpose", "door"}, {"place", "hall"}}}).status,
            422U);
  const auto one = read(call("listPlaces", {.arguments = {{"place", "hall"}, {"limit", "1"}}}));
  EXPECT_EQ(one.at("records").as_array().size(), 1U);
  EXPECT_EQ(one.at("next"), "hall");
}

struct Match {
  const char* name;
  const char* if_match;
  unsigned status;
};

TEST_F(RecordApi, changes_only_the_version_that_was_seen) {
  for (const Match& row : {Match{"counter", "", 428}, Match{"corridor", "\"7\"", 412},
                           Match{"lobby", "\"1\"", 200}, Match{"lift", "*", 200}}) {
    const auto response = call("patchPlace", {.arguments = {{"id", "hall"}},
                                              .body = {{"spot", row.name}},
                                              .if_match = row.if_match});
    EXPECT_EQ(response.status, row.status) << row.name << response.body;
  }
  const auto after = read(call("getPlace", {.arguments = {{"id", "hall"}}}));
  EXPECT_EQ(after.at("record").at("spot"), "lift");
  EXPECT_EQ(after.at("version"), 3);
  EXPECT_EQ(call("patchPlace", {.arguments = {{"id", "attic"}}, .if_match = "*"}).status, 404U);
}

TEST_F(RecordApi, names_the_field_and_keeps_what_was_there) {
  const auto response = call(
      "patchPlace",
      {.arguments = {{"id", "hall"}}, .body = {{"place_class", "castle"}}, .if_match = "*"});
  EXPECT_EQ(response.status, 422U);
  EXPECT_THAT(std::string(read(response).at("detail").as_string()),
              testing::HasSubstr("place_class"));
  EXPECT_EQ(read(call("getPlace", {.arguments = {{"id", "hall"}}})).at("version"), 1);
}

TEST_F(RecordApi, replaces_a_person_without_lifting_a_restriction_they_asked_for) {
  put(registry::Subject{.id = SubjectId("ana"), .frozen_since = gate::kNow});
  const auto response =
      call("putSubject",
           {.arguments = {{"id", "ana"}}, .body = {{"age_band", "adult"}}, .if_match = "*"});
  ASSERT_EQ(response.status, 200U) << response.body;
  EXPECT_TRUE(read(response).at("record").as_object().contains("frozen_since"));
}

TEST_F(RecordApi, stamps_what_happens_once) {
  const auto asked = call("createRequest", {.body = {{"subject", "ana"}, {"kind", "access"}}});
  ASSERT_EQ(asked.status, 201U) << asked.body;
  const auto record = read(asked).at("record").as_object();
  EXPECT_TRUE(record.contains("received_at"));
  const Sent check{.arguments = {{"id", std::string(record.at("id").as_string())}},
                   .body = {{"identity_checked_by", "id_document"}}};
  const auto checked = call("checkIdentity", check);
  ASSERT_EQ(checked.status, 200U) << checked.body;
  EXPECT_TRUE(read(checked).at("record").as_object().contains("identity_checked_at"));
  EXPECT_EQ(call("checkIdentity", check).status, 409U);
}

TEST_F(RecordApi, shows_a_person_their_own_records_and_nobody_elses) {
  put_adult("bo");
  const auto ana = CallerForTest::about({Role::subject}, SubjectId("ana"));
  EXPECT_EQ(call("getSubject", {.arguments = {{"id", "ana"}}, .caller = ana}).status, 200U);
  EXPECT_EQ(call("getSubject", {.arguments = {{"id", "bo"}}, .caller = ana}).status, 404U);
  EXPECT_EQ(call("listConsents", {.caller = ana}).status, 200U);
  EXPECT_EQ(call("listConsents", {.arguments = {{"subject", "bo"}}, .caller = ana}).status,
            403U);
  EXPECT_EQ(
      call("createRequest", {.body = {{"subject", "bo"}, {"kind", "access"}}, .caller = ana})
          .status,
      403U);
}

TEST_F(RecordApi, takes_an_answer_on_a_screen_from_the_device_or_the_person_alone) {
  EXPECT_EQ(call("recordConsent", {.body = answer()}).status, 403U);
  const auto device = CallerForTest::in({Role::device});
  const auto given = call("recordConsent", {.body = answer(), .caller = device});
  ASSERT_EQ(given.status, 201U) << given.body;
  const auto id = std::string(read(given).at("record").at("id").as_string());
  EXPECT_EQ(gate_->consult(ask(), Act::enroll)->verdict, gate::Verdict::permitted);
  const auto withdrawn = call("withdrawConsent", {.arguments = {{"id", id}}});
  ASSERT_EQ(withdrawn.status, 200U) << withdrawn.body;
  EXPECT_EQ(read(withdrawn).at("withdrawn"), 1);
  EXPECT_EQ(gate_->consult(ask(), Act::enroll)->verdict, gate::Verdict::refused);
}

TEST_F(RecordApi, closes_an_obligation_that_nothing_on_file_shows_to_be_met) {
  ASSERT_TRUE(clockwork_.tick());
  const auto open = clockwork_.open().value();
  ASSERT_FALSE(open.empty());
  std::vector<unsigned> statuses;
  for (const auto& each : open) {
    const Sent sent{.arguments = {{"id", each->id.text()}}, .body = {{"done_by", "desk-1"}}};
    const auto response = call("closeObligation", sent);
    statuses.push_back(response.status);
    if (response.status != 200) continue;
    EXPECT_EQ(read(response).at("record").at("done_by"), "desk-1");
    EXPECT_EQ(call("closeObligation", sent).status, 409U);
  }
  EXPECT_THAT(statuses, testing::Each(testing::AnyOf(200U, 409U)));
  EXPECT_THAT(statuses, testing::Contains(200U));
  EXPECT_EQ(call("closeObligation", {.arguments = {{"id", "none"}}}).status, 404U);
}

TEST_F(RecordApi, takes_a_signed_paper_that_two_have_seen) {
  auto paper = answer();
  paper.erase("act");
  paper["shown_how"] = "paper";
  paper["paper"] = json::object{
      {"scan", std::string(64, 'a')}, {"entered_by", "desk-1"}, {"checked_by", "desk-1"}};
  EXPECT_EQ(call("recordConsent", {.body = paper}).status, 422U);
  paper["paper"].as_object()["checked_by"] = "desk-2";
  const auto given = call("recordConsent", {.body = paper});
  ASSERT_EQ(given.status, 201U) << given.body;
  EXPECT_EQ(read(given).at("record").at("act"), "signed_paper");
}

}  // namespace
}  // namespace menshen::record_api
