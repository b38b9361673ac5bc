#include "face/image.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace menshen::face {
namespace {

struct Row {
  std::string_view name;
  int width;
  int height;
  bool made = false;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "smallest", .width = 1, .height = 1, .made = true},
    {.name = "no_width", .width = 0, .height = 1},
    {.name = "negative", .width = 1, .height = -1},
    {.name = "fifty_megapixels", .width = 10'000, .height = 5'000, .made = true},
    {.name = "one_row_more", .width = 10'000, .height = 5'001},
    {.name = "side_too_long", .width = 65'536, .height = 1},
};

class MakeImage : public testing::TestWithParam<Row> {};

TEST_P(MakeImage, accepts_only_sizes_within_the_limits) {
  const auto image = Image::make(GetParam().width, GetParam().height);
  ASSERT_EQ(image.has_value(), GetParam().made);
  if (image) {
    EXPECT_EQ(image->width(), GetParam().width);
    EXPECT_EQ(image->height(), GetParam().height);
  }
}

INSTANTIATE_TEST_SUITE_P(table, MakeImage, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Image, leaves_nothing_behind_when_moved) {
  auto image = Image::make(2, 2).value();
  const auto taken = std::move(image);
  EXPECT_EQ(taken.reveal().size(), 12U);
  EXPECT_TRUE(image.reveal().empty());  // NOLINT: the moved-from state is under test
}

}  // namespace
}  // namespace menshen::face
