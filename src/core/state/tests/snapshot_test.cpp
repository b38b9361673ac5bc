#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "ledger/side.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "state/catch_up.hpp"
#include "state/tests/random_life.hpp"
#include "state/tests/world.hpp"

namespace menshen::state {
namespace {

using std::chrono_literals::operator""s;

void live(StateWorld& world, RandomLife& life, std::size_t steps) {
  for (const Step& step : life.steps(steps)) ASSERT_TRUE(play(step, world));
}

Result<Changed> reseal(StateWorld& world) {
  world.clock.advance(1s);
  return world->reseal(StateWorld::author());
}

// Forgets what it may of what was recorded until now. The registry is brought to it first, as
// the program does.
void prune(StateWorld& world) {
  world.reopen();
  world.clock.advance(1s);
  ASSERT_TRUE(world.record->prune(world.clock.now()));
}

Result<CaughtUp> rebuild(StateWorld& world, OneRegistry& anew) {
  return catch_up(world.record->archive(), world.stores(anew), world.crypto);
}

// Entries that change nothing, until what was recorded before them can be pruned.
void decide(StateWorld& world) {
  const ledger::Entry decision{.decision = DecisionId("d"),
                               .action = "face.verify",
                               .purpose = PurposeId("p0"),
                               .place = PlaceId("h0")};
  for (int i = 0; i < 900; ++i) ASSERT_TRUE(world.record->seal(decision));
}

class Snapshot : public testing::TestWithParam<unsigned> {
 protected:
  // NOLINTBEGIN: read by the tests
  StateWorld world_;
  RandomLife life_{GetParam()};
  // NOLINTEND
};

TEST_P(Snapshot, gives_the_rows_that_were_there_when_their_changes_are_forgotten) {
  begin(world_);
  live(world_, life_, 150);
  ASSERT_TRUE(put(Subject{.id = SubjectId("ana")})(world_));
  decide(world_);
  prune(world_);
  const auto begins = world_.entries();
  ASSERT_TRUE(reseal(world_));
  EXPECT_GT(world_.record->archive().minimum_index(), 150U);
  live(world_, life_, 60);
  ASSERT_TRUE(world_->erase(SubjectId("ana"), StateWorld::author()));
  world_.reopen();
  const auto kept = references(world_);

  OneRegistry anew(world_.fault, world_.sealing);
  const auto rebuilt = rebuild(world_, anew);
  ASSERT_TRUE(rebuilt) << rebuilt.error().what;
  EXPECT_EQ(anew.rows(), world_.registry.rows());
  EXPECT_EQ(anew.applied(), world_.entries());
  EXPECT_EQ(rebuilt->entries, world_.entries() - begins);
  EXPECT_GT(rebuilt->changes, 10U);
  EXPECT_GT(rebuilt->erased, 1U);
  EXPECT_EQ(references(world_), kept);
  EXPECT_EQ(rebuild(world_, anew)->entries, 0U);
}

TEST_P(Snapshot, that_was_cut_short_anywhere_does_not_count_and_can_be_made_again) {
  begin(world_);
  live(world_, life_, 60);
  decide(world_);
  prune(world_);
  ASSERT_GT(world_.record->archive().minimum_index(), 60U);
  int interruptions = 0;
  for (int nth = 1;; ++nth) {
    world_.fault.nth = nth;
    const bool was_cut_short = !reseal(world_);
    world_.fault.nth.reset();
    if (!was_cut_short) break;
    ++interruptions;
    // What was sealed last is in the record all the same, and it may be the end.
    world_.reopen();
    OneRegistry none(world_.fault, world_.sealing);
    const auto rebuilt = rebuild(world_, none);
    if (rebuilt) {
      ASSERT_EQ(none.rows(), world_.registry.rows()) << nth;
      break;
    }
    ASSERT_EQ(rebuilt.error().code, Code::conflict) << nth;
    ASSERT_EQ(none.applied(), 0U);
    live(world_, life_, 1);
  }
  EXPECT_GT(interruptions, 3);
  ASSERT_TRUE(reseal(world_));
  world_.fault.nth = 3;
  ASSERT_FALSE(reseal(world_));
  world_.fault.nth.reset();
  live(world_, life_, 10);
  world_.reopen();
  OneRegistry anew(world_.fault, world_.sealing);
  const auto rebuilt = rebuild(world_, anew);
  ASSERT_TRUE(rebuilt) << rebuilt.error().what;
  EXPECT_EQ(anew.rows(), world_.registry.rows());
}

TEST_P(Snapshot, can_be_read_in_parts) {
  begin(world_);
  live(world_, life_, 60);
  decide(world_);
  prune(world_);
  ASSERT_TRUE(reseal(world_));
  live(world_, life_, 10);
  world_.reopen();
  int interruptions = 0;
  for (int nth = 1;; ++nth) {
    OneRegistry anew(world_.fault, world_.sealing);
    world_.fault.nth = nth;
    const bool was_cut_short = !rebuild(world_, anew);
    world_.fault.nth.reset();
    if (!was_cut_short) break;
    ++interruptions;
    ASSERT_TRUE(rebuild(world_, anew));
    ASSERT_EQ(anew.rows(), world_.registry.rows()) << nth;
  }
  EXPECT_GT(interruptions, 5);
}

INSTANTIATE_TEST_SUITE_P(seeds, Snapshot, testing::Range(0U, 4U));

TEST(SnapshotOf, nothing_is_one) {
  StateWorld world;
  decide(world);
  prune(world);
  const auto made = reseal(world);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->records, 0U);
  OneRegistry anew(world.fault, world.sealing);
  EXPECT_EQ(rebuild(world, anew)->changes, 1U);
  EXPECT_EQ(anew.rows(), world.registry.rows());
}

TEST(SnapshotOf, a_person_is_sealed_under_the_persons_key_and_named_for_what_it_is) {
  StateWorld world;
  world.furnish();
  ASSERT_TRUE(world.answer(StateWorld::consent("c", "ana")));
  const auto first = world.entries();
  const auto made = reseal(world).value();
  EXPECT_EQ(made.records, 6U);
  EXPECT_EQ(made.receipt.sequence(), first + 6);
  for (auto index = first; index < world.entries(); ++index) {
    EXPECT_EQ(world.entry(index).action, "state.snapshot");
    EXPECT_EQ(world.entry(index).actor, "operator");
  }
  const auto key = world.keys.existing(SubjectId("ana")).value().value();
  const auto side = world.record->archive().read(first + 5).value().side;
  EXPECT_EQ(ledger::open_side(world.entry(first + 5), world.crypto, key, side).value(),
            encode(Put{StateWorld::consent("c", "ana"), Stamp{.version = 1, .at = kNow}}));
}

TEST(SnapshotOf, a_withdrawn_consent_stays_withdrawn) {
  StateWorld world;
  world.furnish();
  ASSERT_TRUE(world.answer(StateWorld::consent("c", "ana")));
  ASSERT_TRUE(world->withdraw(SubjectId("ana"), PurposeId("door"), StateWorld::author()));
  decide(world);
  prune(world);
  ASSERT_TRUE(reseal(world));
  OneRegistry anew(world.fault, world.sealing);
  ASSERT_TRUE(rebuild(world, anew));
  const auto seen = anew.person(SubjectId("ana"), PurposeId("door")).value();
  EXPECT_EQ(seen.consents.front()->withdrawn_at, kNow);
}

TEST(SnapshotOf, records_keeps_how_often_and_when_they_were_written) {
  StateWorld world;
  world.furnish();
  const Record door = Purpose{.id = PurposeId("door"), .kind = "attendance"};
  for (int i = 0; i < 2; ++i) {
    world.clock.advance(1s);
    ASSERT_TRUE(put(door)(world));
    ASSERT_TRUE(put(Subject{.id = SubjectId("ana"), .age_band = "adult"})(world));
  }
  const auto before = world.registry.all().value();
  ASSERT_TRUE(reseal(world));
  decide(world);
  prune(world);
  ASSERT_TRUE(reseal(world));
  OneRegistry anew(world.fault, world.sealing);
  ASSERT_TRUE(rebuild(world, anew));
  for (const OneRegistry* each : {&world.registry, &anew}) {
    const auto after = each->all().value();
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_TRUE(are_same(after[i].record, before[i].record));
      EXPECT_EQ(after[i].origin.version, before[i].origin.version);
      EXPECT_EQ(after[i].origin.at, before[i].origin.at);
      EXPECT_GT(after[i].origin.entry, before[i].origin.entry);
    }
  }
  EXPECT_EQ(find<Purpose>(anew, PurposeId("door")).value()->origin.version, 3);
  EXPECT_EQ(find<Purpose>(anew, PurposeId("door")).value()->origin.at, kNow + 2s);
  EXPECT_EQ(anew.rows(), world.registry.rows());
}

TEST(SnapshotOf, whose_beginning_was_pruned_does_not_count) {
  StateWorld world;
  for (int i = 0; i < 600; ++i) {
    const PurposeId id("p" + std::to_string(i));
    ASSERT_TRUE(world->put(Purpose{.id = id}, StateWorld::author()));
  }
  const auto first = world.entries();
  const auto end = reseal(world)->receipt.sequence();
  prune(world);
  ASSERT_GT(world.record->archive().minimum_index(), first);
  ASSERT_LT(world.record->archive().minimum_index(), end);
  OneRegistry anew(world.fault, world.sealing);
  const auto rebuilt = rebuild(world, anew);
  ASSERT_FALSE(rebuilt);
  EXPECT_EQ(rebuilt.error().code, Code::conflict);
  EXPECT_NE(rebuilt.error().what.find("backup"), std::string::npos);
  EXPECT_TRUE(anew.all()->empty());
}

TEST(SnapshotOf, what_is_to_come_is_corrupt) {
  StateWorld world;
  world.furnish();
  decide(world);
  prune(world);
  ledger::Entry entry{.event = ledger::Event::change,
                      .decision = DecisionId("d"),
                      .action = "state.snapshot",
                      .purpose = PurposeId(""),
                      .place = PlaceId("")};
  const auto key = world.keys.key_of(ledger::organization()).value();
  const auto text = encode(registry::Snapshot{.first = 1'000'000});
  const auto side = ledger::add_side(entry, world.crypto, key, ledger::organization(), text);
  ASSERT_TRUE(world.record->seal(entry, side));
  OneRegistry anew(world.fault, world.sealing);
  EXPECT_EQ(rebuild(world, anew).error().code, Code::corrupt);
}

TEST(SnapshotOf, what_an_older_registry_lacks_does_not_help_it) {
  StateWorld world;
  world.furnish();
  OneRegistry older(world.fault, world.sealing);
  ASSERT_TRUE(rebuild(world, older));
  decide(world);
  prune(world);
  ASSERT_TRUE(reseal(world));
  EXPECT_EQ(rebuild(world, older).error().code, Code::conflict);
}

}  // namespace
}  // namespace menshen::state
