#include "facts/setting_facts.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/gather.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "registry/records.hpp"

namespace menshen::facts {
namespace {

using namespace std::chrono_literals;
using registry::Kept;
using registry::Setting;

constexpr CivilDate kDay{2026y / 11 / 21};
constexpr std::int64_t kNine = 9 * 60;  // minutes since midnight
constexpr std::int64_t kFive = 17 * 60;

std::shared_ptr<const policy::Program> program() {
  return std::make_shared<const policy::Program>(
      policy::compile(law_yaml::the_law(MENSHEN_LAW_DIR), kDay));
}

// A hall with a card reader that is open by day, and an assessment that is due the day after.
std::shared_ptr<const Setting> hall() {
  Setting setting;
  setting.place = Kept<registry::Place>{.record = {.id = PlaceId("hall")}, .origin = {}};
  registry::Alternative card{.id = registry::AlternativeId("a"),
                             .place = PlaceId("hall"),
                             .kind = "card",
                             .is_working = true};
  card.opens_at = kNine;
  card.closes_at = kFive;
  setting.alternatives.push_back({.record = card, .origin = {}});
  setting.assessment = Kept<registry::Assessment>{.record = {.id = registry::AssessmentId("p"),
                                                             .purpose = PurposeId("door"),
                                                             .approved_on = kDay,
                                                             .next_due_on = kDay},
                                                  .origin = {}};
  return std::make_shared<const Setting>(std::move(setting));
}

Moment at(CivilDate day, std::chrono::hours hour) {
  return {.day = day, .utc_offset = 0h, .now = Instant(day) + hour};
}

std::string text_of(const policy::Facts& facts) {
  std::string text;
  for (const auto& each : facts.stated()) {
    text += each.definition->id + " = " + catalogue::to_text(each.value) + " (" +
            std::string(each.source) + ")\n";
  }
  return text;
}

class SettingFactsTest : public testing::Test {
 protected:
  // What is kept, which is to be what is worked out anew.
  std::string ask(const Moment& moment) {
    policy::Facts anew(program_->law().vocabulary());
    EXPECT_TRUE(gather_setting(*setting_, moment, anew));
    const auto kept = facts_.of(setting_, moment, program_);
    EXPECT_TRUE(kept);
    EXPECT_EQ(text_of(*kept), text_of(anew));
    return text_of(*kept);
  }

  SettingFacts facts_;
  std::shared_ptr<const policy::Program> program_ = program();
  std::shared_ptr<const Setting> setting_ = hall();
};

TEST_F(SettingFactsTest, are_the_same_when_nothing_is_another) {
  EXPECT_EQ(ask(at(kDay, 10h)), ask(at(kDay, 11h)));
}

TEST_F(SettingFactsTest, change_with_the_day) {
  EXPECT_NE(ask(at(kDay, 10h)), ask(at(kDay + std::chrono::days(1), 10h)));
}

TEST_F(SettingFactsTest, change_when_a_way_closes) {
  EXPECT_NE(ask(at(kDay, 10h)), ask(at(kDay, 20h)));
}

TEST_F(SettingFactsTest, change_with_the_setting) {
  const auto before = ask(at(kDay, 10h));
  Setting other = *setting_;
  other.alternatives.clear();
  setting_ = std::make_shared<const Setting>(std::move(other));
  EXPECT_NE(ask(at(kDay, 10h)), before);
}

TEST_F(SettingFactsTest, speak_of_the_law_that_is_asked) {
  ask(at(kDay, 10h));
  program_ = program();
  const auto facts = facts_.of(setting_, at(kDay, 10h), program_);
  EXPECT_EQ(&facts->vocabulary(), &program_->law().vocabulary());
}

TEST_F(SettingFactsTest, of_a_setting_that_nobody_holds_are_forgotten) {
  ask(at(kDay, 10h));
  const std::weak_ptr<const Setting> former = std::exchange(setting_, hall());
  ask(at(kDay, 10h));
  EXPECT_TRUE(former.expired());
}

}  // namespace
}  // namespace menshen::facts
