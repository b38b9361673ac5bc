// What every LogStore must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty stores.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <ostream>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "ledger/log_store.hpp"

namespace menshen::ledger {

struct MakeLog {
  std::string_view adapter;  // its name in the output
  std::function<std::shared_ptr<LogStore>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeLog& make) {
  return out << make.adapter;
}

class LogStoreContract : public testing::TestWithParam<MakeLog> {
 protected:
  std::shared_ptr<LogStore> store_ = GetParam().empty();
};

TEST_P(LogStoreContract, numbers_entries_from_zero_without_gaps) {
  EXPECT_EQ(store_->size(), 0U);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(store_->append(std::vector{std::byte{7}}), i);
  }
  EXPECT_EQ(store_->size(), 3U);
}

TEST_P(LogStoreContract, gives_back_the_bytes_it_was_given) {
  const std::vector<std::byte> zeros{std::byte{0}, std::byte{255}, std::byte{0}};
  ASSERT_TRUE(store_->append({}));
  ASSERT_TRUE(store_->append(zeros));
  EXPECT_TRUE(store_->read(0).value().empty());
  EXPECT_EQ(store_->read(1), zeros);
}

TEST_P(LogStoreContract, says_that_an_entry_is_not_there) {
  const auto entry = store_->read(0);
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().code, Code::not_found);
}

}  // namespace menshen::ledger
