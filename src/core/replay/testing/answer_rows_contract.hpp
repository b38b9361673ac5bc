// What every AnswerRows must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty rows.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "replay/answer_rows.hpp"

namespace menshen::replay {

struct MakeAnswerRows {
  std::string_view adapter;  // its name in the output
  std::function<std::shared_ptr<AnswerRows>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeAnswerRows& make) {
  return out << make.adapter;
}

class AnswerRowsContract : public testing::TestWithParam<MakeAnswerRows> {
 protected:
  static Digest key(char name) { return {std::byte(name)}; }

  static Instant at(int seconds) { return Instant{std::chrono::seconds(seconds)}; }

  static AnswerRow row(char asked, int seconds) {
    return {.asked = key(asked), .since = at(seconds), .sealed = {}};
  }

  // The keys that are kept, as one text.
  [[nodiscard]] std::string kept() const {
    std::string names;
    EXPECT_TRUE(rows_->visit([&](const Digest& key, const AnswerRow&) -> Result<> {
      names.push_back(static_cast<char>(key.front()));
      return {};
    }));
    std::ranges::sort(names);
    return names;
  }

  void put(char name, int seconds, std::size_t bytes) {
    ASSERT_EQ(rows_->begin(key(name), row('q', seconds), at(0)).value(), std::nullopt);
    ASSERT_TRUE(rows_->answer(key(name), std::vector<std::byte>(bytes, std::byte{7})));
  }

  std::shared_ptr<AnswerRows> rows_ = GetParam().empty();
};

TEST_P(AnswerRowsContract, begins_a_request_once) {
  EXPECT_EQ(rows_->begin(key('a'), row('q', 5), at(0)).value(), std::nullopt);
  EXPECT_EQ(rows_->begin(key('a'), row('r', 6), at(0)).value(), row('q', 5));
  EXPECT_EQ(rows_->begin(key('b'), row('r', 6), at(0)).value(), std::nullopt);
  EXPECT_EQ(kept(), "ab");
}

TEST_P(AnswerRowsContract, gives_the_answer_back_to_the_byte) {
  EXPECT_EQ(rows_->begin(key('a'), row('q', 5), at(0)).value(), std::nullopt);
  const std::vector<std::byte> sealed{std::byte{0}, std::byte{255}, std::byte{1}};
  ASSERT_TRUE(rows_->answer(key('a'), sealed));
  AnswerRow wanted = row('q', 5);
  wanted.sealed = sealed;
  EXPECT_EQ(rows_->begin(key('a'), row('q', 9), at(0)).value(), wanted);
}

TEST_P(AnswerRowsContract, answers_nothing_that_was_not_begun) {
  ASSERT_TRUE(rows_->answer(key('a'), std::vector<std::byte>{std::byte{1}}));
  EXPECT_EQ(kept(), "");
}

TEST_P(AnswerRowsContract, begins_anew_what_is_older_than_allowed) {
  put('a', 5, 3);
  EXPECT_EQ(rows_->begin(key('a'), row('r', 9), at(5)).value()->since, at(5));
  EXPECT_EQ(rows_->begin(key('a'), row('r', 9), at(6)).value(), std::nullopt);
  EXPECT_EQ(rows_->begin(key('a'), row('s', 9), at(6)).value(), row('r', 9));
}

TEST_P(AnswerRowsContract, removes_what_is_named_and_nothing_else) {
  put('a', 1, 1);
  put('b', 1, 1);
  put('c', 1, 1);
  ASSERT_TRUE(rows_->remove(std::vector{key('a'), key('c'), key('x')}));
  EXPECT_EQ(kept(), "b");
}

TEST_P(AnswerRowsContract, keeps_no_more_than_it_may) {
  struct Row {
    const char* why;
    RowLimits limits;
    const char* left;
  };
  put('a', 1, 10);
  put('b', 2, 10);
  put('c', 3, 10);
  put('d', 4, 10);
  for (const Row& each : std::vector<Row>{
           {"all of it may stay", {.oldest = at(1), .count = 4, .bytes = 40}, "abcd"},
           {"one is too old", {.oldest = at(2), .count = 4, .bytes = 40}, "bcd"},
           {"one is too many", {.oldest = at(0), .count = 2, .bytes = 40}, "cd"},
           {"one byte is too many", {.oldest = at(0), .count = 4, .bytes = 19}, "d"},
           {"none may stay", {.oldest = at(0), .count = 0, .bytes = 40}, ""}}) {
    ASSERT_TRUE(rows_->trim(each.limits)) << each.why;
    EXPECT_EQ(kept(), each.left) << each.why;
  }
}

TEST_P(AnswerRowsContract, stops_at_the_error_of_a_visitor) {
  put('a', 1, 1);
  put('b', 1, 1);
  std::size_t seen = 0;
  const auto done = rows_->visit([&seen](const Digest&, const AnswerRow&) -> Result<> {
    ++seen;
    return fail(Code::conflict, "enough");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::conflict);
  EXPECT_EQ(seen, 1U);
}

}  // namespace menshen::replay
