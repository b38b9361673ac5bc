#include "rights_api/operations.hpp"

#include <cstdint>
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
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/testing/memory_files.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "erasure_desk/absence.hpp"
#include "erasure_desk/erasing.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "http/message.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "rights_api/erasure_pages.hpp"
#include "vault/testing/memory_sealed_store.hpp"
#include "vault/vault.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::rights_api {
namespace {

namespace json = boost::json;
using caller::Caller;
using caller::CallerForTest;
using caller::Role;

class RightsApi : public gate::GateJourney {
 protected:
  RightsApi() {
    std::vector<std::unique_ptr<gate::Gate>> made;
    made.push_back(std::make_unique<gate::Gate>(rooms(*pipelines_), matching()));
    gates_ = std::make_unique<gate::Gates>(std::move(made), 1);
    desk_.emplace(erasure_desk::Desk{
        .stores = {erasure_desk::records_in(*registry_),
                   erasure_desk::references_in(templates_),
                   erasure_desk::entries_in(ledger_->archive(), keys_, crypto_)},
        .keys =
            [this] {
              return vault::Vault::Summary{.epoch = ++epoch_, .provider = "passphrase"};
            },
        .ledger = ledger_.get(),
        .clock = clock_,
        .signer = signer_,
        .crypto = crypto_});
    ports_.emplace(Ports{.gates = *gates_,
                         .desk = *desk_,
                         .pages = pages_,
                         .law = law_,
                         .answering = {.state = *state_,
                                       .references = references_,
                                       .ledger = ledger_.get(),
                                       .keys = keys_,
                                       .signer = signer_,
                                       .crypto = crypto_,
                                       .clock = clock_}});
    operations_ = operations(*ports_);
  }

  http::Response call(const char* operation, const char* id, const json::value& body,
                      const Caller& caller = CallerForTest::in({Role::dpo})) {
    const http::Request request;
    const std::map<std::string, std::string, std::less<>> arguments{{"id", id}};
    const std::vector<contract::Part> parts;
    return operations_.at(operation)({.request = request,
                                      .caller = caller,
                                      .arguments = arguments,
                                      .json = &body,
                                      .parts = parts,
                                      .language = contract::Language::en});
  }

  http::Response erase(const char* subject,
                       const Caller& caller = CallerForTest::in({Role::dpo})) {
    return call("eraseSubject", "", json::object{{"subject", subject}}, caller);
  }

  // A request of Ana's that may be answered.
  void open_request(const char* id, std::string_view kind, bool is_checked = true) {
    registry::Request request{.id = registry::RequestId(id),
                              .subject = SubjectId("ana"),
                              .kind = std::string(kind),
                              .received_at = clock_.now()};
    if (is_checked) {
      request.identity_checked_by = "phone_code";
      request.identity_checked_at = clock_.now();
    }
    put(request);
  }

  // What the person is handed, whose digest the request keeps.
  std::string answered(const char* id, const json::value& body = json::object()) {
    const auto response = call("answerRequest", id, body);
    EXPECT_EQ(response.status, 200U) << response.body;
    const auto page = json::parse(response.body);
    const auto& answer = page.at("answer");
    const std::string text(answer.at("text").as_string());
    EXPECT_EQ(answer.at("sha256"), json::value(to_hex(crypto_.sha256(bytes_of(text)))));
    EXPECT_EQ(page.at("request").at("record").at("answer"), answer.at("sha256"));
    EXPECT_EQ(page.at("request").at("record").at("outcome"), "done");
    return text;
  }

  [[nodiscard]] registry::Subject ana() {
    return registry::find<registry::Subject>(*registry_, SubjectId("ana")).value()->record;
  }

  // NOLINTBEGIN: read by the tests
  MemoryFiles page_files_;
  ErasurePages pages_{page_files_, "erasures"};
  vault::MemorySealedStore references_;
  std::uint64_t epoch_ = 0;
  std::unique_ptr<gate::Gates> gates_;
  std::optional<erasure_desk::Desk> desk_;
  std::optional<Ports> ports_;
  contract::Operations operations_;
  // NOLINTEND
};

TEST_F(RightsApi, erases_a_person_copy_by_copy_and_certifies_it) {
  enroll_ana();
  const auto response = erase("ana");
  ASSERT_EQ(response.status, 200U) << response.body;
  const auto page = json::parse(response.body);
  EXPECT_EQ(page.at("state"), "done");
  EXPECT_TRUE(page.at("is_unlinkable").as_bool());
  EXPECT_EQ(page.at("references"), 1);
  ASSERT_FALSE(page.at("copies").as_array().empty());
  for (const auto& copy : page.at("copies").as_array()) {
    EXPECT_GT(copy.at("before").as_int64(), 0);
    EXPECT_EQ(copy.at("after"), 0);
    EXPECT_EQ(copy.at("status"), "erased");
  }
  const auto certificate = from_base64(std::string(page.at("certificate").as_string()));
  EXPECT_FALSE(certificate->empty());
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
}

TEST_F(RightsApi, tells_of_an_erasure_later_without_naming_anybody) {
  enroll_ana();
  const auto done = erase("ana");
  const std::string id(json::parse(done.body).at("id").as_string());
  const auto later = call("getErasure", id.c_str(), nullptr);
  EXPECT_EQ(later.status, 200U);
  EXPECT_EQ(later.body, done.body);
  EXPECT_THAT(later.body, testing::Not(testing::HasSubstr("ana")));
  EXPECT_EQ(call("getErasure", "01995f2c-7d4e-7a10-8c33-5e0f6b7a9d21", nullptr).status, 404U);
}

TEST_F(RightsApi, answers_a_request_once_and_after_somebody_checked_who_asks) {
  open_request("see", registry::kAccess, false);
  EXPECT_EQ(call("answerRequest", "see", json::object()).status, 409U);
  open_request("see", registry::kAccess);
  EXPECT_THAT(answered("see"), testing::HasSubstr("ana"));
  EXPECT_EQ(call("answerRequest", "see", json::object()).status, 409U);
  EXPECT_EQ(call("answerRequest", "nothing", json::object()).status, 404U);
}

TEST_F(RightsApi, hands_over_a_copy_that_programs_read) {
  open_request("take", registry::kCopy);
  const auto copy = json::parse(answered("take"));
  EXPECT_EQ(copy.at("type"), "menshen.person-file");
  EXPECT_EQ(copy.at("subject"), "ana");
}

TEST_F(RightsApi, corrects_restricts_and_withdraws_as_it_was_asked) {
  enroll_ana();
  open_request("mend", registry::kCorrection);
  EXPECT_EQ(call("answerRequest", "mend", json::object()).status, 422U);
  EXPECT_EQ(call("answerRequest", "mend",
                 {{"correction", {{"frozen_since", "2026-11-20T00:00:00Z"}}}})
                .status,
            422U);
  EXPECT_THAT(answered("mend", {{"correction", {{"relation", "visitor"}}}}),
              testing::HasSubstr("visitor"));
  EXPECT_EQ(ana().relation, "visitor");
  open_request("stop", registry::kFreeze);
  answered("stop");
  EXPECT_TRUE(ana().frozen_since);
  open_request("go", registry::kUnfreeze);
  answered("go");
  EXPECT_FALSE(ana().frozen_since);
  open_request("leave", registry::kWithdrawal);
  EXPECT_THAT(answered("leave"), testing::HasSubstr("consents withdrawn: 1"));
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
}

TEST_F(RightsApi, refuses_with_a_reason_and_does_nothing_else) {
  open_request("no", registry::kDeletion, false);
  EXPECT_EQ(call("answerRequest", "no", {{"outcome", "refused"}}).status, 422U);
  const auto refused =
      call("answerRequest", "no", {{"outcome", "refused"}, {"reason", "unknown caller"}});
  ASSERT_EQ(refused.status, 200U) << refused.body;
  const auto page = json::parse(refused.body);
  EXPECT_EQ(page.at("request").at("record").at("outcome"), "refused");
  EXPECT_FALSE(page.as_object().contains("answer"));
  EXPECT_EQ(ana().id, SubjectId("ana"));
}

TEST_F(RightsApi, takes_nothing_that_belongs_to_another_answer) {
  struct Row {
    std::string_view kind;
    json::value said;
  };
  const std::string digest(64, 'a');
  for (const Row& each : std::vector<Row>{
           {registry::kAccess, {{"purpose", "door"}}},
           {registry::kAccess, {{"correction", {{"relation", "visitor"}}}}},
           {registry::kAccess, {{"document", digest}}},
           {registry::kAccess, {{"reason", "because"}}},
           {registry::kDeletion, {{"document", digest}}},
           {registry::kCorrection,
            {{"document", digest}, {"correction", {{"relation", "visitor"}}}}},
           {registry::kWithdrawal,
            {{"outcome", "refused"}, {"reason", "because"}, {"purpose", "door"}}}}) {
    open_request("r", each.kind);
    EXPECT_EQ(call("answerRequest", "r", each.said).status, 422U)
        << each.kind << json::serialize(each.said);
  }
}

TEST_F(RightsApi, puts_what_was_done_by_hand_on_file) {
  open_request("why", registry::kExplanation);
  const std::string digest(64, 'a');
  const auto response = call("answerRequest", "why", {{"document", digest}});
  ASSERT_EQ(response.status, 200U) << response.body;
  EXPECT_EQ(json::parse(response.body).at("request").at("record").at("answer"),
            json::value(digest));
}

TEST_F(RightsApi, answers_a_deletion_with_the_certificate) {
  enroll_ana();
  open_request("forget", registry::kDeletion);
  const auto response = call("answerRequest", "forget", json::object());
  ASSERT_EQ(response.status, 200U) << response.body;
  const auto erasure = json::parse(response.body).at("erasure");
  EXPECT_FALSE(erasure.at("certificate").as_string().empty());
  const std::string id(erasure.at("id").as_string());
  EXPECT_EQ(call("getErasure", id.c_str(), nullptr).status, 200U);
  EXPECT_EQ(call("answerRequest", "forget", json::object()).status, 404U);
  EXPECT_THAT(response.body, testing::Not(testing::HasSubstr("ana")));
}

TEST_F(RightsApi, finds_nothing_of_somebody_erased_before) {
  ASSERT_EQ(erase("ana").status, 200U);
  EXPECT_EQ(erase("ana").status, 404U);
  EXPECT_EQ(erase("nobody").status, 404U);
}

TEST_F(RightsApi, erases_nobody_else_for_a_person) {
  const auto bo = CallerForTest::about({Role::subject}, SubjectId("bo"));
  const auto response = erase("ana", bo);
  EXPECT_EQ(response.status, 403U);
  EXPECT_EQ(json::parse(response.body).at("type"), "out-of-scope");
  EXPECT_EQ(erase("ana", CallerForTest::about({Role::subject}, SubjectId("ana"))).status, 200U);
}

}  // namespace
}  // namespace menshen::rights_api
