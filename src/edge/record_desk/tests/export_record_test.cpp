#include "record_desk/export_record.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "ledger/tiles.hpp"
#include "ledger/tree.hpp"
#include "machine/files.hpp"
#include "some_record.hpp"

namespace menshen::record_desk {
namespace {

namespace fs = std::filesystem;
using testing::IsSubsetOf;

class ExportRecordTest : public testing::Test {
 protected:
  ExportRecordTest() { fs::remove_all(folder_); }
  ~ExportRecordTest() override { fs::remove_all(folder_); }

  // The paths of all files.
  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file()) found.insert(fs::relative(entry.path(), folder_).string());
    }
    return found;
  }

  [[nodiscard]] std::string text(const std::string& file) const {
    const auto bytes = machine::read_file(folder_ / file, 1U << 24U).value();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  // What the layout has for a tree of that size.
  static std::set<std::string> layout(std::uint64_t size) {
    std::set<std::string> paths{"checkpoint"};
    const auto levels = ledger::tile_levels(size);
    for (unsigned level = 0; level < levels.size(); ++level) {
      const auto add = [&](std::uint64_t index, std::size_t width) {
        paths.insert(ledger::tile_path(level, index, width));
        if (level == 0) paths.insert(ledger::bundle_path(index, width));
      };
      for (std::uint64_t index = 0; index < levels[level].full; ++index) add(index, 256);
      if (levels[level].partial > 0) add(levels[level].full, levels[level].partial);
    }
    return paths;
  }

  // NOLINTBEGIN: read by the tests
  fs::path folder_ = fs::path(testing::TempDir()) /
                     testing::UnitTest::GetInstance()->current_test_info()->name();
  SomeRecord record_;
  // NOLINTEND
};

TEST_F(ExportRecordTest, writes_the_layout_of_every_size_onto_what_was_there) {
  for (const std::uint64_t size : {0U, 1U, 5U, 255U, 256U, 257U, 512U, 600U, 66'000U}) {
    record_.grow(size);
    const auto done = export_record(record_.archive, record_.checkpoint(), folder_);
    ASSERT_TRUE(done) << done.error().what;
    EXPECT_EQ(files(), layout(size));
    EXPECT_EQ(text("checkpoint"), record_.checkpoint());
  }
}

TEST_F(ExportRecordTest, does_not_write_again_what_is_there) {
  record_.grow(300);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(), folder_));
  const fs::path full = folder_ / ledger::bundle_path(0, 256);
  const auto then = fs::last_write_time(full);
  fs::last_write_time(full, then - std::chrono::hours(1));
  record_.grow(310);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(), folder_));
  EXPECT_EQ(fs::last_write_time(full), then - std::chrono::hours(1));
}

TEST_F(ExportRecordTest, writes_the_tree_of_the_checkpoint_and_not_what_came_later) {
  record_.grow(300);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(260), folder_));
  EXPECT_EQ(files(), layout(260));
}

TEST_F(ExportRecordTest, leaves_out_what_was_pruned_and_keeps_what_was_exported) {
  record_.grow(600);
  record_.archive.forget(512);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(), folder_));
  const auto without = files();
  EXPECT_FALSE(without.contains(ledger::bundle_path(0, 256)));
  EXPECT_FALSE(without.contains(ledger::tile_path(0, 1, 256)));
  EXPECT_TRUE(without.contains(ledger::bundle_path(2, 88)));
  record_.archive.forget(0);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(), folder_));
  EXPECT_EQ(files(), layout(600));
  record_.archive.forget(512);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(), folder_));
  EXPECT_EQ(files(), layout(600));
}

TEST_F(ExportRecordTest, puts_key_and_retention_beside_it) {
  record_.grow(1);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(), folder_,
                            {.key = "the key\n", .retention = "{}\n"}));
  EXPECT_EQ(text("key"), "the key\n");
  EXPECT_EQ(text("retention"), "{}\n");
}

TEST_F(ExportRecordTest, does_not_mix_two_records_or_two_pasts_of_one) {
  record_.grow(10);
  ASSERT_TRUE(export_record(record_.archive, record_.checkpoint(), folder_));
  SomeRecord other;
  other.add(ledger::Event::change, ledger::Verdict::none, "another past");
  other.grow(20);
  EXPECT_EQ(export_record(other.archive, other.checkpoint(), folder_).error().code,
            Code::conflict);
  EXPECT_EQ(export_record(record_.archive, record_.checkpoint(9), folder_).error().code,
            Code::conflict);
  ASSERT_TRUE(machine::write_file(folder_ / "checkpoint", "something else"));
  EXPECT_EQ(export_record(record_.archive, record_.checkpoint(), folder_).error().code,
            Code::conflict);
}

TEST_F(ExportRecordTest, refuses_a_checkpoint_that_is_none_of_the_record) {
  record_.grow(10);
  const SomeRecord longer(11);
  EXPECT_FALSE(export_record(record_.archive, longer.checkpoint(), folder_));
  SomeRecord other;
  other.add(ledger::Event::change, ledger::Verdict::none, "another past");
  other.grow(10);
  EXPECT_EQ(export_record(record_.archive, other.checkpoint(), folder_).error().code,
            Code::corrupt);
  EXPECT_EQ(export_record(record_.archive, "nothing", folder_).error().code,
            Code::invalid_input);
  EXPECT_FALSE(fs::exists(folder_));
}

}  // namespace
}  // namespace menshen::record_desk
