#include "base/secret.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <new>
#include <span>
#include <utility>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/sized_block.hpp"

namespace menshen {
namespace {

// One block that can be looked at after it was given back, and has no second.
class OneBlock final : public std::pmr::memory_resource {
 public:
  [[nodiscard]] std::span<std::byte> bytes() { return bytes_; }
  [[nodiscard]] bool is_taken() const { return is_taken_; }

 private:
  void* do_allocate(std::size_t size, std::size_t /*alignment*/) override {
    if (is_taken_ || size > bytes_.size()) throw std::bad_alloc();
    is_taken_ = true;
    return bytes_.data();
  }
  void do_deallocate(void* /*block*/, std::size_t size, std::size_t /*alignment*/) override {
    EXPECT_TRUE(is_taken_);
    given_back_ = size;
    is_taken_ = false;
  }
  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  alignas(64) std::array<std::byte, 256> bytes_{};
  bool is_taken_ = false;

 public:
  std::size_t given_back_ = 0;  // NOLINT: read by the tests
};

TEST(Secret, is_wiped_when_it_dies) {
  OneBlock memory;
  {
    auto secret = Secret::make(100, memory);
    ASSERT_TRUE(secret);
    std::ranges::fill(secret->reveal(), std::byte{7});
  }
  EXPECT_FALSE(memory.is_taken());
  EXPECT_EQ(std::ranges::count(memory.bytes(), std::byte{7}), 0);
}

TEST(Secret, is_wiped_when_another_takes_its_place) {
  OneBlock memory;
  auto secret = Secret::make(100, memory);
  ASSERT_TRUE(secret);
  std::ranges::fill(secret->reveal(), std::byte{7});
  secret = Secret::make(0, memory);
  EXPECT_EQ(std::ranges::count(memory.bytes(), std::byte{7}), 0);
}

TEST(Secret, says_that_no_memory_is_left) {
  OneBlock memory;
  const auto secret = Secret::make(1000, memory);
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, Code::exhausted);
}

TEST(Secret, is_read_as_values_of_a_type) {
  OneBlock memory;
  auto secret = Secret::make(10, memory);
  ASSERT_TRUE(secret);
  secret->reveal_as<std::uint32_t>()[1] = 0x0102'0304;
  EXPECT_EQ(secret->reveal_as<std::uint32_t>().size(), 2U);  // the last two bytes make none
  EXPECT_EQ(secret->reveal()[4], std::byte{4});
  EXPECT_EQ(&std::as_const(*secret).memory(), &memory);
}

TEST(SizedBlock, goes_back_whole_to_where_it_came_from) {
  OneBlock memory;
  void* const block = take_sized(memory, 100);
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 64, 0U);
  EXPECT_EQ(take_sized(memory, 1), nullptr);
  give_back_sized(block);
  EXPECT_FALSE(memory.is_taken());
  EXPECT_EQ(memory.given_back_, 164U);
  give_back_sized(nullptr);
}

TEST(SizedBlock, is_null_when_there_is_none_of_the_size) {
  OneBlock memory;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1000}, SIZE_MAX, SIZE_MAX - 63}) {
    EXPECT_EQ(take_sized(memory, size), nullptr) << size;
  }
}

}  // namespace
}  // namespace menshen
