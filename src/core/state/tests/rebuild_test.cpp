#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "ledger/side.hpp"
#include "state/catch_up.hpp"
#include "state/tests/random_life.hpp"
#include "state/tests/world.hpp"

namespace menshen::state {
namespace {

using namespace registry;  // NOLINT: the words of the changes
class Rebuild : public testing::TestWithParam<unsigned> {};

TEST_P(Rebuild, gives_the_rows_that_were_there) {
  StateWorld world;
  begin(world);
  for (const Step& step : RandomLife(GetParam()).steps(150)) ASSERT_TRUE(play(step, world));
  world.reopen();
  const auto kept = references(world);

  OneRegistry anew(world.fault, world.sealing);
  const auto rebuilt = catch_up(world.record->archive(), world.stores(anew), world.crypto);
  ASSERT_TRUE(rebuilt) << rebuilt.error().what;
  EXPECT_EQ(anew.rows(), world.registry.rows());
  EXPECT_EQ(rebuilt->entries, world.entries());
  // Neither could be missing from so many steps.
  EXPECT_GT(rebuilt->changes, 20U);
  EXPECT_GT(rebuilt->erased, 0U);
  // Whoever was enrolled after a withdrawal stays enrolled.
  EXPECT_EQ(references(world), kept);
}

TEST_P(Rebuild, can_be_cut_short_anywhere_and_begun_again) {
  StateWorld world;
  begin(world);
  for (const Step& step : RandomLife(GetParam()).steps(40)) ASSERT_TRUE(play(step, world));
  world.reopen();
  const auto archive = [&]() -> const ledger::Archive& { return world.record->archive(); };
  int interruptions = 0;
  for (int nth = 1;; ++nth) {
    OneRegistry anew(world.fault, world.sealing);
    world.fault.nth = nth;
    const bool was_cut_short = !catch_up(archive(), world.stores(anew), world.crypto);
    world.fault.nth.reset();
    if (!was_cut_short) break;
    ++interruptions;
    ASSERT_TRUE(catch_up(archive(), world.stores(anew), world.crypto));
    ASSERT_EQ(anew.rows(), world.registry.rows()) << nth;
  }
  EXPECT_GT(interruptions, 10);
}

// Every step is cut short at every change of a store that it makes; after a restart all is as
// if it had not been.
TEST_P(Rebuild, makes_good_a_crash_between_entry_and_stores) {
  constexpr std::size_t kSteps = 25;
  const auto steps = RandomLife(GetParam()).steps(kSteps);
  StateWorld undisturbed;
  begin(undisturbed);
  for (const Step& step : steps) ASSERT_TRUE(play(step, undisturbed));
  undisturbed.reopen();

  int crashes = 0;
  for (std::size_t crash_at = 0; crash_at < kSteps; ++crash_at) {
    for (int nth = 1;; ++nth) {
      StateWorld world;
      begin(world);
      bool crashed = false;
      for (std::size_t i = 0; i < kSteps; ++i) {
        if (i == crash_at) world.fault.nth = nth;
        const bool played = play(steps[i], world);
        ASSERT_TRUE(played || i == crash_at);
        crashed |= !played;
        world.fault.nth.reset();
        if (!played) world.reopen();
      }
      if (!crashed) break;
      ++crashes;
      world.reopen();
      ASSERT_EQ(world.registry.rows(), undisturbed.registry.rows()) << crash_at << ", " << nth;
      ASSERT_EQ(references(world), references(undisturbed)) << crash_at << ", " << nth;
      ASSERT_EQ(world.keys.all(), undisturbed.keys.all()) << crash_at << ", " << nth;
    }
  }
  EXPECT_GT(crashes, 5);
}

INSTANTIATE_TEST_SUITE_P(seeds, Rebuild, testing::Range(0U, 6U));

class CatchUp : public testing::Test {
 protected:
  CatchUp() { world_.furnish(); }

  Result<CaughtUp> catch_up_into(OneRegistry& registry) {
    return catch_up(world_.record->archive(), world_.stores(registry), world_.crypto);
  }

  // NOLINTNEXTLINE: read by the tests
  StateWorld world_;
};

TEST_F(CatchUp, reads_what_is_new_and_nothing_twice) {
  OneRegistry other(world_.fault, world_.sealing);
  EXPECT_EQ(catch_up_into(other)->changes, 5U);
  EXPECT_EQ(catch_up_into(other)->entries, 0U);
  ASSERT_TRUE(world_.answer(StateWorld::consent("c", "ana")));
  EXPECT_EQ(catch_up_into(other)->changes, 1U);
  EXPECT_EQ(other.rows(), world_.registry.rows());
}

TEST_F(CatchUp, leaves_nobody_in_an_older_registry_whose_key_is_gone) {
  OneRegistry older(world_.fault, world_.sealing);
  ASSERT_TRUE(catch_up_into(older));
  ASSERT_EQ(older.persons(), std::vector{SubjectId("ana")});
  ASSERT_TRUE(world_->erase(SubjectId("ana"), StateWorld::author()));
  EXPECT_EQ(catch_up_into(older)->erased, 1U);
  EXPECT_EQ(older.rows(), world_.registry.rows());
}

TEST_F(CatchUp, forgets_again_what_lapsed_and_leaves_what_was_enrolled_since) {
  for (const auto later : {std::chrono::seconds{0}, std::chrono::seconds{1}}) {
    world_.clock.advance(std::chrono::seconds{1});
    ASSERT_TRUE(world_.lapse({{SubjectId("ana"), PurposeId("door")}}));
    world_.enrol("ana", world_.clock.now() + later);
    OneRegistry other(world_.fault, world_.sealing);
    ASSERT_TRUE(catch_up_into(other));
    EXPECT_EQ(world_.templates.count(SubjectId("ana")), later.count() == 0 ? 0U : 1U)
        << later.count();
  }
}

TEST_F(CatchUp, refuses_a_registry_that_is_ahead_of_the_record) {
  OneRegistry other(world_.fault, world_.sealing);
  ASSERT_TRUE(other.apply({}, world_.entries() + 1));
  EXPECT_EQ(catch_up_into(other).error().code, Code::conflict);
}

TEST_F(CatchUp, names_the_entry_whose_change_it_cannot_understand) {
  ledger::Entry entry{.event = ledger::Event::change,
                      .decision = DecisionId("d"),
                      .action = "purpose.put",
                      .purpose = PurposeId("door"),
                      .place = PlaceId("hall")};
  const auto key = world_.keys.key_of(ledger::organization()).value();
  const std::vector<std::byte> no_change{std::byte{1}};
  const auto side =
      ledger::add_side(entry, world_.crypto, key, ledger::organization(), no_change);
  const auto index = world_.record->seal(entry, side).value().sequence();
  OneRegistry other(world_.fault, world_.sealing);
  const auto caught_up = catch_up_into(other);
  ASSERT_FALSE(caught_up);
  EXPECT_EQ(caught_up.error().code, Code::corrupt);
  EXPECT_TRUE(caught_up.error().what.starts_with("entry " + std::to_string(index)))
      << caught_up.error().what;
}

// An account, an API key: what changed stands elsewhere, and the entry alone in the record.
TEST_F(CatchUp, passes_over_a_change_that_leaves_no_side_record) {
  ASSERT_TRUE(world_.record->seal({.event = ledger::Event::change,
                                   .decision = DecisionId("d"),
                                   .action = "api_key.put",
                                   .purpose = PurposeId(""),
                                   .place = PlaceId("")}));
  OneRegistry other(world_.fault, world_.sealing);
  const auto caught_up = catch_up_into(other);
  ASSERT_TRUE(caught_up) << caught_up.error().what;
  EXPECT_EQ(caught_up->entries, world_.entries());
}

TEST_F(CatchUp, without_the_organizations_key_asks_for_the_vault) {
  ASSERT_TRUE(world_.keys.destroy(ledger::organization()));
  OneRegistry other(world_.fault, world_.sealing);
  const auto caught_up = catch_up_into(other);
  ASSERT_FALSE(caught_up);
  EXPECT_EQ(caught_up.error().code, Code::corrupt);
  EXPECT_NE(caught_up.error().what.find("vault"), std::string::npos);
}

}  // namespace
}  // namespace menshen::state
