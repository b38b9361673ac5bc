#include "record_desk/tile_bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/tiles.hpp"
#include "ledger/tree.hpp"
#include "some_record.hpp"

namespace menshen::record_desk {
namespace {

using ledger::TileKind;

TEST(TileBytes, of_entries_hash_to_those_of_level_0_and_these_to_level_1) {
  const SomeRecord record(600);
  std::vector<Digest> above;
  for (std::uint64_t index = 0; index < 2; ++index) {
    const auto bundle =
        ledger::read_bundle(
            tile_bytes(record.archive, {.kind = TileKind::entries, .index = index}).value())
            .value();
    const auto hashes =
        ledger::read_tile(tile_bytes(record.archive, {.index = index}).value()).value();
    ASSERT_EQ(bundle.size(), 256U);
    ASSERT_EQ(hashes.size(), 256U);
    for (std::size_t i = 0; i < bundle.size(); ++i) {
      EXPECT_EQ(ledger::leaf_hash(record.crypto, bundle[i]), hashes[i]);
    }
    above.push_back(ledger::root_at(record.crypto, 256, [&](ledger::NodeId id) {
                      return record.archive.node(
                          {id.level, (index << (8 - id.level)) + id.index});
                    }).value());
  }
  EXPECT_EQ(tile_bytes(record.archive, {.level = 1, .width = 2}).value(),
            ledger::write_tile(above));
}

struct Row {
  const char* name;
  ledger::Tile tile;
  bool is_there;
};

TEST(TileBytes, are_there_up_to_the_tree_and_from_the_minimum_index_on) {
  SomeRecord record(600);
  record.archive.forget(256);
  const Row rows[] = {
      {"pruned hashes", {.index = 0}, false},
      {"pruned entries", {.kind = TileKind::entries, .index = 0}, false},
      {"part of pruned entries", {.kind = TileKind::entries, .index = 0, .width = 7}, false},
      {"full hashes", {.index = 1}, true},
      {"full entries", {.kind = TileKind::entries, .index = 1}, true},
      {"what an older tree had of them", {.index = 1, .width = 255}, true},
      {"the last hashes", {.index = 2, .width = 88}, true},
      {"the last entries", {.kind = TileKind::entries, .index = 2, .width = 88}, true},
      {"one hash too many", {.index = 2, .width = 89}, false},
      {"one entry too many", {.kind = TileKind::entries, .index = 2, .width = 89}, false},
      {"not full yet", {.index = 2}, false},
      {"behind the tree", {.index = 3, .width = 1}, false},
      {"the level above", {.level = 1, .width = 2}, true},
      {"more of the level above", {.level = 1, .width = 3}, false},
      {"two levels above", {.level = 2, .width = 1}, false},
      {"the highest level", {.level = 63, .width = 1}, false},
      {"the highest index", {.index = UINT64_MAX}, false},
  };
  for (const Row& row : rows) {
    const auto bytes = tile_bytes(record.archive, row.tile);
    EXPECT_EQ(bytes.has_value(), row.is_there) << row.name;
    EXPECT_TRUE(bytes || bytes.error().code == Code::not_found) << row.name;
  }
}

}  // namespace
}  // namespace menshen::record_desk
