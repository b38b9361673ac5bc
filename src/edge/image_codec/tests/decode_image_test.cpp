#include "image_codec/decode_image.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image_codec/tests/pictures.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::image_codec {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

face::Image decoded(const File& file, DecodeOptions options = {}) {
  const auto permit = PermitForTest::in_use(Act::evaluate);
  auto image = decode_image(file, permit, Instant{}, options);
  EXPECT_TRUE(image) << image.error().what;
  return image ? std::move(*image) : face::Image::make(1, 1).value();
}

File portrait(std::string_view name) {
  std::ifstream in(std::string(MENSHEN_PORTRAITS_DIR "/") + std::string(name),
                   std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  return bytes(text);
}

int worst_difference(std::span<const std::uint8_t> left, std::span<const std::uint8_t> right) {
  EXPECT_EQ(left.size(), right.size());
  int worst = 0;
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    worst = std::max(worst, std::abs(left[i] - right[i]));
  }
  return worst;
}

TEST(DecodePng, gives_back_every_pixel) {
  const auto picture = gradient(37, 23);
  for (const bool interlaced : {false, true}) {
    const auto image = decoded(png(picture, {.interlaced = interlaced}));
    EXPECT_EQ(image.width(), 37);
    EXPECT_EQ(image.height(), 23);
    EXPECT_THAT(image.reveal(), ElementsAreArray(picture.samples));
  }
}

TEST(DecodePng, expands_grey_of_one_bit) {
  const auto image = decoded(png({.width = 3, .height = 1, .samples = {0b10100000}},
                                 {.colour_type = 0, .bit_depth = 1}));
  EXPECT_THAT(image.reveal(), ElementsAre(255, 255, 255, 0, 0, 0, 255, 255, 255));
}

TEST(DecodePng, expands_a_palette) {
  const auto image = decoded(png({.width = 2, .height = 1, .samples = {1, 0}},
                                 {.colour_type = 3, .palette = {1, 2, 3, 4, 5, 6}}));
  EXPECT_THAT(image.reveal(), ElementsAre(4, 5, 6, 1, 2, 3));
}

TEST(DecodePng, rounds_sixteen_bits_to_eight) {
  const auto image = decoded(png({.width = 2, .height = 1, .samples = {0x12, 0x00, 0xFF, 0xFF}},
                                 {.colour_type = 0, .bit_depth = 16}));
  EXPECT_THAT(image.reveal(), ElementsAre(0x12, 0x12, 0x12, 255, 255, 255));
}

// Pixels that nobody sees must not be what the engine sees.
TEST(DecodePng, lays_transparency_on_white) {
  EXPECT_THAT(decoded(png({.width = 3,
                           .height = 1,
                           .samples = {10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 255, 128}},
                          {.colour_type = 6}))
                  .reveal(),
              ElementsAre(255, 255, 255, 10, 20, 30, 127, 177, 255));
  EXPECT_THAT(
      decoded(png({.width = 2, .height = 1, .samples = {10, 0, 0, 128}}, {.colour_type = 4}))
          .reveal(),
      ElementsAre(255, 255, 255, 127, 127, 127));
  EXPECT_THAT(
      decoded(png({.width = 2, .height = 1, .samples = {10, 10, 0, 0, 20, 20, 255, 255}},
                  {.colour_type = 4, .bit_depth = 16}))
          .reveal(),
      ElementsAre(255, 255, 255, 20, 20, 20));
  EXPECT_THAT(decoded(png({.width = 1, .height = 1, .samples = {1, 1, 2, 2, 3, 3, 0, 0}},
                          {.colour_type = 6, .bit_depth = 16}))
                  .reveal(),
              ElementsAre(255, 255, 255));
  EXPECT_THAT(
      decoded(png({.width = 2, .height = 1, .samples = {1, 0}},
                  {.colour_type = 3, .palette = {1, 2, 3, 4, 5, 6}, .transparent = {255, 0}}))
          .reveal(),
      ElementsAre(255, 255, 255, 1, 2, 3));
}

TEST(DecodeWebp, gives_back_every_pixel) {
  const auto picture = gradient(37, 23);
  EXPECT_THAT(decoded(webp(picture)).reveal(), ElementsAreArray(picture.samples));
}

TEST(DecodeWebp, lays_transparency_on_white) {
  const auto image = decoded(webp(
      {.width = 3, .height = 1, .samples = {10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 255, 128}},
      true));
  EXPECT_THAT(image.reveal(), ElementsAre(255, 255, 255, 10, 20, 30, 127, 177, 255));
}

TEST(DecodeJpeg, gives_back_the_colours) {
  const auto picture = gradient(64, 48);
  for (const bool progressive : {false, true}) {
    const auto image = decoded(jpeg(picture, {.progressive = progressive, .quality = 100}));
    EXPECT_LE(worst_difference(image.reveal(), picture.samples), 40);
  }
}

TEST(DecodeJpeg, expands_grey) {
  const auto image =
      decoded(jpeg({.width = 1, .height = 1, .samples = {77}}, {.grey = true, .quality = 100}));
  EXPECT_THAT(image.reveal(), ElementsAre(77, 77, 77));
}

TEST(DecodeImage, reads_a_single_pixel_of_each_format) {
  for (const auto& file : {jpeg(gradient(1, 1)), png(gradient(1, 1)), webp(gradient(1, 1))}) {
    const auto image = decoded(file);
    EXPECT_EQ(image.width(), 1);
    EXPECT_EQ(image.height(), 1);
  }
}

TEST(DecodeImage, ignores_what_stands_behind_a_jpeg) {
  EXPECT_EQ(decoded(jpeg(gradient(8, 8)) + bytes("a second picture")).width(), 8);
}

TEST(DecodeImage, leaves_texts_and_profiles_unread) {
  const auto file =
      with_chunk(with_chunk(png(gradient(4, 4)), "zTXt", bytes("not zlib at all")), "iCCP",
                 bytes("nor a profile"));
  EXPECT_EQ(decoded(file).width(), 4);
}

TEST(ScaledDecode, keeps_the_shorter_side_long_enough) {
  struct Row {
    int short_side_min;
    int width;
    int height;
  };
  const auto file = jpeg(gradient(801, 600));
  for (const auto& row : {Row{0, 801, 600}, Row{601, 801, 600}, Row{301, 801, 600},
                          Row{300, 401, 300}, Row{150, 201, 150}, Row{151, 401, 300},
                          Row{75, 101, 75}, Row{1, 101, 75}, Row{-1, 801, 600}}) {
    const auto image = decoded(file, {.short_side_min = row.short_side_min});
    EXPECT_EQ(image.width(), row.width) << row.short_side_min;
    EXPECT_EQ(image.height(), row.height) << row.short_side_min;
  }
}

TEST(Portraits, come_at_their_size) {
  const auto astronaut = decoded(portrait("astronaut.png"));
  EXPECT_EQ(astronaut.width(), 512);
  EXPECT_EQ(astronaut.height(), 512);
  const auto hopper = decoded(portrait("grace_hopper.jpg"));
  EXPECT_EQ(hopper.width(), 512);
  EXPECT_EQ(hopper.height(), 600);
}

}  // namespace
}  // namespace menshen::image_codec
