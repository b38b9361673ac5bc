#include "state/state.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "state/tests/world.hpp"

namespace menshen::state {
namespace {

class StateTest : public testing::Test {
 protected:
  StateTest() {
    world_.furnish();
    before_ = world_.entries();
  }

  Result<Changed> put(const registry::Record& record) {
    return world_->put(record, StateWorld::author());
  }
  Result<Changed> withdraw(const char* subject) {
    return world_->withdraw(SubjectId(subject), PurposeId("door"), StateWorld::author());
  }
  Result<Changed> erase(const char* subject) {
    return world_->erase(SubjectId(subject), StateWorld::author());
  }
  void consent_and_enrol(const char* subject) {
    ASSERT_TRUE(world_.answer(StateWorld::consent("c1", subject)));
    world_.enrol(subject, kNow);
  }

  // NOLINTBEGIN: read by the tests
  StateWorld world_;
  std::uint64_t before_ = 0;
  // NOLINTEND
};

TEST_F(StateTest, records_a_change_and_then_has_it_on_file) {
  const auto changed = world_.answer(StateWorld::consent("c1", "ana"));
  ASSERT_TRUE(changed) << changed.error().what;
  EXPECT_EQ(changed->receipt.sequence(), before_);
  EXPECT_EQ(changed->records, 1U);
  const auto entry = world_.entry(before_);
  EXPECT_EQ(entry.event, ledger::Event::change);
  EXPECT_EQ(entry.action, "consent.record");
  EXPECT_EQ(entry.actor, "operator");
  EXPECT_EQ(entry.purpose, PurposeId("door"));
  EXPECT_EQ(entry.place, PlaceId("hall"));
  EXPECT_EQ(world_.latest("ana")->id, registry::ConsentId("c1"));
  EXPECT_EQ(world_.registry.applied(), before_ + 1);
}

TEST_F(StateTest, seals_what_is_a_persons_under_that_persons_key) {
  ASSERT_TRUE(world_.answer(StateWorld::consent("c1", "ana")));
  const auto sealed = world_.record->archive().read(before_).value();
  const auto entry = world_.entry(before_);
  const auto of_ana = world_.keys.existing(SubjectId("ana")).value().value();
  EXPECT_NE(entry.subject, Digest{});
  const auto text = ledger::open_side(entry, world_.crypto, of_ana, sealed.side).value();
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, registry::encode(registry::Put{StateWorld::consent("c1", "ana"), {}}));
}

TEST_F(StateTest, seals_what_is_nobodys_under_the_organizations_key) {
  ASSERT_TRUE(put(registry::Purpose{.id = PurposeId("till")}));
  const auto sealed = world_.record->archive().read(before_).value();
  const auto key = world_.keys.existing(ledger::organization()).value().value();
  EXPECT_EQ(world_.entry(before_).subject, Digest{});
  EXPECT_EQ(world_.entry(before_).action, "purpose.put");
  EXPECT_TRUE(ledger::open_side(world_.entry(before_), world_.crypto, key, sealed.side)
                  .value()
                  .has_value());
}

TEST_F(StateTest, records_nothing_that_could_not_be_applied) {
  const registry::Record refused[] = {
      registry::Device{.id = DeviceId("d"), .place = PlaceId("nowhere")},
      registry::Guardian{.id = registry::GuardianId("g"), .subject = SubjectId("stranger")},
      registry::Subject{.id = SubjectId("")},
      registry::Purpose{.id = PurposeId("till"), .kind = "\xff"},
  };
  for (const auto& record : refused) {
    const auto done = put(record);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::invalid_input);
  }
  EXPECT_EQ(world_.answer(StateWorld::consent("c1", "stranger")).error().code,
            Code::invalid_input);
  EXPECT_EQ(world_.entries(), before_);
  EXPECT_EQ(world_.keys.existing(SubjectId("stranger")).value(), std::nullopt);
}

TEST_F(StateTest, takes_no_answer_but_from_whoever_gave_it) {
  const auto put_by_a_clerk = put(StateWorld::consent("c1", "ana"));
  ASSERT_FALSE(put_by_a_clerk);
  EXPECT_EQ(put_by_a_clerk.error().code, Code::invalid_input);
  EXPECT_EQ(world_.entries(), before_);
  EXPECT_TRUE(world_.world("ana").person.consents.empty());
}

TEST_F(StateTest, records_an_answer_once) {
  ASSERT_TRUE(world_.answer(StateWorld::consent("c1", "ana")));
  const auto again = world_.answer(StateWorld::consent("c1", "ana"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::invalid_input);
  auto backwards = StateWorld::consent("c2", "ana");
  backwards.shown_at = kNow + std::chrono::seconds{1};
  EXPECT_EQ(world_.answer(backwards).error().code, Code::invalid_input);
  EXPECT_EQ(world_.entries(), before_ + 1);
}

TEST_F(StateTest, changes_nothing_that_cannot_be_recorded) {
  consent_and_enrol("ana");
  world_.record.files.fail({.operation = FileOperation::sync});
  EXPECT_EQ(withdraw("ana").error().code, Code::unavailable);
  EXPECT_EQ(world_.latest("ana")->withdrawn_at, std::nullopt);
  EXPECT_EQ(world_.templates.count(SubjectId("ana")), 1U);
}

TEST_F(StateTest, forgets_what_a_withdrawn_consent_allowed_to_keep_and_that_alone) {
  consent_and_enrol("ana");
  const auto changed = withdraw("ana");
  ASSERT_TRUE(changed) << changed.error().what;
  EXPECT_EQ(changed->records, 1U);
  EXPECT_EQ(changed->references, 1U);
  EXPECT_EQ(world_.latest("ana")->withdrawn_at, kNow);
  EXPECT_TRUE(world_.keys.existing(SubjectId("ana")).value());
  EXPECT_EQ(withdraw("ana")->records, 0U);  // to be asked again is no error
}

TEST_F(StateTest, forgets_what_may_be_kept_no_longer_and_keeps_what_was_answered) {
  consent_and_enrol("ana");
  const auto changed = world_.lapse({{SubjectId("ana"), PurposeId("door")}});
  ASSERT_TRUE(changed) << changed.error().what;
  EXPECT_EQ(changed->records, 0U);
  EXPECT_EQ(changed->references, 1U);
  EXPECT_EQ(world_.entry(changed->receipt.sequence()).action, "reference.lapse");
  EXPECT_EQ(world_.templates.count(SubjectId("ana")), 0U);
  EXPECT_EQ(world_.latest("ana")->given, true);
  EXPECT_EQ(world_.latest("ana")->withdrawn_at, std::nullopt);
  EXPECT_EQ(world_.latest("ana").origin.version, 1);
}

TEST_F(StateTest, forgets_what_several_have_at_once_with_an_entry_for_each) {
  ASSERT_TRUE(put(registry::Subject{.id = SubjectId("bo")}));
  consent_and_enrol("ana");
  world_.enrol("bo", kNow);
  const auto before = world_.entries();
  const auto changed = world_.lapse({{SubjectId("ana"), PurposeId("door")},
                                     {SubjectId("stranger"), PurposeId("door")},
                                     {SubjectId("bo"), PurposeId("door")}});
  ASSERT_TRUE(changed) << changed.error().what;
  EXPECT_EQ(changed->references, 2U);
  EXPECT_EQ(world_.entries(), before + 3);
  EXPECT_EQ(world_.registry.applied(), world_.entries());
  EXPECT_EQ(world_.templates.count(SubjectId("ana")), 0U);
  EXPECT_EQ(world_.templates.count(SubjectId("bo")), 0U);
  EXPECT_NE(world_.entry(before).subject, world_.entry(before + 2).subject);
}

TEST_F(StateTest, removes_whoever_is_erased) {
  consent_and_enrol("ana");
  const auto changed = erase("ana");
  ASSERT_TRUE(changed) << changed.error().what;
  EXPECT_EQ(changed->records, 2U);
  EXPECT_EQ(changed->references, 1U);
  EXPECT_FALSE(world_.world("ana").person.subject);
  EXPECT_TRUE(world_.world("ana").person.consents.empty());
  EXPECT_EQ(world_.keys.existing(SubjectId("ana")).value(), std::nullopt);
  EXPECT_EQ(world_.registry.applied(), world_.entries());
}

TEST_F(StateTest, records_a_request_about_nobody_and_makes_no_key_for_it) {
  for (const char* nobody : {"stranger", ""}) {
    EXPECT_EQ(withdraw(nobody)->records, 0U);
    EXPECT_EQ(erase(nobody)->records, 0U);
  }
  EXPECT_EQ(world_.entries(), before_ + 4);
  EXPECT_EQ(world_.entry(before_).action, "consent.withdraw");
  EXPECT_EQ(world_.entry(before_ + 1).action, "subject.erase");
  EXPECT_EQ(world_.keys.existing(SubjectId("stranger")).value(), std::nullopt);
  EXPECT_TRUE(world_.keys.existing(ledger::organization()).value());
}

TEST_F(StateTest, does_not_answer_from_records_that_are_behind_the_record) {
  consent_and_enrol("ana");
  world_.fault.nth = 2;  // after what is forgotten
  EXPECT_EQ(withdraw("ana").error().code, Code::unavailable);
  EXPECT_EQ(world_.registry.applied(), world_.entries() - 1);
  world_.fault.nth = 2;
  EXPECT_FALSE(world_->world(PurposeId("door"), DeviceId("cam"), SubjectId("ana")));
  // The disk is back: what was recorded is applied before anything is answered.
  EXPECT_EQ(world_.latest("ana")->withdrawn_at, kNow);
  EXPECT_EQ(world_.registry.applied(), world_.entries());
}

TEST_F(StateTest, takes_changes_from_several_threads_one_after_another) {
  constexpr int kThreads = 4;
  constexpr int kEach = 8;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < kEach; ++i) {
        const PurposeId id(std::to_string(thread) + "-" + std::to_string(i));
        EXPECT_TRUE(put(registry::Purpose{.id = id}));
        const auto seen = world_->world(id, DeviceId("cam"), SubjectId("ana")).value();
        EXPECT_TRUE(seen.setting->purpose.has_value());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(world_.entries(), before_ + kThreads * kEach);
  EXPECT_EQ(world_.registry.applied(), world_.entries());
}

TEST_F(StateTest, freezes_what_is_kept_of_whoever_restricted_its_use_and_thaws_it) {
  consent_and_enrol("ana");
  registry::Subject ana{.id = SubjectId("ana"), .frozen_since = kNow};
  ASSERT_TRUE(put(ana));
  EXPECT_TRUE(world_.is_frozen("ana"));
  ana.frozen_since.reset();
  ASSERT_TRUE(put(ana));
  EXPECT_FALSE(world_.is_frozen("ana"));
}

// By the references, by the registry.
TEST_F(StateTest, ends_a_freeze_wherever_it_was_cut_short) {
  for (const bool is_restarted : {true, false}) {
    for (int nth = 1; nth <= 2; ++nth) {
      ASSERT_TRUE(put(registry::Subject{.id = SubjectId("ana")}));
      world_.enrol("ana", kNow);
      world_.fault.nth = nth;
      ASSERT_FALSE(put(registry::Subject{.id = SubjectId("ana"), .frozen_since = kNow}));
      ASSERT_FALSE(world_.fault.nth) << nth;
      if (is_restarted) world_.reopen();
      EXPECT_TRUE(world_.world("ana").person.subject->record.frozen_since) << nth;
      EXPECT_TRUE(world_.is_frozen("ana")) << nth;
    }
  }
}

// By the key, by the references, by the registry.
TEST_F(StateTest, ends_an_erasure_wherever_it_was_cut_short) {
  for (const bool is_restarted : {true, false}) {
    for (int nth = 1; nth <= 3; ++nth) {
      ASSERT_TRUE(put(registry::Subject{.id = SubjectId("ana")}));
      consent_and_enrol("ana");
      world_.fault.nth = nth;
      ASSERT_FALSE(erase("ana")) << nth;
      ASSERT_FALSE(world_.fault.nth);
      if (is_restarted) world_.reopen();
      EXPECT_FALSE(world_.world("ana").person.subject) << nth;
      EXPECT_EQ(world_.templates.count(SubjectId("ana")), 0U) << nth;
      EXPECT_EQ(world_.keys.existing(SubjectId("ana")).value(), std::nullopt) << nth;
    }
  }
}

}  // namespace
}  // namespace menshen::state
