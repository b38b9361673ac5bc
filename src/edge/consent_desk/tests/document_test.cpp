#include "consent_desk/detail/document.hpp"

#include <chrono>
#include <fstream>
#include <functional>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "consent_desk/tests/consent_for_test.hpp"

namespace menshen::consent_desk {
namespace {

namespace json = boost::json;

std::string document_of(const Situation& situation) {
  return document(situation.answered(),
                  {.origin = "menshen.test", .decision = situation.entry.decision}, "CN",
                  situation.crypto);
}

using Expected = std::vector<std::pair<std::string_view, std::string_view>>;  // pointer, JSON

struct Row {
  std::string_view name;
  std::function<void(Situation&)> make;
  Expected says;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

const Row kRows[] = {
    {.name = "who_is_asked_and_by_whom",
     .make = [](Situation& /*as it is*/) {},
     .says = {{"/schema_version", R"("menshen-27560/1")"},
              {"/receipt_id", R"("00000000-0000-7000-8000-000000000001")"},
              {"/record_id", R"("consent_1")"},
              {"/pii_principal_id", R"("resident_17")"},
              {"/pii_processing/language", R"("zh-CN")"},
              {"/pii_processing/privacy_notice/version", "3"},
              {"/pii_processing/privacy_notice/shown_at", R"("2026-03-01T07:59:00.000Z")"},
              {"/pii_processing/purposes/0/lawful_basis", R"("consent")"},
              {"/pii_processing/purposes/0/pii_information/0/pii_type", R"("face")"},
              {"/pii_processing/purposes/0/pii_controllers", R"(["estate"])"},
              {"/pii_processing/purposes/0/storage_locations", R"(["on_premises_server"])"},
              {"/pii_processing/purposes/0/storage_consent", "true"},
              {"/pii_processing/purposes/0/retention_period", R"("P365D")"},
              {"/pii_processing/purposes/0/jurisdiction", R"("CN")"},
              {"/pii_processing/purposes/0/recipient_third_parties", R"(["某安保公司"])"},
              {"/pii_processing/purposes/0/withdrawal_method/contact", R"("0571-00000000")"},
              {"/party_identification/0/party_role", R"("pii_controller")"},
              {"/party_identification/0/party_address", R"("杭州市某路 1 号")"},
              {"/ledger", R"({"record":"menshen.test","entry":0})"}}},
    {.name = "given",
     .make =
         [](Situation& s) {
           s.consent.record.expires_on = CivilDate(std::chrono::year(2027) / 3 / 1);
         },
     .says =
         {{"/events",
           R"([{"event_time":"2026-03-01T07:59:59.000Z",)"
           R"("validity_duration":{"from":"2026-03-01T07:59:59.000Z","until":"2027-03-01"},)"
           R"("entity_id":"resident_17","entity_role":"pii_principal",)"
           R"("entity_relation":null,"event_type":"explicit_consent",)"
           R"("event_state":"given","indicated_by":"pressed"}])"}}},
    {.name = "given_until_it_is_withdrawn",
     .make = [](Situation& /*as it is*/) {},
     .says = {{"/events/0/validity_duration/until", "null"}}},
    {.name = "refused",
     .make = [](Situation& s) { s.consent.record.given = false; },
     .says = {{"/events/0/event_state", R"("refused")"},
              {"/events/0/validity_duration", "null"}}},
    {.name = "withdrawn_after_it_was_given",
     .make = [](Situation& s) { s.withdraw(); },
     .says = {{"/events/0/event_state", R"("given")"},
              {"/events/1",
               R"({"event_time":"2026-03-01T08:08:20.000Z","validity_duration":null,)"
               R"("entity_id":null,"entity_role":null,"entity_relation":null,)"
               R"("event_type":"explicit_consent","event_state":"withdrawn",)"
               R"("indicated_by":null})"}}},
    {.name = "by_a_guardian",
     .make = [](Situation& s) { s.answer_by_guardian(); },
     .says = {{"/pii_principal_id", R"("resident_17")"},
              {"/events/0/entity_id", R"("guardian_9")"},
              {"/events/0/entity_role", R"("guardian")"},
              {"/events/0/entity_relation", R"("father")"}}},
    {.name = "on_paper",
     .make = [](Situation& s) { s.answer_on_paper(); },
     .says = {{"/events/0/indicated_by", R"("signed_paper")"},
              {"/pii_processing/privacy_notice/shown_how", R"("paper")"}}},
    {.name = "with_a_refusal_of_the_storage_elsewhere",
     .make = [](Situation& s) { s.consent.record.storage_given = false; },
     .says = {{"/pii_processing/purposes/0/storage_consent", "false"}}},
    {.name = "with_no_answer_about_the_storage_that_was_not_asked_for",
     .make = [](Situation& s) { s.consent.record.storage_given.reset(); },
     .says = {{"/pii_processing/purposes/0/storage_consent", "null"}}},
    {.name = "in_english_to_whoever_was_asked_in_english",
     .make = [](Situation& s) { s.consent.record.language = "en"; },
     .says = {{"/pii_processing/language", R"("en")"},
              {"/pii_processing/purposes/0/purpose",
               R"("to open the east gate for residents")"},
              {"/pii_processing/purposes/0/privacy_rights",
               R"("see, copy, correct or delete it at the front desk")"},
              {"/pii_processing/purposes/0/withdrawal_method/description",
               R"("tell the controller, at any time and without a reason; )"
               R"(it counts as soon as it is recorded")"}}},
    {.name = "nothing_for_what_nobody_filled_in",
     .make =
         [](Situation& s) {
           s.purpose = {.id = PurposeId("gate_1")};
           s.notice = {.id = registry::NoticeId("notice_3"), .purpose = PurposeId("gate_1")};
           s.organization = {.id = registry::OrganizationId("estate")};
         },
     .says = {{"/pii_processing/purposes/0/purpose", "null"},
              {"/pii_processing/purposes/0/retention_period", "null"},
              {"/pii_processing/purposes/0/storage_locations", "[]"},
              {"/pii_processing/purposes/0/recipient_third_parties", "[]"},
              {"/pii_processing/purposes/0/privacy_rights", "null"},
              {"/party_identification/0/party_name", "null"},
              {"/party_identification/0/party_role", "null"}}},
    {.name = "no_controller_where_the_organization_works_for_another",
     .make = [](Situation& s) { s.organization.role = "entrusted_party"; },
     .says = {{"/pii_processing/purposes/0/pii_controllers", "[]"},
              {"/party_identification/0/party_role", R"("pii_processor")"}}},
};

class Document : public testing::TestWithParam<Row> {};

TEST_P(Document, says) {
  Situation situation;
  GetParam().make(situation);
  const json::value said = json::parse(document_of(situation));
  for (const auto& [pointer, value] : GetParam().says) {
    EXPECT_EQ(json::serialize(said.at_pointer(pointer)), value) << pointer;
  }
}

INSTANTIATE_TEST_SUITE_P(table, Document, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(DocumentBytes, are_the_same_for_the_same_answer) {
  const Situation one;
  const Situation other;
  EXPECT_EQ(document_of(one), document_of(other));
}

// Nor the proof of a guardian, the officer's name, or what the operator wrote for itself.
TEST(DocumentBytes, name_no_staff_and_no_scan) {
  Situation situation;
  situation.answer_by_guardian();
  situation.answer_on_paper();
  const std::string said = document_of(situation);
  for (const char* unsaid :
       {"staff_", "household_register", "张三", "secret of the operator", "aa0000", "bb0000"}) {
    EXPECT_THAT(said, testing::Not(testing::HasSubstr(unsaid)));
  }
}

// The text of a block of docs/consent-receipts.md.
std::string block(std::string_view kind) {
  std::ifstream file(MENSHEN_DOCS_DIR "/consent-receipts.md");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const std::string start = "\n```" + std::string(kind) + "\n";
  const auto from = all.find(start) + start.size();
  return all.substr(from, all.find("```", from) - from);
}

TEST(DocumentBytes, are_those_of_the_worked_example) {
  Situation situation;
  situation.seal();
  EXPECT_EQ(document_of(situation), json::serialize(json::parse(block("json"))));
}

}  // namespace
}  // namespace menshen::consent_desk
