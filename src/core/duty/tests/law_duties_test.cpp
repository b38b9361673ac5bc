#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "duty/clockwork.hpp"
#include "duty/kinds.hpp"
#include "duty/tests/world.hpp"
#include "registry/records.hpp"

namespace menshen::duty {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LawDuties : public testing::Test {
 protected:
  World world{"2026-03-02"};

  void SetUp() override {
    world.furnish();
    world.put(registry::Device{.id = DeviceId("cam2"), .place = PlaceId("hall")});
    world.put(registry::Assignment{.id = registry::AssignmentId("a2"),
                                   .purpose = PurposeId("door"),
                                   .device = DeviceId("cam2")});
  }

  registry::Declaration declare(const char* fact, const char* value,
                                std::optional<DeviceId> device = std::nullopt) {
    registry::Declaration declaration{
        .id = registry::DeclarationId(fact + (device ? "-" + device->text() : "")),
        .fact = fact,
        .value = value,
        .device = device,
        .declared_on = day_of("2026-03-02")};
    world.put(declaration);
    return declaration;
  }

  std::vector<std::string> about() {
    std::vector<std::string> texts;
    for (const auto& each : world.open(kLawDuty))
      texts.push_back(*each.about + " " + *each.rule);
    return texts;
  }
};

TEST_F(LawDuties, of_the_organization_are_not_owed_once_more_at_each_door) {
  declare("video.is_public_security_system", "true");
  declare("video.in_use_since", "2026-03-01");
  declare("video.is_filed", "false");
  world.tick();
  EXPECT_THAT(about(), ElementsAre("org VID25-14-1"));
}

TEST_F(LawDuties, of_one_device_are_about_it) {
  declare("video.is_public_security_system", "true", DeviceId("cam2"));
  declare("video.in_use_since", "2026-03-01", DeviceId("cam2"));
  declare("video.is_filed", "false", DeviceId("cam2"));
  world.tick();
  EXPECT_THAT(about(), ElementsAre("cam2 VID25-14-1"));
}

TEST_F(LawDuties, towards_minors_exist_when_there_are_some) {
  declare("audit.minors_last_on", "2025-12-31");
  world.tick();
  EXPECT_THAT(about(), IsEmpty());
  world.child("kid", "2014-05-05");
  world.consents("c-kid", "kid", "g-kid");
  world.tick();
  const auto owed = world.open(kLawDuty);
  ASSERT_EQ(owed.size(), 1U);
  EXPECT_EQ(owed.front().rule, "MIN24-37-1.next");
  EXPECT_EQ(owed.front().due_on, day_of("2026-12-31"));
  EXPECT_FALSE(owed.front().subject);
}

TEST_F(LawDuties, of_two_incidents_stand_until_each_is_dealt_with) {
  registry::Incident first{.id = registry::IncidentId("i1"),
                           .happened_on = day_of("2026-03-02")};
  registry::Incident second{.id = registry::IncidentId("i2"),
                            .happened_on = day_of("2026-03-04")};
  world.put(first);
  world.put(second);
  world.tick_on("2026-03-05");
  const auto both = world.open(kLawDuty).size();
  second.remedied_on = second.authority_notified_on = second.persons_notified_on =
      day_of("2026-03-05");
  world.put(second);
  world.tick();
  EXPECT_EQ(world.open(kLawDuty).size() * 2, both);
  for (const auto& each : world.open(kLawDuty)) EXPECT_EQ(each.about, "i1");
}

TEST_F(LawDuties, that_hang_on_what_nobody_said_are_not_owed_yet) {
  declare("video.in_use_since", "2026-03-01");
  world.tick();
  EXPECT_THAT(about(), IsEmpty());
}

}  // namespace
}  // namespace menshen::duty
