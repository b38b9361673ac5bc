#include "registry_desk/writing.hpp"

#include <optional>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::registry_desk {
namespace {

using registry::Draft;

class RegistryDesk : public gate::GateJourney {
 protected:
  Desk desk() { return {.state = *state_, .words = words_.vocabulary(), .crypto = crypto_}; }

  // NOLINTNEXTLINE: read by the tests
  catalogue::Catalogue words_ = law_yaml::the_law(MENSHEN_LAW_DIR);
};

TEST_F(RegistryDesk, writes_nothing_when_nothing_is_another) {
  const registry::Record purpose = registry::purpose_of(gate::site());
  const auto before = size();
  EXPECT_EQ(put_if_changed(desk(), purpose, {.actor = "test"}).value(), false);
  EXPECT_EQ(size(), before);
  auto changed = registry::purpose_of(gate::site());
  changed.retention_days = 7;
  EXPECT_EQ(put_if_changed(desk(), changed, {.actor = "test"}).value(), true);
  EXPECT_EQ(size(), before + 1);
}

TEST_F(RegistryDesk, assesses_the_purpose_as_it_is_now_unless_somebody_says_otherwise) {
  Draft draft = Draft::blank(registry::kKind<registry::Assessment>, "pia");
  ASSERT_TRUE(draft.set("purpose", "door"));
  ASSERT_TRUE(draft.set("approved_on", "2026-11-21"));
  const auto written = to_write(desk(), Draft::blank(draft.kind(), "pia"), draft);
  ASSERT_TRUE(written) << written.error().what;
  const auto now =
      state_->world(PurposeId("door"), DeviceId(""), SubjectId(""))->setting->scope;
  EXPECT_EQ(std::get<registry::Assessment>(*written).scope, now);
  ASSERT_TRUE(draft.set("purpose", "nowhere"));
  EXPECT_EQ(to_write(desk(), draft, draft).error().code, Code::not_found);
}

TEST_F(RegistryDesk, refuses_words_that_the_law_does_not_have) {
  auto place = registry::place_of(gate::site());
  place.place_class = "castle";
  const auto written = to_write(desk(), Draft::of(place), Draft::of(place));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().what, testing::HasSubstr("place_class"));
}

TEST_F(RegistryDesk, leaves_a_restriction_to_the_person) {
  registry::Subject ana{.id = SubjectId("ana")};
  const Draft before = Draft::of(ana);
  ana.frozen_since = gate::kNow;
  EXPECT_EQ(keeps_freeze(before, Draft::of(ana)).error().code, Code::invalid_input);
  EXPECT_EQ(keeps_freeze(Draft::of(ana), before).error().code, Code::invalid_input);
  EXPECT_TRUE(keeps_freeze(Draft::of(ana), Draft::of(ana)));
}

}  // namespace
}  // namespace menshen::registry_desk
