#include "record_form/record_text.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {
namespace {

using namespace registry;  // NOLINT: the words of the tests

const KeptRecord kDevice{
    .record = Device{.id = DeviceId("cam"),
                     .place = PlaceId("hall"),
                     .capabilities = {"capture", "detect"},
                     .vendor = "two\nlines"},
    .origin = {.version = 3,
               .entry = 17,
               .at = Instant(std::chrono::milliseconds(1'800'000'000'123))}};

TEST(RecordText, says_what_it_is_where_it_comes_from_and_what_is_there) {
  EXPECT_EQ(kept_as_text(kDevice, Language::en),
            "Device cam (version 3, entry 17, 2027-01-15T08:00:00.123Z)\n"
            "  place                      hall\n"
            "  capabilities               capture, detect\n"
            "  vendor                     two lines\n");
  EXPECT_TRUE(kept_as_text(kDevice, Language::zh).starts_with("设备 cam（第 3 版，条目 17，"));
}

TEST(RecordText, of_a_page_has_a_line_each_and_says_how_to_go_on) {
  const std::vector<KeptRecord> page{kDevice};
  const std::string line = "cam  place=hall  capabilities=capture, detect  vendor=two lines\n";
  EXPECT_EQ(page_as_text(page, 2, Language::en), line);
  EXPECT_EQ(page_as_text(page, 1, Language::en),
            line + "there may be more; go on with --after cam\n");
  EXPECT_EQ(page_as_text({}, 1, Language::en), "none on file\n");
}

TEST(RecordText, of_changes_names_only_what_is_another_afterwards) {
  const Draft before = Draft::of(kDevice.record);
  Draft after = before;
  EXPECT_EQ(changes_as_text(before, after), "");
  ASSERT_TRUE(after.set("mode", "enforce"));
  ASSERT_TRUE(after.set("vendor", ""));
  EXPECT_EQ(changes_as_text(before, after),
            "  mode                       - -> enforce\n"
            "  vendor                     two lines -> -\n");
}

}  // namespace
}  // namespace menshen::record_form
