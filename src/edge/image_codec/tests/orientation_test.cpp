#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image_codec/decode_image.hpp"
#include "image_codec/detail/orientation.hpp"
#include "image_codec/tests/pictures.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::image_codec {
namespace {

using namespace std::string_view_literals;

// The upright picture is `AB` above `CD` above `EF`; each row holds what the camera stored.
struct Row {
  int value;
  int width;
  std::string_view stored;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.value; }

constexpr std::string_view kUpright = "ABCDEF";

constexpr Row kRows[] = {
    {.value = 1, .width = 2, .stored = "ABCDEF"}, {.value = 2, .width = 2, .stored = "BADCFE"},
    {.value = 3, .width = 2, .stored = "FEDCBA"}, {.value = 4, .width = 2, .stored = "EFCDAB"},
    {.value = 5, .width = 3, .stored = "ACEBDF"}, {.value = 6, .width = 3, .stored = "BDFACE"},
    {.value = 7, .width = 3, .stored = "FDBECA"}, {.value = 8, .width = 3, .stored = "ECAFDB"},
};

constexpr int kBlock = 16;  // pixels a letter takes on each side: JPEG's blocks keep apart

Picture painted(std::string_view letters, int width) {
  const int height = static_cast<int>(letters.size()) / width;
  Picture picture{.width = width * kBlock, .height = height * kBlock};
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const auto letter = letters[static_cast<std::size_t>(y / kBlock * width + x / kBlock)];
      const auto level = static_cast<std::uint8_t>((letter - 'A') * 40 + 20);
      picture.samples.insert(picture.samples.end(), {level, level, level});
    }
  }
  return picture;
}

std::string letters_of(const face::Image& image) {
  std::string letters;
  for (int y = kBlock / 2; y < image.height(); y += kBlock) {
    for (int x = kBlock / 2; x < image.width(); x += kBlock) {
      const auto i = 3 * static_cast<std::size_t>(y * image.width() + x);
      letters.push_back(static_cast<char>('A' + image.reveal()[i] / 40));
    }
  }
  return letters;
}

class Orientation : public testing::TestWithParam<Row> {
 protected:
  static std::string decoded(const File& file) {
    const auto permit = PermitForTest::in_use(Act::verify);
    const auto image = decode_image(file, permit, Instant{});
    if (!image) return image.error().what;
    EXPECT_EQ(image->width(), 2 * kBlock);
    EXPECT_EQ(image->height(), 3 * kBlock);
    return letters_of(*image);
  }
  Picture stored_ = painted(GetParam().stored, GetParam().width);
};

TEST_P(Orientation, is_undone_in_jpeg) {
  const auto exif = bytes("Exif\0\0"sv) + tiff_orientation(GetParam().value);
  EXPECT_EQ(decoded(jpeg(stored_, {.exif = exif})), kUpright);
}

TEST_P(Orientation, is_undone_in_big_endian_blocks) {
  const auto exif = bytes("Exif\0\0"sv) + tiff_orientation(GetParam().value, true);
  EXPECT_EQ(decoded(jpeg(stored_, {.exif = exif})), kUpright);
}

TEST_P(Orientation, is_undone_in_png) {
  EXPECT_EQ(decoded(png(stored_, {.exif = tiff_orientation(GetParam().value)})), kUpright);
}

TEST_P(Orientation, is_undone_in_webp) {
  EXPECT_EQ(decoded(webp(stored_, false, tiff_orientation(GetParam().value))), kUpright);
}

INSTANTIATE_TEST_SUITE_P(all_eight, Orientation, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::to_string(row.param.value); });

TEST(ReadOrientation, takes_what_it_cannot_read_for_upright) {
  using detail::read_orientation;
  constexpr auto kUprightOrientation = detail::Orientation::top_left;
  EXPECT_EQ(read_orientation({}), kUprightOrientation);
  EXPECT_EQ(read_orientation(tiff_orientation(0)), kUprightOrientation);
  EXPECT_EQ(read_orientation(tiff_orientation(9)), kUprightOrientation);
  EXPECT_EQ(read_orientation(bytes("II*\0\xff\xff\xff\xff"sv)), kUprightOrientation);
  EXPECT_EQ(read_orientation(File(100'000)), kUprightOrientation);
}

TEST(Upright, moves_every_single_pixel) {
  for (const auto& row : kRows) {
    auto stored = face::Image::make(row.width, 6 / row.width).value();
    for (std::size_t i = 0; i < 18; ++i) {
      stored.reveal()[i] =
          static_cast<std::uint8_t>(row.stored[i / 3] + static_cast<char>(i % 3));
    }
    const auto image =
        detail::upright(std::move(stored), static_cast<detail::Orientation>(row.value));
    ASSERT_TRUE(image);
    EXPECT_THAT(image->reveal(),
                testing::ElementsAre('A', 'B', 'C', 'B', 'C', 'D', 'C', 'D', 'E', 'D', 'E', 'F',
                                     'E', 'F', 'G', 'F', 'G', 'H'))
        << row.value;
  }
}

}  // namespace
}  // namespace menshen::image_codec
