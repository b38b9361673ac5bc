// Three years of a housing estate, day by day: children grow up, answers end, signs and
// assessments go stale, an incident happens, and the stock of faces grows past every mark.
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "duty/clockwork.hpp"
#include "duty/escalation.hpp"
#include "duty/kinds.hpp"
#include "duty/tests/world.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::duty {
namespace {

constexpr const char* kFrom = "2026-01-01";
constexpr const char* kTo = "2028-12-31";
constexpr int kAdults = 12;
constexpr int kChildren = 6;

void found_the_estate(World& world) {
  world.furnish();
  auto place = World::place();
  place.place_class = "shopping_mall";
  world.put(place);
  world.put(registry::Device{
      .id = DeviceId("reader"), .place = PlaceId("hall"), .storage = "device"});
  world.put(registry::Assignment{.id = registry::AssignmentId("a2"),
                                 .purpose = PurposeId("door"),
                                 .device = DeviceId("reader")});
  world.put(world.assessment("as-1", kFrom, "2027-01-01"));
  world.put(registry::Declaration{.id = registry::DeclarationId("audit"),
                                  .fact = "audit.minors_last_on",
                                  .value = kFrom,
                                  .declared_on = world.today});
  for (int i = 0; i < kAdults; ++i) {
    const auto id = fmt::format("adult-{}", i);
    world.person(id.c_str(), "1985-05-05");
    // One answer ends every second month.
    world.consents(("c-" + id).c_str(), id.c_str(), nullptr,
                   world.today + std::chrono::days{60 * (i + 1)});
    world.enrol(id.c_str(), kTo);
  }
  for (int i = 0; i < kChildren; ++i) {
    const auto id = fmt::format("child-{}", i);
    // One comes of age every half year.
    world.child(id.c_str(), to_text(day_of("2012-03-01") + std::chrono::days{182 * i}));
    world.consents(("c-" + id).c_str(), id.c_str(), ("g-" + id).c_str());
    world.enrol(id.c_str(), kTo);
  }
}

// What the people of the estate do about what is owed, a few days after it is due.
class Staff {
 public:
  explicit Staff(World& world) : world_(world) {}

  void work() {
    const auto open = world_.clockwork().open().value();
    for (const auto& kept : open) {
      const registry::Obligation& owed = kept.record;
      const CivilDate due = owed.due_on.value_or(owed.raised_on);
      if (world_.today >= due + std::chrono::days{2}) act(owed);
    }
  }

 private:
  void act(const registry::Obligation& owed) {
    const std::string number = std::to_string(++acts_);
    if (owed.kind == kCheckSign) {
      world_.put(registry::Signage{.id = registry::SignageId("sign-" + number),
                                   .place = PlaceId("hall"),
                                   .checked_on = world_.today,
                                   .is_in_place = true});
    } else if (owed.kind == kAssessAgain) {
      world_.put(world_.assessment(("as-" + number).c_str(), to_text(world_.today),
                                   to_text(world_.today + std::chrono::days{365})));
    } else if (owed.kind == kAskAnew) {
      world_.consents(("again-" + number).c_str(), owed.subject->text().c_str(), nullptr,
                      world_.today + std::chrono::days{400});
    } else if (owed.kind == kLawDuty && owed.about == "i1") {
      world_.put(registry::Incident{.id = registry::IncidentId("i1"),
                                    .happened_on = *owed.due_on,
                                    .remedied_on = world_.today,
                                    .authority_notified_on = world_.today,
                                    .harm_avoided = true});
    } else if (owed.kind == kLawDuty && owed.rule == "MIN24-37-1.next") {
      world_.put(registry::Declaration{.id = registry::DeclarationId("audit"),
                                       .fact = "audit.minors_last_on",
                                       .value = to_text(world_.today),
                                       .declared_on = world_.today});
    } else if (find_kind(owed.kind)->ends != Ends::by_record) {
      ASSERT_TRUE(
          world_.clockwork().finish(owed.id, {.by = "front office", .evidence = std::nullopt}));
    }
  }

  World& world_;
  int acts_ = 0;
};

// Under a sanitizer a day takes half a second.
#ifdef MENSHEN_ADDRESS_SANITIZER
constexpr std::chrono::days kStep{5};
#else
constexpr std::chrono::days kStep{1};
#endif

TEST(Clockwork, runs_three_years_in_seconds) {
  World world(kFrom);
  found_the_estate(world);
  Staff staff(world);
  std::map<std::string, int> raised;  // by kind
  std::set<std::string> seen;
  std::size_t lapsed = 0;
  std::int64_t persons = 70'000;
  for (CivilDate day = day_of(kFrom); day <= day_of(kTo); day += kStep) {
    world.turn_to(day);
    world.references.others = persons += 30 * kStep.count();
    if (day >= day_of("2027-06-01") && day < day_of("2027-06-01") + kStep) {
      world.put(registry::Incident{.id = registry::IncidentId("i1"), .happened_on = day});
    }
    lapsed += world.tick().lapsed;
    ASSERT_EQ(world.tick(), Tick{.day = day}) << to_text(day);
    for (const auto& each : world.open("")) {
      if (seen.insert(each.id.text()).second) ++raised[each.kind];
    }
    staff.work();
  }

  EXPECT_EQ(lapsed, world.all(kAskAnew).size());
  // The adults twice, the last of them once; each child who came of age.
  EXPECT_GE(raised["ask_anew"], kAdults + kChildren);
  EXPECT_EQ(raised["coming_of_age"], kChildren);
  EXPECT_EQ(raised["plan_filing"], 1);
  EXPECT_EQ(raised["prepare_filing"], 1);
  EXPECT_EQ(raised["review_purpose"], 3);
  EXPECT_GE(raised["check_sign"], 11);
  EXPECT_GE(raised["assess_again"], 4);  // each year, and after the incident
  EXPECT_GE(raised["keep_report"], 4);
  EXPECT_GE(raised["delete_on_device"], 10);

  // 70,000 and 30 more each day: 100,000 on the thousandth.
  const auto setting = world.registry.setting(PurposeId(""), DeviceId("")).value();
  const CivilDate reached = *setting.filing->record.threshold_reached_on;
  EXPECT_GE(persons, 100'000);
  const auto filing = world.find("law_duty:org:M25-15-2:" + to_text(reached));
  ASSERT_TRUE(filing);
  EXPECT_EQ(filing->waits_for_year, 2028);
  EXPECT_EQ(filing->escalation, kDue);
}

}  // namespace
}  // namespace menshen::duty
