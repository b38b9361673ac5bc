#include "store_sqlite/detail/connection.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "store_sqlite/tests/folder.hpp"

namespace menshen::store_sqlite {
namespace {

// A table of the numbers 1, 2 and 3.
class PreparedStatement : public testing::Test {
 protected:
  PreparedStatement() {
    EXPECT_TRUE(
        connection_->execute("CREATE TABLE number(n INTEGER PRIMARY KEY, text TEXT UNIQUE); "
                             "INSERT INTO number VALUES(1, 'a'), (2, 'b'), (3, NULL);"));
  }

  [[nodiscard]] Statement from(std::int64_t first) {
    auto statement = Statement::prepare(*connection_, kFrom).value();
    statement.bind(first);
    return statement;
  }

  static std::int64_t next(Statement& statement) {
    return statement.step().value() ? statement.column<std::int64_t>(0) : 0;
  }

  static constexpr const char* kFrom = "SELECT n FROM number WHERE n >= ? ORDER BY n";

  // NOLINTBEGIN: read by the tests
  Folder folder_;
  std::unique_ptr<Connection> connection_ = Connection::open(folder_.file()).value();
  // NOLINTEND
};

TEST_F(PreparedStatement, is_used_again_from_its_beginning_and_with_other_values) {
  {
    auto left_in_the_middle = from(1);
    EXPECT_EQ(next(left_in_the_middle), 1);
  }
  auto again = from(2);
  EXPECT_EQ(next(again), 2);
  EXPECT_EQ(next(again), 3);
  EXPECT_EQ(next(again), 0);
}

TEST_F(PreparedStatement, forgets_what_was_bound_to_it) {
  static_cast<void>(from(1));
  auto unbound = Statement::prepare(*connection_, kFrom).value();
  EXPECT_EQ(next(unbound), 0);  // nothing is above NULL
}

TEST_F(PreparedStatement, can_be_used_within_itself) {
  auto outer = from(1);
  std::int64_t sum = 0;
  while (const auto n = next(outer)) {
    auto inner = from(n);
    while (const auto m = next(inner)) sum += 10 * n + m;
  }
  // 11 12 13, 22 23, 33.
  EXPECT_EQ(sum, 114);
}

TEST_F(PreparedStatement, is_as_good_as_new_after_an_error) {
  constexpr const char* kInsert = "INSERT INTO number VALUES(?, ?)";
  const auto insert = [&](std::int64_t n, const char* text) {
    return run(*connection_, kInsert, n, std::string(text));
  };
  EXPECT_TRUE(insert(4, "d"));
  const auto twice = insert(4, "e");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, Code::invalid_input);
  const auto taken = insert(5, "d");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Code::invalid_input);
  const auto after = insert(5, "e");
  EXPECT_TRUE(after) << after.error().what;
}

TEST_F(PreparedStatement, that_is_kept_holds_no_lock) {
  {
    auto reading = from(1);
    EXPECT_EQ(next(reading), 1);
  }
  auto other = Connection::open(folder_.file()).value();
  EXPECT_TRUE(other->execute("INSERT INTO number VALUES(4, 'd')"));
}

TEST_F(PreparedStatement, sees_a_table_that_was_altered_since) {
  {
    static_cast<void>(from(1).step());
  }
  ASSERT_TRUE(connection_->execute("ALTER TABLE number ADD COLUMN more TEXT"));
  auto again = from(3);
  EXPECT_EQ(next(again), 3);
}

TEST_F(PreparedStatement, that_is_wrong_is_an_error_each_time) {
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(Statement::prepare(*connection_, "SELECT nothing"));
}

}  // namespace
}  // namespace menshen::store_sqlite
