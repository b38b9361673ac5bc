#include "ledger/tiles.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace menshen::ledger {
namespace {

std::vector<std::byte> bytes(std::initializer_list<int> values) {
  std::vector<std::byte> out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}

TEST(BundlePath, is_that_of_tlog_tiles) {
  EXPECT_EQ(bundle_path(0, 256), "tile/entries/000");
  EXPECT_EQ(bundle_path(7, 112), "tile/entries/007.p/112");
  EXPECT_EQ(bundle_path(999, 256), "tile/entries/999");
  EXPECT_EQ(bundle_path(1'234'067, 256), "tile/entries/x001/x234/067");
}

TEST(Bundle, goes_there_and_back) {
  const std::vector<std::vector<std::byte>> entries{
      bytes({1, 2}), {}, std::vector<std::byte>(kEntryBytesMax)};
  EXPECT_EQ(read_bundle(write_bundle(entries)), entries);
  EXPECT_TRUE(read_bundle({}).value().empty());
}

struct Row {
  std::string_view name;
  std::vector<std::byte> input;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {"half_a_length", bytes({0}), "a bundle that ends within entry 0"},
    {"short_entry", bytes({0, 1, 9, 0, 2, 9}), "a bundle that ends within entry 1"},
    {"one_too_many", std::vector<std::byte>(2 * 257), "a bundle of more than 256 entries"},
};

class RefusesBundle : public testing::TestWithParam<Row> {};

TEST_P(RefusesBundle, saying_why) {
  const auto entries = read_bundle(GetParam().input);
  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error(), (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesBundle, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

constexpr std::string_view kRoot = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

TEST(Checkpoint, goes_there_and_back) {
  const std::string text = "example/record\n18\n" + std::string(kRoot);
  const auto checkpoint = read_checkpoint(text);
  ASSERT_TRUE(checkpoint) << checkpoint.error().what;
  EXPECT_EQ(checkpoint->head, (TreeHead{.size = 18}));
  EXPECT_EQ(write_checkpoint(*checkpoint), text);
  EXPECT_TRUE(read_checkpoint(text + "\n— signature\n"));
}

TEST(Checkpoint, is_refused_when_a_line_is_wrong) {
  const std::string root(kRoot);
  for (const auto& text : std::vector<std::string>{
           "", "o\n18\n", "\n18\n" + root, "o\n018\n" + root, "o\n-1\n" + root,
           "o\n18446744073709551616\n" + root, "o\n18\nAAAA\n", "o\n18\n" + root + "more\n",
           "o\n18\n" + root.substr(0, 44)}) {
    EXPECT_FALSE(read_checkpoint(text)) << text;
  }
}

}  // namespace
}  // namespace menshen::ledger
