#include "image_codec/encode_png.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include <gtest/gtest.h>

#include "image_codec/image_codec.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::image_codec {
namespace {

TEST(EncodePng, loses_nothing) {
  const auto permit = PermitForTest::in_use(Act::evaluate);
  auto image = face::Image::make(5, 3).value();
  std::uint8_t value = 0;
  for (auto& sample : image.reveal()) sample = value += 7;
  const auto file = encode_png(image, permit, Instant{});
  ASSERT_TRUE(file);
  const auto back = ImageCodec().decode(*file, permit, Instant{});
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(back->width(), 5);
  EXPECT_TRUE(std::ranges::equal(back->reveal(), image.reveal()));
}

TEST(EncodePng, needs_a_permit_in_force) {
  constexpr Instant kUntil{std::chrono::milliseconds{1}};
  const auto permit = PermitForTest::in_use(Act::evaluate, kUntil);
  const auto image = face::Image::make(1, 1).value();
  EXPECT_EQ(encode_png(image, permit, kUntil).error().code, Code::exhausted);
}

}  // namespace
}  // namespace menshen::image_codec
