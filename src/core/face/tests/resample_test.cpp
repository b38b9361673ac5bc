#include "face/detail/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "face/detail/align.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;

auto near(const std::vector<float>& expected, float tolerance = 1e-4F) {
  return testing::Pointwise(FloatNear(tolerance), expected);
}

Image grey_ramp(int width, int height) {  // value = x + 10 y in every channel
  Image image = Image::make(width, height).value();
  for (std::size_t i = 0; i < image.reveal().size(); ++i) {
    const auto pixel = static_cast<int>(i / 3);
    image.reveal()[i] = static_cast<std::uint8_t>(pixel % width + 10 * (pixel / width));
  }
  return image;
}

Image one_colour(int width, int height, std::uint8_t red, std::uint8_t green,
                 std::uint8_t blue) {
  Image image = Image::make(width, height).value();
  for (std::size_t i = 0; i < image.reveal().size(); i += 3) {
    image.reveal()[i] = red;
    image.reveal()[i + 1] = green;
    image.reveal()[i + 2] = blue;
  }
  return image;
}

InputFormat grey(int width, int height) {
  return {.name = "input", .width = width, .height = height, .colours = Colours::grey};
}

std::vector<float> letterboxed(const Image& image, const InputFormat& format) {
  std::vector<float> out(format.size(), -1);
  write_letterboxed(image, Letterbox::fit(image.width(), image.height(), format), format, out);
  return out;
}

std::vector<float> cropped(const Image& image, const Box& crop, const InputFormat& format) {
  std::vector<float> out(format.size(), -1);
  write_crop(image, crop, format, out);
  return out;
}

TEST(WriteLetterboxed, keeps_a_picture_of_the_right_size) {
  EXPECT_THAT(letterboxed(grey_ramp(3, 2), grey(3, 2)), near({0, 1, 2, 10, 11, 12}));
}

TEST(WriteLetterboxed, averages_areas_when_it_shrinks) {
  EXPECT_THAT(letterboxed(grey_ramp(4, 4), grey(2, 2)), near({5.5, 7.5, 25.5, 27.5}));
  EXPECT_THAT(letterboxed(grey_ramp(5, 5), grey(1, 1)), ElementsAre(FloatNear(22, 1e-3F)));
}

TEST(WriteLetterboxed, interpolates_when_it_enlarges) {
  EXPECT_THAT(letterboxed(grey_ramp(2, 1), grey(4, 2)),
              near({0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1}));
}

TEST(WriteLetterboxed, pads_beside_a_picture_of_another_shape) {
  InputFormat format = grey(4, 2);
  format.pad = 50;
  EXPECT_THAT(letterboxed(one_colour(2, 2, 9, 9, 9), format),
              near({50, 9, 9, 50, 50, 9, 9, 50}));
}

TEST(Letterbox, leads_back_to_the_image) {
  const auto box = Letterbox::fit(1000, 500, grey(320, 240));
  EXPECT_EQ(box.width, 320);
  EXPECT_EQ(box.height, 160);
  EXPECT_EQ(box.top, 40);
  const Point back = box.to_image({.x = 160, .y = 120});
  EXPECT_NEAR(back.x, 500, 1e-3);
  EXPECT_NEAR(back.y, 250, 1e-3);
}

TEST(WriteCrop, repeats_the_border_outside_the_image) {
  const Box crop{.left = -2, .top = -2, .right = 2, .bottom = 2};
  EXPECT_THAT(cropped(grey_ramp(4, 4), crop, grey(4, 4)),
              near({0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 10, 10, 10, 11}));
}

TEST(WriteCrop, far_outside_the_image_is_its_corner) {
  const Box crop{.left = 1e6F, .top = 1e6F, .right = 1e6F + 16, .bottom = 1e6F + 16};
  EXPECT_THAT(cropped(grey_ramp(4, 4), crop, grey(2, 2)), Each(FloatNear(33, 1e-3F)));
}

TEST(InputFormats, order_colours_and_channels_as_they_say) {
  const Image image = one_colour(2, 1, 10, 20, 30);
  const Box whole{.left = 0, .top = 0, .right = 2, .bottom = 1};
  InputFormat format{.name = "input", .width = 2, .height = 1};
  EXPECT_THAT(cropped(image, whole, format), near({10, 10, 20, 20, 30, 30}));
  format.colours = Colours::bgr;
  EXPECT_THAT(cropped(image, whole, format), near({30, 30, 20, 20, 10, 10}));
  format.layout = Layout::nhwc;
  format.subtract = {30, 0, 0};
  format.divide_by = {1, 2, 5};
  EXPECT_THAT(cropped(image, whole, format), near({0, 10, 2, 0, 10, 2}));
  format.colours = Colours::grey;
  format.subtract = {};
  format.divide_by = {1, 1, 1};
  EXPECT_THAT(cropped(image, whole, format), Each(FloatNear(18.15F, 1e-3F)));
}

TEST(WriteWarped, moves_pixels_and_leaves_the_outside_black) {
  std::vector<float> out(16);
  write_warped(grey_ramp(4, 4), {.dx = 1, .dy = 2}, grey(4, 4), out);
  EXPECT_THAT(out, near({0, 0, 0, 0, 0, 0, 0, 0,  //
                         0, 0, 1, 2, 0, 10, 11, 12}));
}

TEST(WriteWarped, gives_the_same_inside_and_at_the_border) {
  // The same turn, once well inside a large picture, once with a corner outside.
  const Image image = grey_ramp(20, 20);
  const SimilarityTransform turn{.a = 0.8, .b = 0.3, .dx = -3, .dy = -8};
  std::vector<float> inside(9);
  write_warped(image, turn, grey(3, 3), inside);
  std::vector<float> large(400);
  write_warped(image, turn, grey(20, 20), large);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    EXPECT_NEAR(inside[i], large[20 * (i / 3) + i % 3], 1e-3);
  }
}

TEST(WriteWarped, averages_where_it_shrinks) {
  std::vector<float> out(4);
  write_warped(grey_ramp(8, 8), {.a = 0.25}, grey(2, 2), out);
  EXPECT_THAT(out, near({16.5, 20.5, 56.5, 60.5}, 0.2F));
}

TEST(StretchBrightness, spreads_a_dark_picture_over_the_range) {
  Image dark = Image::make(100, 100).value();
  for (std::size_t i = 0; i < dark.reveal().size(); ++i) {
    dark.reveal()[i] = static_cast<std::uint8_t>(i / 3 % 20);
  }
  const auto stretched = stretch_brightness(dark);
  ASSERT_TRUE(stretched);
  EXPECT_EQ(std::ranges::min(stretched->reveal()), 0);
  EXPECT_EQ(std::ranges::max(stretched->reveal()), 255);
}

TEST(StretchBrightness, refuses_one_shade) {
  EXPECT_FALSE(stretch_brightness(one_colour(4, 4, 7, 7, 7)));
}

}  // namespace
}  // namespace menshen::face
