// What every Registry must do with changes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/testing/contract_world.hpp"
#include "registry/testing/filled.hpp"

namespace menshen::registry {

TEST_P(RegistryContract, keeps_every_field_of_every_kind) {
  for (const Filled how : {Filled::whole, Filled::bare}) {
    registry_ = GetParam().empty(sealing_);
    next_ = 0;
    for (const auto& record : one_of_each(how)) {
      must_put(record);
      const auto found = registry_->find(record.index(), id_text(record)).value();
      ASSERT_TRUE(found) << kind_name(record);
      EXPECT_TRUE(are_same(found->record, record)) << kind_name(record);
    }
  }
}

TEST_P(RegistryContract, keeps_unknown_apart_from_no) {
  furnish();
  const Setting seen = setting("door", "cam");
  EXPECT_EQ(seen.purpose->record.is_specific, true);
  EXPECT_EQ(seen.place->record.flow_coerces, false);
  EXPECT_EQ(seen.place->record.public_security_need, std::nullopt);
  EXPECT_EQ(seen.purpose->record.retention_days, std::nullopt);
}

TEST_P(RegistryContract, puts_a_record_in_place_of_the_one_with_its_id) {
  furnish();
  must_put(Purpose{.id = PurposeId("door"), .kind = "attendance"});
  must_put(Subject{.id = SubjectId("ana"), .age_band = "adult"});
  EXPECT_EQ(setting("door", "cam").purpose->record.kind, "attendance");
  EXPECT_EQ(setting("door", "cam").purpose->record.is_specific, std::nullopt);
  EXPECT_EQ(person("ana").subject->record.birth_date, std::nullopt);
  EXPECT_EQ(everything().size(), furniture().size());
}

TEST_P(RegistryContract, says_how_often_a_record_was_written_by_which_entry_and_when) {
  for (const Record& record :
       {Record(Purpose{.id = PurposeId("door")}), Record(Subject{.id = SubjectId("ana")})}) {
    for (const std::int64_t version : {1, 2, 3}) {
      const Origin origin{
          .version = version, .entry = next_, .at = at(1'000 + static_cast<int>(next_))};
      must_put(record);
      EXPECT_EQ(registry_->find(record.index(), id_text(record)).value()->origin, origin);
    }
  }
}

TEST_P(RegistryContract, takes_version_and_time_of_a_snapshots_record_as_they_are_stamped) {
  const Record record = Subject{.id = SubjectId("ana")};
  for (const std::int64_t version : {7, 7, 2}) {
    const Origin origin{.version = version, .entry = next_, .at = at(5)};
    ASSERT_TRUE(apply(Put{record, Stamp{.version = version, .at = at(5)}}));
    EXPECT_EQ(registry_->find(record.index(), "ana").value()->origin, origin);
  }
  must_put(record);
  EXPECT_EQ(registry_->find(record.index(), "ana").value()->origin.version, 3);
}

TEST_P(RegistryContract, changes_nothing_when_it_reads_of_a_snapshot_or_of_what_lapsed) {
  furnish();
  must_put(consent("c", "ana", 10));
  const auto before = registry_->all().value();
  EXPECT_EQ(apply(Snapshot{.first = 1}), 0U);
  EXPECT_EQ(apply(Lapse{SubjectId("ana"), PurposeId("door"), at(50)}), 0U);
  EXPECT_EQ(apply(Nothing{}), 0U);
  const auto after = registry_->all().value();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_TRUE(are_same(after[i].record, before[i].record));
    EXPECT_EQ(after[i].origin, before[i].origin);
  }
  EXPECT_EQ(registry_->applied(), next_);
}

TEST_P(RegistryContract, gives_everything_on_file_so_that_it_can_be_put_again) {
  EXPECT_TRUE(registry_->all().value().empty());
  furnish();
  // Their ids are before those on which they lean, and the persons came in another order.
  must_put(consent("b", "bo", 10));
  must_put(guardian("a guardian", "ana"));
  must_put(consent("a", "ana", 10));
  must_put(complaint("of nobody", std::nullopt));
  must_put(complaint("of ana", SubjectId("ana")));
  ASSERT_TRUE(apply(Withdraw{SubjectId("ana"), PurposeId("door"), at(50)}));
  must_put(Subject{.id = SubjectId("ana"), .is_disabled_or_elderly = true});

  const auto all = registry_->all().value();
  const auto other = GetParam().empty(sealing_);
  std::uint64_t next = 0;
  for (const auto& [record, origin] : all) {
    const Recorded each{
        .change = Put{record, Stamp{.version = origin.version, .at = origin.at}},
        .entry = origin.entry,
        .at = at(9'000)};
    const auto done = other->apply(std::span(&each, 1), ++next);
    ASSERT_TRUE(done) << done.error().what;
  }
  const auto again = other->all().value();
  ASSERT_EQ(again.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(are_same(again[i].record, all[i].record)) << id_text(all[i].record);
    EXPECT_EQ(again[i].origin, all[i].origin) << id_text(all[i].record);
  }
  // Of one kind in the order of their persons.
  EXPECT_THAT(everything(),
              testing::IsSupersetOf({"ana", "bo", "a guardian", "a", "b", "of nobody"}));
  const auto order = everything();
  EXPECT_LT(std::ranges::find(order, "a"), std::ranges::find(order, "b"));
}

struct Misfit {
  std::string_view name;
  Record record;
};

TEST_P(RegistryContract, refuses_what_does_not_fit_whether_asked_or_told) {
  furnish();
  must_put(consent("c", "ana", 10));
  must_put(guardian("of ana", "ana"));
  must_put(request("r", "ana"));
  must_put(complaint("k", SubjectId("ana")));
  must_put(obligation("o", SubjectId("ana")));
  Consent by_anothers = consent("c2", "bo", 10);
  by_anothers.guardian = GuardianId("of ana");
  Request through_anothers = request("r2", "bo");
  through_anothers.guardian = GuardianId("of ana");
  const std::vector<Misfit> misfits = {
      {"place_of_no_site", Place{.id = PlaceId("attic"), .site = SiteId("nowhere")}},
      {"device_at_no_place", Device{.id = DeviceId("cam"), .place = PlaceId("nowhere")}},
      {"second_organization", Organization{.id = OrganizationId("another")}},
      {"site_of_a_stranger",
       Site{.id = SiteId("east"), .organization = OrganizationId("another")}},
      {"assignment_that_is_there",
       Assignment{AssignmentId("again"), PurposeId("door"), DeviceId("cam")}},
      {"version_that_is_taken",
       Notice{.id = NoticeId("n3"), .purpose = PurposeId("door"), .version = 2}},
      {"declaration_about_no_device",
       Declaration{.id = DeclarationId("d"), .device = DeviceId("nothing")}},
      {"consent_of_a_stranger", consent("c4", "cy", 10)},
      {"guardian_of_a_stranger", guardian("g4", "cy")},
      {"complaint_of_a_stranger", complaint("k4", SubjectId("cy"))},
      {"id_of_another_persons_consent", consent("c", "bo", 10)},
      {"id_of_another_persons_guardian", guardian("of ana", "bo")},
      {"id_of_another_persons_request", request("r", "bo")},
      {"id_of_another_persons_complaint", complaint("k", SubjectId("bo"))},
      {"id_of_somebodys_complaint", complaint("k", std::nullopt)},
      {"id_of_another_persons_obligation", obligation("o", SubjectId("bo"))},
      {"consent_by_another_persons_guardian", by_anothers},
      {"request_through_another_persons_guardian", through_anothers},
  };
  const auto before = everything();
  for (const auto& row : misfits) {
    const auto asked = check(row.record).map([] { return std::size_t{0}; });
    for (const auto& outcome : {asked, put(row.record)}) {
      ASSERT_FALSE(outcome) << row.name;
      EXPECT_EQ(outcome.error().code, Code::invalid_input) << row.name;
    }
  }
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(registry_->applied(), next_);
  // Nothing of anybody else stands in the way of an erasure.
  EXPECT_TRUE(apply(Erase{SubjectId("ana")}));
}

TEST_P(RegistryContract, lets_nobody_alter_what_was_told_or_answered_and_applies_what_was) {
  furnish();
  must_put(consent("c", "ana", 10));
  Notice reworded{.id = NoticeId("n1"), .purpose = PurposeId("door"), .rights_zh = "x"};
  Consent turned = consent("c", "ana", 10);
  turned.given = false;
  for (const Record& altered : {Record(reworded), Record(turned)}) {
    const auto asked = check(altered);
    ASSERT_FALSE(asked) << kind_name(altered);
    EXPECT_EQ(asked.error().code, Code::invalid_input);
  }
  Consent withdrawn = consent("c", "ana", 10);
  withdrawn.withdrawn_at = at(20);
  const Notice same{.id = NoticeId("n1"), .purpose = PurposeId("door"), .version = 1};
  for (const Record& fine : {Record(same), Record(withdrawn)}) EXPECT_TRUE(check(fine));
  // What stands in the record was allowed once.
  EXPECT_TRUE(put(reworded));
  EXPECT_TRUE(put(turned));
}

TEST_P(RegistryContract, changes_nothing_when_it_is_only_asked) {
  furnish();
  const std::array<Change, 2> changes = {
      Put{Purpose{.id = PurposeId("door"), .kind = "attendance"}, {}}, Erase{SubjectId("ana")}};
  ASSERT_TRUE(registry_->check(changes));
  EXPECT_EQ(setting("door", "cam").purpose->record.kind, "entrance_access");
  EXPECT_TRUE(person("ana").subject);
}

TEST_P(RegistryContract, is_asked_about_changes_of_which_one_leans_on_another) {
  const std::array<Change, 6> changes = {
      Put{Purpose{.id = PurposeId("door")}, {}},
      Put{Notice{.id = NoticeId("n1"), .purpose = PurposeId("door")}, {}},
      Put{Subject{.id = SubjectId("ana")}, {}},
      Put{consent("c", "ana", 10), {}},
      Withdraw{SubjectId("ana"), PurposeId("door"), at(20)},
      Erase{SubjectId("ana")},
  };
  const auto in_order = registry_->check(changes);
  EXPECT_TRUE(in_order) << in_order.error().what;
  const auto out_of_order = registry_->check(std::span(changes).subspan(1));
  ASSERT_FALSE(out_of_order);
  EXPECT_EQ(out_of_order.error().code, Code::invalid_input);
  EXPECT_TRUE(everything().empty());
}

TEST_P(RegistryContract, names_the_first_of_several_changes_that_does_not_fit) {
  const std::array<Change, 3> changes = {
      Put{Place{.id = PlaceId("hall")}, {}},
      Put{Device{.id = DeviceId("cam"), .place = PlaceId("nowhere")}, {}},
      Put{Device{.id = DeviceId("gate"), .place = PlaceId("nowhere")}, {}}};
  const auto asked = registry_->check(changes);
  ASSERT_FALSE(asked);
  EXPECT_TRUE(asked.error().what.starts_with("record 2: ")) << asked.error().what;
}

TEST_P(RegistryContract, remembers_how_far_the_record_was_applied) {
  EXPECT_EQ(registry_->applied(), 0U);
  const Recorded door{.change = Put{Purpose{.id = PurposeId("door")}, {}}};
  EXPECT_EQ(registry_->apply(std::span(&door, 1), 7), 1U);
  EXPECT_EQ(registry_->applied(), 7U);
  EXPECT_EQ(registry_->apply({}, 9), 0U);
  EXPECT_EQ(registry_->applied(), 9U);
}

TEST_P(RegistryContract, never_goes_back_in_the_record) {
  ASSERT_TRUE(registry_->apply({}, 9));
  ASSERT_TRUE(registry_->apply({}, 9));
  const Recorded door{.change = Put{Purpose{.id = PurposeId("door")}, {}}};
  const auto again = registry_->apply(std::span(&door, 1), 8);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_FALSE(setting("door", "cam").purpose);
  EXPECT_EQ(registry_->applied(), 9U);
}

TEST_P(RegistryContract, applies_all_changes_or_none) {
  const std::array<Recorded, 2> changes = {
      Recorded{.change = Put{Purpose{.id = PurposeId("door")}, {}}},
      Recorded{.change = Put{Device{.id = DeviceId("cam"), .place = PlaceId("nowhere")}, {}}}};
  EXPECT_FALSE(registry_->apply(changes, 2));
  EXPECT_FALSE(setting("door", "cam").purpose);
  EXPECT_EQ(registry_->applied(), 0U);
}

}  // namespace menshen::registry
