#include "rights_desk/person_file.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "ledger/entry.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/changes.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "rights_desk/tests/held_person.hpp"

namespace menshen::rights_desk {
namespace {

class File : public testing::Test {
 protected:
  PersonFile file() {
    auto gathered = held_.gather();
    EXPECT_TRUE(gathered) << gathered.error().what;
    return gathered.value();
  }

  static std::vector<std::string_view> kinds(const PersonFile& file) {
    std::vector<std::string_view> names;
    for (const auto& kept : file.records)
      names.push_back(registry::name_of(kept.record.index()));
    return names;
  }

  static std::vector<std::string> actions(const PersonFile& file) {
    std::vector<std::string> names;
    for (const auto& use : file.uses) names.push_back(use.what.action);
    return names;
  }

  HeldPerson held_;  // NOLINT: read by the tests
};

TEST_F(File, has_every_record_of_the_person_with_its_version_and_time) {
  held_.put(registry::Guardian{.id = registry::GuardianId("g"), .subject = kAna});
  held_.put(registry::Request{
      .id = registry::RequestId("r"), .subject = kAna, .kind = "access", .received_at = kNow});
  held_.put(registry::Complaint{
      .id = registry::ComplaintId("k"), .subject = kAna, .received_at = kNow});
  held_.put(registry::Obligation{.id = registry::ObligationId("o"),
                                 .subject = kAna,
                                 .kind = "answer_request",
                                 .raised_on = CivilDate{}});
  held_.put(registry::Subject{.id = kAna, .relation = "tenant"});
  const auto found = file();
  EXPECT_THAT(kinds(found), testing::ElementsAre("subject", "guardian", "consent", "request",
                                                 "complaint", "obligation"));
  EXPECT_EQ(found.records.front().origin.version, 2);
  EXPECT_EQ(found.records.front().origin.at, kNow);
}

TEST_F(File, has_nothing_of_anybody_else) {
  held_.decide(kBo, ledger::Verdict::permit, "about bo", "done");
  const auto found = file();
  for (const auto& kept : found.records) EXPECT_EQ(registry::person_of(kept.record), kAna);
  EXPECT_EQ(found.references.size(), 1U);
  EXPECT_THAT(actions(found), testing::ElementsAre("subject.put", "consent.record"));
}

TEST_F(File, says_what_a_reference_is_for_by_which_model_and_until_when) {
  const auto found = file();
  ASSERT_EQ(found.references.size(), 1U);
  EXPECT_EQ(found.references[0].purpose, PurposeId("door"));
  EXPECT_EQ(found.references[0].model, "model-1");
  EXPECT_EQ(to_text(found.references[0].keep_until), "2027-06-01");
  EXPECT_FALSE(found.references[0].is_frozen);
}

TEST_F(File, says_why_with_the_notice_that_was_shown_and_the_devices_that_keep_copies) {
  registry::Notice newer = registry::notice_of({});
  newer.id = registry::NoticeId("newer");
  newer.version = 9;
  held_.put(newer);
  const auto found = file();
  ASSERT_EQ(found.purposes.size(), 1U);
  const HeldFor& door = found.purposes[0];
  EXPECT_EQ(door.purpose->id, PurposeId("door"));
  ASSERT_EQ(door.notices.size(), 1U);
  EXPECT_EQ(door.notices[0]->id, registry::notice_of({}).id);
  ASSERT_EQ(door.devices.size(), 1U);
  EXPECT_EQ(door.devices[0]->id, DeviceId("camera"));
  EXPECT_TRUE(found.organization);
}

TEST_F(File, joins_what_was_decided_with_what_came_of_it_and_what_it_rested_on) {
  held_.decide(kAna, ledger::Verdict::permit, "consent.state = given\n", "done");
  held_.decide(kAna, ledger::Verdict::deny, "request.restriction_in_force = true\n", "");
  const auto found = file();
  ASSERT_EQ(found.uses.size(), 4U);
  EXPECT_EQ(found.uses[2].what.verdict, ledger::Verdict::permit);
  EXPECT_EQ(found.uses[2].came_to, "done");
  EXPECT_EQ(found.uses[2].rested_on, "consent.state = given\n");
  EXPECT_EQ(found.uses[3].came_to, "");
  EXPECT_THAT(found.uses[3].what.rules, testing::ElementsAre("PIPL-44-1"));
  EXPECT_TRUE(std::ranges::is_sorted(found.uses, {}, &Use::entry));
}

TEST_F(File, is_none_of_whoever_is_not_held_or_not_any_more) {
  held_.erase(kAna);
  for (const SubjectId& nobody : {kAna, SubjectId("stranger"), ledger::organization()}) {
    const auto none = held_.gather(nobody);
    ASSERT_FALSE(none) << nobody.text();
    EXPECT_EQ(none.error().code, Code::not_found);
    EXPECT_THAT(none.error().what, testing::Not(testing::HasSubstr("stranger")));
  }
}

}  // namespace
}  // namespace menshen::rights_desk
