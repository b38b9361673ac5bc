#include "base/pool.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace menshen {
namespace {

using namespace std::chrono_literals;

Pool<int> pool_of_two() {
  std::vector<std::unique_ptr<int>> all;
  all.push_back(std::make_unique<int>(1));
  all.push_back(std::make_unique<int>(2));
  return Pool<int>(std::move(all));
}

TEST(Pool, lends_each_to_one_at_a_time) {
  auto pool = pool_of_two();
  const auto one = pool.borrow();
  std::future<int*> third;
  int* other = nullptr;
  {
    const auto two = pool.borrow();
    other = &*two;
    EXPECT_NE(&*one, other);
    third = std::async(std::launch::async, [&] { return &*pool.borrow(); });
    EXPECT_EQ(third.wait_for(10ms), std::future_status::timeout);
  }
  EXPECT_EQ(third.get(), other);
}

TEST(Pool, lends_none_when_none_comes_back_in_time) {
  auto pool = pool_of_two();
  const auto one = pool.borrow_within(0ms);
  {
    const auto two = pool.borrow_within(0ms);
    EXPECT_TRUE(two);
    EXPECT_FALSE(pool.borrow_within(1ms));
  }
  EXPECT_TRUE(pool.borrow_within(0ms));
}

}  // namespace
}  // namespace menshen
