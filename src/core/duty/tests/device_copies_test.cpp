#include <chrono>
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

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// A door whose reader keeps faces itself, and a till whose reader does, too.
class DeviceCopies : public testing::Test {
 protected:
  World world{"2026-03-02"};

  void SetUp() override {
    world.furnish();
    world.put(registry::Purpose{.id = PurposeId("till")});
    add_reader("reader", "door");
    add_reader("counter", "till");
    world.person("ana", "1990-05-05");
    world.consents("c-ana", "ana");
    world.tick();
    ASSERT_THAT(world.all(kDeleteOnDevice), IsEmpty());
  }

  void add_reader(const char* device, const char* purpose) {
    world.put(registry::Device{
        .id = DeviceId(device), .place = PlaceId("hall"), .storage = "device"});
    world.put(registry::Assignment{.id = registry::AssignmentId(std::string("of-") + device),
                                   .purpose = PurposeId(purpose),
                                   .device = DeviceId(device)});
  }

  void withdraw(const char* subject) {
    world.clock.advance(std::chrono::milliseconds{1});
    ASSERT_TRUE(
        world.state().withdraw(SubjectId(subject), PurposeId("door"), {.actor = "kiosk"}));
  }

  std::vector<std::string> devices() {
    std::vector<std::string> about;
    for (const auto& each : world.open(kDeleteOnDevice)) about.push_back(*each.about);
    return about;
  }
};

TEST_F(DeviceCopies, go_where_the_answer_that_was_withdrawn_counted) {
  withdraw("ana");
  world.tick_on("2026-03-05");
  EXPECT_EQ(devices(), std::vector<std::string>{"reader"});
  EXPECT_EQ(world.open(kDeleteOnDevice).front().due_on, day_of("2026-03-02"));
}

TEST_F(DeviceCopies, go_everywhere_when_a_person_is_erased_and_name_nobody) {
  world.clock.advance(std::chrono::milliseconds{1});
  ASSERT_TRUE(world.state().erase(SubjectId("ana"), {.actor = "operator"}));
  world.tick();
  EXPECT_EQ(devices(), (std::vector<std::string>{"counter", "reader"}));
  for (const auto& each : world.open(kDeleteOnDevice)) {
    EXPECT_FALSE(each.subject);
    EXPECT_THAT(each.id.text(), Not(HasSubstr("ana")));
  }
}

TEST_F(DeviceCopies, go_in_the_same_tick_in_which_an_answer_lapses) {
  world.person("bo", "1990-05-05");
  world.consents("c-bo", "bo", nullptr, day_of("2026-03-09"));
  world.tick_on("2026-03-10");
  EXPECT_EQ(devices(), std::vector<std::string>{"reader"});
}

TEST_F(DeviceCopies, are_seen_to_once_for_many_persons) {
  withdraw("ana");
  world.tick();
  world.person("bo", "1990-05-05");
  world.consents("c-bo", "bo");
  withdraw("bo");
  world.tick_on("2026-03-05");
  EXPECT_THAT(world.all(kDeleteOnDevice), SizeIs(1));
}

TEST_F(DeviceCopies, are_seen_to_again_after_the_next_person) {
  withdraw("ana");
  world.tick();
  const auto first = world.open(kDeleteOnDevice).front().id;
  world.clock.advance(std::chrono::milliseconds{1});
  ASSERT_TRUE(
      world.clockwork().finish(first, {.by = "terminal gateway", .evidence = std::nullopt}));
  world.tick_on("2026-03-05");
  EXPECT_THAT(devices(), IsEmpty());
  world.person("bo", "1990-05-05");
  world.consents("c-bo", "bo");
  withdraw("bo");
  world.reopen();
  world.tick();
  EXPECT_EQ(devices(), std::vector<std::string>{"reader"});
  EXPECT_NE(world.open(kDeleteOnDevice).front().id, first);
}

TEST_F(DeviceCopies, of_a_device_that_came_later_are_the_server_s) {
  withdraw("ana");
  world.clock.advance(std::chrono::milliseconds{1});
  add_reader("second", "door");
  world.tick();
  EXPECT_EQ(devices(), std::vector<std::string>{"reader"});
}

TEST_F(DeviceCopies, wait_for_somebody_also_when_the_record_no_longer_says) {
  withdraw("ana");
  world.tick();
  auto moved = registry::Device{
      .id = DeviceId("reader"), .place = PlaceId("hall"), .storage = "on_premises_server"};
  world.put(moved);
  world.tick_on("2026-03-05");
  EXPECT_EQ(devices(), std::vector<std::string>{"reader"});
}

}  // namespace
}  // namespace menshen::duty
