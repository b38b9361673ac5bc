// Many records at once, all or none.
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"
#include "state/state.hpp"
#include "state/tests/world.hpp"

namespace menshen::state {
namespace {

using namespace registry;  // NOLINT: the words of the records

struct Row {
  std::string_view name;
  Record second;
  std::string_view says;  // what the error begins with; empty: all are taken
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class PutAll : public testing::TestWithParam<Row> {};

TEST_P(PutAll, takes_all_or_none_and_names_the_first_that_it_does_not_take) {
  StateWorld world;
  world.furnish();
  const auto before = world.entries();
  const auto rows = world.registry.rows();
  const std::vector<Record> records{
      Place{.id = PlaceId("attic")},
      GetParam().second,
      Device{.id = DeviceId("cam 2"), .place = PlaceId("attic")},
  };
  const auto checked = world->check(records);
  EXPECT_EQ(world.entries(), before);
  const auto changed = world->put_all(records, StateWorld::author());
  ASSERT_EQ(checked.has_value(), changed.has_value());
  if (GetParam().says.empty()) {
    ASSERT_TRUE(changed) << changed.error().what;
    EXPECT_EQ(changed->records, 3U);
    EXPECT_EQ(changed->receipt.sequence(), before + 2);
    EXPECT_EQ(world.entries(), before + 3);
    return;
  }
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, Code::invalid_input);
  EXPECT_TRUE(changed.error().what.starts_with(GetParam().says)) << changed.error().what;
  EXPECT_EQ(checked.error(), changed.error());
  EXPECT_EQ(world.entries(), before);
  EXPECT_EQ(world.registry.rows(), rows);
}

INSTANTIATE_TEST_SUITE_P(
    table, PutAll,
    testing::Values(
        Row{"all_fit", Device{.id = DeviceId("cam 1"), .place = PlaceId("attic")}, ""},
        Row{"none_that_can_be_kept", Device{.id = DeviceId(""), .place = PlaceId("attic")},
            "record 2: device.id"},
        Row{"text_that_is_no_utf8", Purpose{.id = PurposeId("till"), .necessity = "\xff"},
            "record 2: purpose.necessity"},
        Row{"none_that_fits", Device{.id = DeviceId("cam 1"), .place = PlaceId("nowhere")},
            "record 2: "},
        Row{"told_already",
            Notice{.id = NoticeId("n1"), .purpose = PurposeId("door"), .rights_zh = "x"},
            "record 2: "},
        Row{"an_answer", StateWorld::consent("c", "ana"), "record 2: an answer"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(PutOne, is_refused_without_a_position) {
  StateWorld world;
  const auto changed = world->put(Subject{.id = SubjectId("")}, StateWorld::author());
  ASSERT_FALSE(changed);
  EXPECT_TRUE(changed.error().what.starts_with("subject.id")) << changed.error().what;
  const auto misfit = world->put(Device{.id = DeviceId("cam"), .place = PlaceId("nowhere")},
                                 StateWorld::author());
  ASSERT_FALSE(misfit);
  EXPECT_EQ(misfit.error().what, "names a record that does not exist");
}

}  // namespace
}  // namespace menshen::state
