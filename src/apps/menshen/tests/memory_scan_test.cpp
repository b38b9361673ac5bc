// The scan that leftovers_test.cpp believes.
#include "memory_scan.hpp"

#include <algorithm>
#include <cstddef>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::app {
namespace {

class MemoryScan : public testing::Test {
 protected:
  void SetUp() override {
#if defined(MENSHEN_ADDRESS_SANITIZER) || defined(MENSHEN_THREAD_SANITIZER)
    GTEST_SKIP() << "the sanitizers keep what is freed, and map more than can be read";
#endif
  }
};

TEST_F(MemoryScan, finds_what_is_there_and_not_itself) {
  std::vector<std::byte> bytes(512);
  std::mt19937 random(1);
  std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
  const Sought sought{.needles = {{"bytes", bytes, 64}}};
  EXPECT_EQ(scan_memory(sought).size(), 1U);
  // Any run of 64, at any offset, is enough; 63 are not.
  std::vector<std::byte> some(600);
  std::ranges::copy(std::span(bytes).subspan(301, 64), some.begin() + 77);
  std::ranges::fill(bytes, std::byte{0});
  EXPECT_EQ(scan_memory(sought).size(), 1U);
  some[77] = ~some[77];
  EXPECT_THAT(scan_memory(sought), testing::IsEmpty());
}

TEST_F(MemoryScan, finds_a_direction_at_any_length) {
  std::vector<float> values(128);
  std::mt19937 random(2);
  std::ranges::generate(values, [&] { return static_cast<float>(random() % 2001) - 1000.5F; });
  const Sought sought{.directions = {{"values", values}}};
  EXPECT_EQ(scan_memory(sought).size(), 1U);
  std::vector<float> some(200);
  std::ranges::transform(std::span(values).subspan(37, 16), some.begin() + 5,
                         [](float value) { return value * 0.0123F; });
  std::ranges::fill(values, 0.0F);
  EXPECT_EQ(scan_memory(sought).size(), 1U);
  some[12] = -some[12];
  EXPECT_THAT(scan_memory(sought), testing::IsEmpty());
}

TEST_F(MemoryScan, finds_a_reference_in_an_index_beside_any_others) {
  constexpr std::size_t kFours = 32;
  std::vector<std::byte> block(kFours * Lane::kStride);
  std::mt19937 random(3);
  const auto any = [&] { return static_cast<std::byte>(random()); };
  std::ranges::generate(block, any);
  std::vector<std::byte> reference(kFours * Lane::kFour);
  std::ranges::generate(reference, any);
  const Sought sought{.lanes = {{"reference", reference}}};
  EXPECT_THAT(scan_memory(sought), testing::IsEmpty())
      << "in one piece it is a needle's affair";
  const auto four_of = [&](std::size_t number) {
    constexpr std::size_t kThird = 2 * Lane::kFour;
    return std::span(block).subspan((number * Lane::kStride) + kThird, Lane::kFour);
  };
  for (std::size_t number = 7; number < 7 + 16; ++number) {
    std::ranges::copy(std::span(reference).subspan(number * Lane::kFour, Lane::kFour),
                      four_of(number).begin());
  }
  EXPECT_EQ(scan_memory(sought).size(), 1U);
  four_of(12)[1] ^= std::byte{1};
  EXPECT_THAT(scan_memory(sought), testing::IsEmpty());
}

}  // namespace
}  // namespace menshen::app
