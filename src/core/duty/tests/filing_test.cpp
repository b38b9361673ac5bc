#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "base/testing/temporary_folder.hpp"
#include "catalogue/catalogue.hpp"
#include "duty/clockwork.hpp"
#include "duty/escalation.hpp"
#include "duty/kinds.hpp"
#include "duty/tests/world.hpp"
#include "law_yaml/load_law.hpp"
#include "law_yaml/testing/fake_crypto.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::duty {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class FilingWatch : public testing::Test {
 protected:
  World world{"2026-03-02"};

  void SetUp() override { world.furnish(); }

  void count(std::int64_t persons, const char* day) {
    world.references.others = persons;
    world.tick_on(day);
  }

  std::optional<registry::Filing> filing() {
    const auto setting = world.registry.setting(PurposeId(""), DeviceId("")).value();
    return setting.filing ? std::optional(setting.filing->record) : std::nullopt;
  }

  // As whoever files does it.
  void becomes(const char* state) {
    auto changed = *filing();
    changed.state = state;
    world.put(changed);
  }
};

struct Row {
  const char* name;
  std::int64_t persons;
  bool plans;
  bool prepares;
  bool files;
};

class FilingMarks : public FilingWatch, public testing::WithParamInterface<Row> {};

TEST_P(FilingMarks, say_what_is_to_be_done) {
  count(GetParam().persons, "2026-03-02");
  EXPECT_EQ(!world.open(kPlanFiling).empty(), GetParam().plans);
  EXPECT_EQ(!world.open(kPrepareFiling).empty(), GetParam().prepares);
  EXPECT_EQ(world.find("law_duty:org:M25-15-2:2026-03-02").has_value(), GetParam().files);
}

// A table is read down its columns.
// clang-format off
INSTANTIATE_TEST_SUITE_P(
    table, FilingMarks,
    testing::Values(
        //  name                     persons  plans  prepares  files
        Row{"below_all",              79'999, false, false,    false},
        Row{"where_it_is_planned",    80'000, true,  false,    false},
        Row{"below_where_prepared",   94'999, true,  false,    false},
        Row{"where_it_is_prepared",   95'000, true,  true,     false},
        Row{"below_the_law_s_number", 99'999, true,  true,     false},
        Row{"at_the_law_s_number",   100'000, false, false,    true}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST_F(FilingWatch, keeps_the_day_when_the_number_falls_again) {
  count(99'000, "2026-03-02");
  count(100'000, "2026-03-09");
  EXPECT_EQ(filing()->threshold_reached_on, day_of("2026-03-09"));
  count(50'000, "2026-03-16");
  count(120'000, "2026-03-23");
  EXPECT_EQ(filing()->threshold_reached_on, day_of("2026-03-09"));
  EXPECT_THAT(world.open(kLawDuty), SizeIs(2));  // M25-15-2 and FIL25-2, once each
  EXPECT_EQ(filing()->persons, 120'000);
  EXPECT_EQ(filing()->counted_on, day_of("2026-03-23"));
}

TEST_F(FilingWatch, counts_those_whom_only_devices_keep) {
  auto device =
      registry::find<registry::Device>(world.registry, DeviceId("cam")).value()->record;
  device.persons_only_here = 20'000;
  world.put(device);
  count(79'999, "2026-03-02");
  EXPECT_EQ(filing()->persons, 99'999);
  EXPECT_FALSE(filing()->threshold_reached_on);
  count(80'000, "2026-03-03");
  EXPECT_EQ(filing()->threshold_reached_on, day_of("2026-03-03"));
}

TEST_F(FilingWatch, counts_in_the_record_only_what_passes_a_mark) {
  count(81'000, "2026-03-02");
  const auto entries = world.entries();
  count(94'999, "2026-03-03");
  EXPECT_EQ(world.entries(), entries);
  EXPECT_EQ(filing()->persons, 81'000);
  count(95'000, "2026-03-04");
  EXPECT_EQ(filing()->persons, 95'000);
}

TEST_F(FilingWatch, goes_on_preparing_when_the_number_falls) {
  count(95'000, "2026-03-02");
  count(1'000, "2026-03-03");
  EXPECT_THAT(world.open(kPrepareFiling), SizeIs(1));
  becomes("submitted");
  world.tick();
  EXPECT_THAT(world.open(kPrepareFiling), IsEmpty());
  EXPECT_THAT(world.open(kPlanFiling), IsEmpty());
}

TEST_F(FilingWatch, ends_the_duty_when_it_is_submitted_and_not_when_it_is_returned) {
  count(100'000, "2026-03-02");
  becomes("submitted");
  world.tick();
  EXPECT_THAT(world.open(kLawDuty), IsEmpty());
  becomes("returned");
  world.tick();
  EXPECT_THAT(world.open(kLawDuty), SizeIs(2));
}

TEST_F(FilingWatch, begins_anew_after_deregistration) {
  count(100'000, "2026-03-02");
  count(0, "2026-03-03");
  auto over = *filing();
  over.state = "deregistered";
  world.put(over);
  count(0, "2026-03-04");
  EXPECT_EQ(filing()->state, "deregistered");
  count(100'000, "2026-03-09");
  EXPECT_EQ(filing()->state, "none");
  EXPECT_EQ(filing()->threshold_reached_on, day_of("2026-03-09"));
}

// The calendar of 2027 is not announced: each of the days still to count takes at least one.
TEST_F(FilingWatch, waits_for_the_calendar_and_says_the_first_day_it_can_be) {
  count(100'000, "2026-12-01");
  const auto duty = world.find("law_duty:org:M25-15-2:2026-12-01");
  ASSERT_TRUE(duty);
  EXPECT_EQ(duty->waits_for_year, 2027);
  EXPECT_EQ(duty->due_on, day_of("2027-01-08"));  // 22 of the 30 are in December
  EXPECT_LT(*duty->earliest_on, *duty->due_on);
  world.tick_on("2027-02-20");
  EXPECT_EQ(world.find("law_duty:org:M25-15-2:2026-12-01")->escalation, kDue);
}

catalogue::Catalogue with_the_calendar_of_2027(const std::filesystem::path& folder) {
  const auto law = folder / "law";
  std::filesystem::copy(MENSHEN_LAW_DIR, law, std::filesystem::copy_options::recursive);
  std::ofstream(law / "cn" / "calendar" / "2027.yaml")
      << "year: 2027\nnotice: {on: 2026-12-02, source: a test}\nstill_valid_on: 2026-12-02\n"
         "holidays: [{title: {zh: 元旦, en: New Year}, off: [2027-01-01]}]\n";
  return law_yaml::load_law(law, law_yaml::FakeCrypto()).value();
}

TEST_F(FilingWatch, moves_to_its_true_day_when_the_calendar_comes) {
  count(100'000, "2026-12-01");
  const TemporaryFolder folder;
  world.announce(with_the_calendar_of_2027(folder.path()));
  world.tick_on("2026-12-02");
  const auto duty = world.find("law_duty:org:M25-15-2:2026-12-01");
  ASSERT_TRUE(duty);
  EXPECT_EQ(duty->waits_for_year, std::nullopt);
  EXPECT_EQ(duty->due_on, day_of("2027-01-13"));
  EXPECT_EQ(duty->raised_on, day_of("2026-12-01"));
  EXPECT_EQ(duty->escalation, kRaised);
  world.tick_on("2027-01-14");
  EXPECT_EQ(world.find("law_duty:org:M25-15-2:2026-12-01")->escalation, kOverdue);
}

TEST_F(FilingWatch, asks_for_deregistration_when_the_use_ended) {
  count(100'000, "2026-03-02");
  auto over = *filing();
  over.state = "filed";
  over.ended_on = day_of("2026-03-20");
  world.put(over);
  world.tick_on("2026-03-20");
  EXPECT_TRUE(world.find("law_duty:org:M25-15-10.due:2026-03-20"));
}

}  // namespace
}  // namespace menshen::duty
