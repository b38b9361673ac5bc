#include "gate/gather.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/vocabulary.hpp"
#include "law_yaml/testing/the_law.hpp"

namespace menshen::gate {
namespace {

using namespace std::chrono_literals;
using registry::Alternative;
using registry::World;

constexpr CivilDate kDay{2026y / 11 / 21};
constexpr Instant kNow{kDay};

// The fact's value as text, or `unknown`.
std::string fact(const World& world, std::string_view id,
                 std::optional<CivilDate> keep_until = std::nullopt) {
  const auto& vocabulary = law_yaml::the_law(MENSHEN_LAW_DIR).vocabulary();
  policy::Facts facts(vocabulary);
  const auto done =
      gather(world, {}, {.day = kDay, .utc_offset = 8h, .keep_until = keep_until}, facts);
  EXPECT_TRUE(done) << done.error().what;
  for (const auto& stated : facts.stated()) {
    if (stated.definition->id == id) return catalogue::to_text(stated.value);
  }
  return "unknown";
}

registry::Consent consent() {
  return {.id = registry::ConsentId("c"),
          .subject = SubjectId("ana"),
          .purpose = PurposeId("door"),
          .notice = registry::NoticeId("n1"),
          .was_given = true,
          .answered_at = kNow};
}

World with_consent(const std::function<void(registry::Consent&)>& change) {
  World world{.consent = consent()};
  change(*world.consent);
  return world;
}

World with_alternatives(std::vector<std::optional<bool>> working) {
  World world{.device = registry::Device{.id = DeviceId("cam"), .place = PlaceId("hall")},
              .place = registry::Place{.id = PlaceId("hall")}};
  for (const auto& works : working) {
    world.alternatives.push_back({.id = registry::AlternativeId("a"),
                                  .place = PlaceId("hall"),
                                  .kind = "card",
                                  .is_working = works,
                                  .costs_extra = false});
  }
  return world;
}

World with_subject(std::optional<CivilDate> birth) {
  return {.subject = registry::Subject{.id = SubjectId("ana"), .birth_date = birth}};
}

World with_notice_shown(std::optional<Instant> shown, const char* id) {
  World world{
      .notice = registry::Notice{.id = registry::NoticeId(id), .purpose = PurposeId("door")},
      .consent = consent()};
  world.consent->notice_shown_at = shown;
  return world;
}

World with_purpose(std::optional<CivilDate> assessed_on) {
  return {.purpose = registry::Purpose{.id = PurposeId("door"), .assessed_on = assessed_on}};
}

struct Row {
  std::string_view name;
  World world;
  std::string_view fact;
  std::string_view value;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr auto kAs = [](auto change) { return with_consent(change); };

// clang-format off
const Row kRows[] = {
    // name                                  world                                                  fact                    value
    {"no_record_of_a_consent_is_none",       {},                                                    "consent.state",        "none"},
    {"given",                                kAs([](auto&) {}),                                     "consent.state",        "given"},
    {"refused",                              kAs([](auto& c) { c.was_given = false; }),             "consent.state",        "refused"},
    {"an_answer_unheard_is_a_refusal",       kAs([](auto& c) { c.was_given.reset(); }),             "consent.state",        "refused"},
    {"withdrawn",                            kAs([](auto& c) { c.withdrawn_at = kNow; }),           "consent.state",        "withdrawn"},
    {"withdrawn_on_the_day_in_beijing",      kAs([](auto& c) { c.withdrawn_at = kNow + 16h; }),     "consent.withdrawn_on", "2026-11-22"},
    {"kind_not_noted_stays_unknown",         kAs([](auto&) {}),                                     "consent.kind",         "unknown"},
    {"purpose_not_on_file",                  {},                                                    "purpose.is_registered", "false"},
    {"no_alternative_on_file",               with_alternatives({}),                                 "alternative.exists",   "false"},
    {"one_that_works",                       with_alternatives({false, true}),                      "alternative.exists",   "true"},
    {"none_that_works",                      with_alternatives({false}),                            "alternative.exists",   "false"},
    {"nobody_looked_whether_it_works",       with_alternatives({std::nullopt}),                     "alternative.exists",   "unknown"},
    {"place_not_on_file",                    {},                                                    "alternative.exists",   "unknown"},
    {"day_before_the_fourteenth_birthday",   with_subject(CivilDate{2012y / 11 / 22}),              "subject.age_years",    "13"},
    {"fourteenth_birthday",                  with_subject(CivilDate{2012y / 11 / 21}),              "subject.age_years",    "14"},
    {"no_birth_date",                        with_subject({}),                                      "subject.age_years",    "unknown"},
    {"notice_before_the_answer",             with_notice_shown(kNow, "n1"),                         "notice.before_processing", "true"},
    {"notice_after_the_answer",              with_notice_shown(kNow + 1s, "n1"),                    "notice.before_processing", "false"},
    {"notice_never_shown",                   with_notice_shown({}, "n1"),                           "notice.given",         "false"},
    {"no_answer_shows_no_notice",            {},                                                    "notice.given",         "unknown"},
    {"consent_under_an_older_notice",        with_notice_shown(kNow, "n2"),                         "notice.is_current",    "false"},
    {"consent_under_the_current_notice",     with_notice_shown(kNow, "n1"),                         "notice.is_current",    "true"},
    {"assessed_today",                       with_purpose(kDay),                                    "assessment.is_approved", "true"},
    {"assessed_from_tomorrow",               with_purpose(kDay + std::chrono::days{1}),             "assessment.is_approved", "false"},
    {"never_assessed",                       with_purpose({}),                                      "assessment.is_approved", "false"},
    {"no_reference_is_past_its_period",      {},                                                    "retention.within_period", "true"},
};
// clang-format on

class Gather : public testing::TestWithParam<Row> {};

TEST_P(Gather, states_what_the_records_show) {
  EXPECT_EQ(fact(GetParam().world, GetParam().fact), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(table, Gather, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(GatherRetention, counts_the_last_lawful_day_as_lawful) {
  EXPECT_EQ(fact({}, "retention.within_period", kDay), "true");
  EXPECT_EQ(fact({}, "retention.within_period", kDay - std::chrono::days{1}), "false");
}

TEST(GatherWords, that_the_law_does_not_know_are_an_error_and_no_crash) {
  World world = with_purpose({});
  world.purpose->kind = "anything";
  policy::Facts facts(law_yaml::the_law(MENSHEN_LAW_DIR).vocabulary());
  const auto done = gather(world, {}, {.day = kDay}, facts);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::corrupt);
  EXPECT_TRUE(done.error().what.starts_with("purpose record: ")) << done.error().what;
}

class GatherDeclared : public testing::Test {
 protected:
  [[nodiscard]] Result<> declare(const std::string& fact, bool value) {
    return gather({}, {.declared = {{.fact = fact, .value = value}}}, {.day = kDay}, facts_);
  }
  policy::Facts facts_{law_yaml::the_law(MENSHEN_LAW_DIR).vocabulary()};
};

TEST_F(GatherDeclared, facts_of_the_organization_are_taken_at_its_word) {
  ASSERT_TRUE(declare("security.staff_trained", true));
  const auto stated = facts_.stated();
  const auto found = std::ranges::find_if(
      stated, [](const auto& one) { return one.definition->id == "security.staff_trained"; });
  ASSERT_NE(found, stated.end());
  EXPECT_EQ(found->source, "declaration on file");
}

TEST_F(GatherDeclared, facts_of_a_person_are_refused) {
  for (const char* fact : {"consent.is_informed", "deletion.requested",
                           "guardian.consent_given", "subject.refused"}) {
    const auto done = declare(fact, true);
    ASSERT_FALSE(done) << fact;
    EXPECT_EQ(done.error().code, Code::corrupt);
    EXPECT_NE(done.error().what.find(fact), std::string::npos) << done.error().what;
  }
}

TEST(AgeInYears, of_a_leap_day_child_turns_on_the_first_of_march) {
  EXPECT_EQ(age_in_years(CivilDate{2012y / 2 / 29}, CivilDate{2026y / 2 / 28}), 13);
  EXPECT_EQ(age_in_years(CivilDate{2012y / 2 / 29}, CivilDate{2026y / 3 / 1}), 14);
}

}  // namespace
}  // namespace menshen::gate
