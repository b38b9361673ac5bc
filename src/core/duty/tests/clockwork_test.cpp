#include "duty/clockwork.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/escalation.hpp"
#include "duty/kinds.hpp"
#include "duty/tests/world.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::duty {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kStart = "2026-03-02";

// A door with much to do: a public place, an assessment, children, consents that end.
void fill(World& world) {
  world.furnish();
  auto place = World::place();
  place.place_class = "shopping_mall";
  world.put(place);
  world.put(registry::Signage{.id = registry::SignageId("s1"),
                              .place = PlaceId("hall"),
                              .checked_on = day_of(kStart),
                              .is_in_place = true});
  world.put(registry::Device{
      .id = DeviceId("reader"), .place = PlaceId("hall"), .storage = "device"});
  world.put(registry::Assignment{.id = registry::AssignmentId("a2"),
                                 .purpose = PurposeId("door"),
                                 .device = DeviceId("reader")});
  world.put(world.assessment("as1", kStart, "2027-03-01"));
  world.person("ana", "1990-05-05");
  world.consents("c-ana", "ana", nullptr, day_of("2026-04-30"));
  world.enrol("ana", "2026-12-31");
  world.child("kid", "2012-05-01");
  world.consents("c-kid", "kid", "g-kid");
  world.enrol("kid", "2026-12-31");
  world.person("bo", "1980-01-01");
  world.consents("c-bo", "bo");
  world.enrol("bo", "2026-04-10");
}

// Of what is open: when it is due and how it presses; when it was first seen aside.
std::map<std::string, std::tuple<std::optional<CivilDate>, std::int64_t>> open_in(
    World& world) {
  std::map<std::string, std::tuple<std::optional<CivilDate>, std::int64_t>> open;
  for (const auto& each : world.open("")) {
    // Due when the references went, which is when somebody saw to it.
    if (each.kind == kDeleteOnDevice) continue;
    open.emplace(each.id.text(), std::tuple(each.due_on, each.escalation));
  }
  return open;
}

std::vector<std::string> ids(const std::vector<registry::Obligation>& obligations) {
  std::vector<std::string> texts;
  for (const auto& each : obligations) texts.push_back(each.id.text());
  return texts;
}

TEST(Clockwork, writes_nothing_when_it_is_called_again_on_the_same_day) {
  World world(kStart);
  fill(world);
  world.references.others = 95'000;
  for (const char* day : {kStart, "2026-06-01", "2026-08-15"}) {
    EXPECT_NE(world.tick_on(day), Tick{.day = day_of(day)});
    const auto entries = world.entries();
    EXPECT_EQ(world.tick(), Tick{.day = day_of(day)});
    EXPECT_EQ(world.entries(), entries);
    world.reopen();
    EXPECT_EQ(world.tick(), Tick{.day = day_of(day)});
    EXPECT_EQ(world.entries(), entries);
  }
}

TEST(Clockwork, presses_once_a_step_and_writes_each_step_down) {
  World world(kStart);
  world.furnish();
  auto purpose = World::door_purpose();
  purpose.basis_expires_on = day_of("2026-06-30");
  world.put(purpose);
  world.tick();
  std::vector<std::pair<std::string, std::int64_t>> steps;
  for (CivilDate day = day_of(kStart); day < day_of("2026-07-15");
       day += std::chrono::days{1}) {
    world.turn_to(day);
    const auto entries = world.entries();
    if (world.tick().escalated == 0) continue;
    EXPECT_EQ(world.entries(), entries + 1);
    steps.emplace_back(to_text(day), world.open(kRenewBasis).front().escalation);
  }
  EXPECT_THAT(steps, ElementsAre(std::pair("2026-05-31", kNear), std::pair("2026-06-30", kDue),
                                 std::pair("2026-07-01", kOverdue)));
}

TEST(Clockwork, raises_after_a_pause_what_was_missed_with_its_true_day) {
  World daily(kStart);
  World late(kStart);
  for (World* world : {&daily, &late}) {
    fill(*world);
    world->tick();
  }
  const CivilDate end = day_of(kStart) + std::chrono::days{90};
  for (CivilDate day = day_of(kStart); day <= end; day += std::chrono::days{1}) {
    daily.turn_to(day);
    daily.tick();
  }
  late.turn_to(end);
  const Tick tick = late.tick();
  EXPECT_EQ(tick.lapsed, 3U);
  EXPECT_THAT(late.references.kept, IsEmpty());

  EXPECT_EQ(open_in(late), open_in(daily));
  EXPECT_EQ(late.find("ask_anew:c-ana")->due_on, day_of("2026-05-01"));
  EXPECT_EQ(late.find("ask_anew:c-ana")->raised_on, end);
  EXPECT_EQ(late.find("ask_anew:c-kid")->due_on, day_of("2026-05-01"));
  EXPECT_EQ(late.find("check_sign:hall:s1")->escalation, kDue);
  EXPECT_FALSE(late.find("coming_of_age:c-kid"));
}

TEST(Clockwork, lapses_what_may_be_kept_no_longer_and_leaves_the_rest) {
  World world(kStart);
  fill(world);
  world.tick_on("2026-04-10");
  EXPECT_EQ(world.references.kept.size(), 3U);
  EXPECT_EQ(world.tick_on("2026-04-11").lapsed, 1U);
  EXPECT_FALSE(world.references.kept.contains({SubjectId("bo"), PurposeId("door")}));
  EXPECT_EQ(world.tick_on("2026-05-01").lapsed, 2U);
  EXPECT_THAT(world.references.kept, IsEmpty());
  EXPECT_EQ(world.tick_on("2026-05-02").lapsed, 0U);
}

TEST(Clockwork, tries_again_what_did_not_lapse) {
  World world(kStart);
  fill(world);
  world.fault.nth = 1;
  EXPECT_EQ(world.tick_on("2026-04-11").failed, 1U);
  world.tick();
  EXPECT_FALSE(world.references.kept.contains({SubjectId("bo"), PurposeId("door")}));
  EXPECT_THAT(world.open(kEraseReference), IsEmpty());
}

TEST(Clockwork, says_so_when_a_reference_stays) {
  World world(kStart);
  fill(world);
  world.vault_is_stuck = true;
  world.tick_on("2026-04-12");
  const auto stuck = world.find("erase_reference:bo:door");
  ASSERT_TRUE(stuck);
  EXPECT_EQ(stuck->due_on, day_of("2026-04-11"));
  EXPECT_EQ(stuck->subject, SubjectId("bo"));
  world.vault_is_stuck = false;
  world.tick();
  EXPECT_THAT(world.open(kEraseReference), IsEmpty());
}

TEST(Clockwork, disposes_of_what_an_ended_purpose_kept) {
  World world(kStart);
  fill(world);
  auto ended = World::door_purpose();
  ended.ended_on = day_of("2026-03-20");
  world.put(ended);
  EXPECT_EQ(world.tick_on("2026-03-19").lapsed, 0U);
  EXPECT_EQ(world.tick_on("2026-03-20").lapsed, 3U);
  EXPECT_THAT(world.references.kept, IsEmpty());
  EXPECT_THAT(world.open(kEraseReference), IsEmpty());
  EXPECT_EQ(world.tick_on("2026-06-20").lapsed, 0U);
}

// Every change of a store on the way fails once: the next call leads to the same.
TEST(Clockwork, comes_to_the_same_when_it_is_cut_short) {
  World whole(kStart);
  fill(whole);
  whole.references.others = 100'000;
  whole.tick();
  whole.tick_on("2026-06-01");
  bool was_struck = true;
  for (int nth = 1; was_struck; ++nth) {
    SCOPED_TRACE(nth);
    World world(kStart);
    fill(world);
    world.references.others = 100'000;
    world.tick();
    world.turn_to("2026-06-01");
    world.fault.nth = nth;
    std::ignore = world.clockwork().tick();
    was_struck = !world.fault.nth.has_value();
    world.fault.nth.reset();
    world.reopen();
    world.tick();
    world.tick();
    EXPECT_EQ(open_in(world), open_in(whole));
    EXPECT_THAT(world.references.kept, IsEmpty());
  }
}

TEST(Clockwork, leaves_to_a_record_what_a_record_shows) {
  World world(kStart);
  fill(world);
  world.tick_on("2026-05-25");
  const auto done = world.clockwork().finish(registry::ObligationId("check_sign:hall:s1"),
                                             {.by = "front office", .evidence = std::nullopt});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::conflict);
  EXPECT_EQ(world.clockwork()
                .finish(registry::ObligationId("no such"),
                        {.by = "front office", .evidence = std::nullopt})
                .error()
                .code,
            Code::not_found);
}

TEST(Clockwork, takes_the_word_of_who_did_it) {
  World world(kStart);
  fill(world);
  world.put(registry::Notice{
      .id = registry::NoticeId("n2"), .purpose = PurposeId("door"), .version = 2});
  world.tick();
  const auto open = world.open(kAskAnewAll);
  ASSERT_EQ(open.size(), 1U);
  const Digest evidence{std::byte{7}};
  ASSERT_TRUE(
      world.clockwork().finish(open.front().id, {.by = "front office", .evidence = evidence}));
  EXPECT_EQ(world.clockwork()
                .finish(open.front().id, {.by = "front office", .evidence = evidence})
                .error()
                .code,
            Code::conflict);
  world.tick_on("2026-03-10");
  const auto found = world.find(open.front().id.text());
  EXPECT_EQ(found->done_on, day_of(kStart));
  EXPECT_EQ(found->done_by, "front office");
  EXPECT_EQ(found->evidence, evidence);

  // Another notice is another reason.
  world.put(registry::Notice{
      .id = registry::NoticeId("n3"), .purpose = PurposeId("door"), .version = 3});
  world.tick();
  EXPECT_EQ(world.open(kAskAnewAll).size(), 1U);
}

TEST(Clockwork, raises_again_what_it_closed_when_the_reason_comes_back) {
  World world(kStart);
  world.furnish();
  const auto count = [&](std::int64_t persons, const char* day) {
    world.references.others = persons;
    return world.tick_on(day);
  };
  count(80'000, kStart);
  registry::Filing filing{.id = registry::FilingId("filing-2026-03-02"),
                          .organization = registry::OrganizationId("org"),
                          .state = "draft",
                          .persons = 80'000};
  world.put(filing);
  world.tick_on("2026-03-03");
  EXPECT_THAT(world.open(kPlanFiling), IsEmpty());
  filing.state = "returned";
  world.put(filing);
  EXPECT_EQ(world.tick_on("2026-03-04").changed, 1U);
  EXPECT_EQ(world.open(kPlanFiling).front().raised_on, day_of("2026-03-04"));
}

TEST(Clockwork, reviews_a_purpose_a_year_after_the_last_review) {
  World world(kStart);
  world.furnish();
  world.tick();
  ASSERT_EQ(ids(world.open(kReviewPurpose)), std::vector<std::string>{"review_purpose:door:1"});
  world.turn_to("2027-02-10");
  world.tick();
  ASSERT_TRUE(world.clockwork().finish(registry::ObligationId("review_purpose:door:1"),
                                       {.by = "dpo", .evidence = std::nullopt}));
  world.tick();
  const auto next = world.open(kReviewPurpose);
  ASSERT_EQ(ids(next), std::vector<std::string>{"review_purpose:door:2"});
  EXPECT_EQ(next.front().due_on, day_of("2028-02-10"));
}

TEST(Clockwork, leaves_alone_what_others_keep_among_the_obligations) {
  World world(kStart);
  world.furnish();
  world.put(registry::Obligation{.id = registry::ObligationId("theirs"),
                                 .kind = "clean_the_lens",
                                 .raised_on = day_of(kStart)});
  world.tick_on("2026-05-01");
  EXPECT_FALSE(world.find("theirs")->done_on);
  EXPECT_TRUE(world.clockwork().finish(registry::ObligationId("theirs"),
                                       {.by = "janitor", .evidence = std::nullopt}));
}

TEST(Clockwork, forgets_what_it_wanted_of_whoever_is_erased) {
  World world(kStart);
  fill(world);
  world.tick_on("2026-05-01");
  ASSERT_TRUE(world.find("ask_anew:c-ana"));
  ASSERT_TRUE(world.state().erase(SubjectId("ana"), {.actor = "operator"}));
  world.tick();
  EXPECT_FALSE(world.find("ask_anew:c-ana"));
}

TEST(Clockwork, lists_what_presses_most_first) {
  World world(kStart);
  fill(world);
  world.tick_on("2026-05-27");
  std::vector<std::string> kinds;
  std::vector<std::int64_t> levels;
  const auto open = world.clockwork().open().value();
  for (const auto& kept : open) {
    kinds.push_back(kept->kind);
    levels.push_back(kept->escalation);
  }
  EXPECT_TRUE(std::ranges::is_sorted(levels, std::greater<>()));
  EXPECT_EQ(kinds.front(), kAskAnew);
  EXPECT_EQ(kinds.back(), kKeepReport);
}

TEST(Clockwork, owes_nothing_without_an_organization) {
  World world(kStart);
  EXPECT_EQ(world.tick(), Tick{.day = day_of(kStart)});
  EXPECT_EQ(world.entries(), 0U);
}

}  // namespace
}  // namespace menshen::duty
