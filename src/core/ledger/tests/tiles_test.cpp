#include "ledger/tiles.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/ledger.hpp"

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

TEST(TilePath, is_that_of_tlog_tiles) {
  EXPECT_EQ(tile_path(0, 1'234'067, 256), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path(1, 0, 17), "tile/1/000.p/17");
  EXPECT_EQ(tile_path(63, 1'000, 1), "tile/63/x001/000.p/1");
  EXPECT_EQ(bundle_path(18'446'744'073'709'551'615U, 255),
            "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255");
}

TEST(ParseTilePath, is_the_inverse) {
  for (const std::uint64_t index :
       {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{999}, std::uint64_t{1'000},
        std::uint64_t{1'234'067}, std::uint64_t{1'000'000'000}, ~std::uint64_t{0}}) {
    for (const std::size_t width : {1U, 9U, 10U, 255U, 256U}) {
      for (const unsigned level : {0U, 1U, 7U, 10U, 63U}) {
        EXPECT_EQ(parse_tile_path(tile_path(level, index, width)),
                  (Tile{.level = level, .index = index, .width = width}));
      }
      EXPECT_EQ(parse_tile_path(bundle_path(index, width)),
                (Tile{.kind = TileKind::entries, .index = index, .width = width}));
    }
  }
}

TEST(ParseTilePath, refuses_every_other_spelling) {
  for (const std::string_view path : {"",
                                      "tile",
                                      "tile/",
                                      "tile/0",
                                      "tile/0/",
                                      "/tile/0/000",
                                      "tile/0/000/",
                                      "tile//000",
                                      "Tile/0/000",
                                      "tile/0/0",
                                      "tile/0/00",
                                      "tile/0/0000",
                                      "tile/0/1000",
                                      "tile/0/x001",
                                      "tile/0/001/000",
                                      "tile/0/x000/001",
                                      "tile/0/x001/x000",
                                      "tile/0/x1/000",
                                      "tile/0/xx01/000",
                                      "tile/0/x001//000",
                                      "tile/0/X001/000",
                                      "tile/0/-01",
                                      "tile/0/+01",
                                      "tile/0/ 01",
                                      "tile/0/00a",
                                      "tile/00/000",
                                      "tile/01/000",
                                      "tile/64/000",
                                      "tile/-1/000",
                                      "tile/256/000",
                                      "tile/x/000",
                                      "tile/Entries/000",
                                      "tile/entries",
                                      "tile/entries/",
                                      "tile/0/000.p",
                                      "tile/0/000.p/",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/01",
                                      "tile/0/000.p/256",
                                      "tile/0/000.p/-1",
                                      "tile/0/000.p/1/",
                                      "tile/0/000.p/1.p/1",
                                      "tile/0/000.P/1",
                                      "tile/0/.p/1",
                                      "tile/0/x018/x446/x744/x073/x709/x551/616",
                                      "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
                                      "tile/0/../0/000",
                                      "checkpoint"}) {
    EXPECT_EQ(parse_tile_path(path).error(),
              (Error{Code::invalid_input, "not the path of a tile"}))
        << path;
  }
  EXPECT_FALSE(parse_tile_path("tile/0/000" + std::string(1, '\0')));
  EXPECT_FALSE(parse_tile_path("tile/0/" + std::string(100'000, '0')));
}

// The examples of c2sp.org/tlog-tiles, section Partial Tiles.
TEST(TileLevels, are_those_of_tlog_tiles) {
  EXPECT_EQ(tile_levels(70'000), (std::vector<TileLevel>{{.full = 273, .partial = 112},
                                                         {.full = 1, .partial = 17},
                                                         {.full = 0, .partial = 1}}));
  EXPECT_EQ(tile_levels(256),
            (std::vector<TileLevel>{{.full = 1, .partial = 0}, {.full = 0, .partial = 1}}));
  EXPECT_EQ(tile_levels(255), (std::vector<TileLevel>{{.full = 0, .partial = 255}}));
  EXPECT_TRUE(tile_levels(0).empty());
  EXPECT_EQ(tile_levels(~std::uint64_t{0}).size(), 8U);
}

struct Within {
  Tile tile;
  std::uint64_t least;  // size of the smallest tree that has it
};

TEST(IsWithin, begins_with_the_tree_that_has_all_of_it) {
  const Within kCases[] = {
      {{.width = 1}, 1},
      {{.width = 255}, 255},
      {{.width = 256}, 256},
      {{.kind = TileKind::entries, .index = 273, .width = 112}, 70'000},
      {{.index = 273, .width = 112}, 70'000},
      {{.level = 1, .width = 1}, 256},
      {{.level = 1, .index = 1, .width = 17}, 273 * 256},
      {{.level = 1}, 65'536},
      {{.level = 2, .width = 1}, 65'536},
      {{.level = 7, .width = 255}, std::uint64_t{255} << 56U},
  };
  for (const auto& [tile, least] : kCases) {
    EXPECT_TRUE(is_within(tile, least)) << least;
    EXPECT_FALSE(is_within(tile, least - 1)) << least;
  }
  for (const unsigned level : {7U, 8U, 63U}) {
    EXPECT_FALSE(is_within({.level = level}, ~std::uint64_t{0})) << level;
  }
  EXPECT_FALSE(is_within({.level = 8, .width = 1}, ~std::uint64_t{0}));
  EXPECT_FALSE(is_within({.index = ~std::uint64_t{0}, .width = 256}, ~std::uint64_t{0}));
}

TEST(IsWithin, agrees_with_the_levels_of_the_tree) {
  for (const std::uint64_t size : {1U, 255U, 256U, 257U, 65'535U, 65'536U, 70'000U}) {
    const auto levels = tile_levels(size);
    for (unsigned level = 0; level < levels.size(); ++level) {
      const auto [full, partial] = levels[level];
      EXPECT_FALSE(is_within({.level = level, .index = full}, size));
      EXPECT_FALSE(is_within({.level = level, .index = full, .width = partial + 1}, size));
      if (full > 0) {
        EXPECT_TRUE(is_within({.level = level, .index = full - 1}, size));
      }
      if (partial > 0) {
        EXPECT_TRUE(is_within({.level = level, .index = full, .width = partial}, size));
      }
    }
  }
}

// c2sp.org/tlog-tiles, section Pruning: what ends at the minimum index or before it.
TEST(IsPrunable, when_the_full_tile_ends_before_the_minimum_index) {
  EXPECT_FALSE(is_prunable({}, 0));
  EXPECT_FALSE(is_prunable({}, 255));
  EXPECT_TRUE(is_prunable({}, 256));
  EXPECT_TRUE(is_prunable({.width = 3}, 256));
  EXPECT_TRUE(is_prunable({.kind = TileKind::entries}, 256));
  EXPECT_FALSE(is_prunable({.index = 1}, 511));
  EXPECT_TRUE(is_prunable({.index = 1}, 512));
  EXPECT_FALSE(is_prunable({.level = 1}, 65'535));
  EXPECT_TRUE(is_prunable({.level = 1}, 65'536));
  EXPECT_FALSE(is_prunable({.level = 7}, ~std::uint64_t{0}));
  EXPECT_FALSE(is_prunable({.level = 63}, ~std::uint64_t{0}));
}

TEST(Tile, goes_there_and_back) {
  std::vector<Digest> hashes(kTileWidth);
  for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i][31] = static_cast<std::byte>(i);
  for (const std::size_t width : {1U, 2U, 255U, 256U}) {
    const std::vector part(hashes.begin(), hashes.begin() + static_cast<std::ptrdiff_t>(width));
    const auto bytes = write_tile(part);
    EXPECT_EQ(bytes.size(), 32 * width);
    EXPECT_EQ(read_tile(bytes), part);
  }
  for (const std::size_t size : {0U, 1U, 31U, 33U, 8'191U, 8'193U, 8'224U}) {
    EXPECT_FALSE(read_tile(std::vector<std::byte>(size))) << size;
  }
}

}  // namespace
}  // namespace menshen::ledger
