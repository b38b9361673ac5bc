#include <cstdint>

#include <gtest/gtest.h>

#include "vault/detail/key_index.hpp"

namespace menshen::vault {
namespace {

TEST(KeyIndex, finds_what_was_added_however_often_it_grew) {
  KeyIndex index;
  for (std::uint32_t i = 1; i <= 5000; ++i) index.add(i * 7919, i);
  EXPECT_EQ(index.size(), 5000U);
  for (std::uint32_t i = 1; i <= 5000; ++i) ASSERT_TRUE(index.holds(i * 7919, i));
  EXPECT_FALSE(index.holds(7919, 2));
  EXPECT_FALSE(index.holds(3, 1));
}

TEST(KeyIndex, keeps_apart_what_has_the_same_hash) {
  KeyIndex index;
  index.add(5, 1);
  index.add(5, 2);
  index.add(5 + 64, 3);  // the same slot as long as there are 64
  EXPECT_EQ(index.find(5, [](std::uint32_t unit) { return unit == 2; }), 2U);
  int asked = 0;
  EXPECT_EQ(index.find(5, [&](std::uint32_t) { return ++asked < 0; }), 0U);
  EXPECT_EQ(asked, 2);
}

TEST(KeyIndex, replaces_one_and_no_other) {
  KeyIndex index;
  index.add(5, 1);
  index.add(5, 2);
  index.replace(5, 1, 9);
  EXPECT_FALSE(index.holds(5, 1));
  EXPECT_TRUE(index.holds(5, 2));
  EXPECT_TRUE(index.holds(5, 9));
  EXPECT_EQ(index.size(), 2U);
}

TEST(KeyIndex, finds_nothing_where_nothing_is) { EXPECT_FALSE(KeyIndex().holds(1, 1)); }

}  // namespace
}  // namespace menshen::vault
