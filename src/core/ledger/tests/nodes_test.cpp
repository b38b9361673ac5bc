#include "ledger/detail/nodes.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

constexpr std::uint64_t kTwoChunksAndMore = 2 * kChunkLeaves + 5'000;

Digest leaf_of(std::uint64_t index) {
  Digest leaf{};
  for (std::size_t i = 0; i < sizeof index; ++i) {
    leaf[i] = static_cast<std::byte>(index >> (8 * i));
  }
  return leaf;
}

class NodesTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(files_.make_folder("tree")); }

  Nodes make() { return {files_, crypto_, "tree"}; }

  void fill(Nodes& nodes, std::uint64_t size) {
    while (nodes.size() < size) nodes.append(leaf_of(nodes.size()));
  }

  [[nodiscard]] Result<Digest> root(const Nodes& nodes, std::uint64_t size) const {
    return root_at(crypto_, size, [&nodes](NodeId id) { return nodes.read(id); });
  }

  MemoryFiles files_;
  crypto_openssl::OpensslCrypto crypto_;
};

// By the definition of RFC 6962, section 2.1.
Digest plain_root(const Crypto& crypto, std::uint64_t from, std::uint64_t to) {
  if (to - from == 1) return leaf_of(from);
  std::uint64_t half = 1;
  while (2 * half < to - from) half *= 2;
  return node_hash(crypto, plain_root(crypto, from, from + half),
                   plain_root(crypto, from + half, to));
}

TEST(PlaceInChunk, gives_every_node_a_place_of_its_own) {
  std::vector<bool> is_taken(kChunkNodes);
  for (unsigned level = 0; level <= kChunkLevels; ++level) {
    for (std::uint64_t index = 0; index < kChunkLeaves >> level; ++index) {
      const std::size_t place = place_in_chunk(level, index);
      ASSERT_LT(place, kChunkNodes);
      EXPECT_FALSE(is_taken[place]) << level << " " << index;
      is_taken[place] = true;
    }
  }
}

TEST_F(NodesTest, give_the_root_of_every_size_they_have_had) {
  auto nodes = make();
  fill(nodes, kTwoChunksAndMore);
  for (const std::uint64_t size :
       {std::uint64_t{1}, std::uint64_t{255}, kChunkLeaves - 1, kChunkLeaves, kChunkLeaves + 1,
        2 * kChunkLeaves, kTwoChunksAndMore}) {
    EXPECT_EQ(root(nodes, size), plain_root(crypto_, 0, size)) << size;
  }
}

TEST_F(NodesTest, are_the_same_after_keeping_and_loading_chunks) {
  auto nodes = make();
  fill(nodes, kTwoChunksAndMore);
  ASSERT_TRUE(nodes.keep_chunks(kTwoChunksAndMore));
  EXPECT_EQ(root(nodes, kTwoChunksAndMore), plain_root(crypto_, 0, kTwoChunksAndMore));

  auto loaded = make();
  ASSERT_EQ(loaded.load(), 2 * kChunkLeaves);
  EXPECT_EQ(root(loaded, 2 * kChunkLeaves), root(nodes, 2 * kChunkLeaves));
  fill(loaded, kTwoChunksAndMore);
  EXPECT_EQ(root(loaded, kTwoChunksAndMore), root(nodes, kTwoChunksAndMore));
}

TEST_F(NodesTest, keep_only_chunks_that_are_durable) {
  auto nodes = make();
  fill(nodes, kTwoChunksAndMore);
  ASSERT_TRUE(nodes.keep_chunks(2 * kChunkLeaves - 1));
  EXPECT_EQ(make().load(), kChunkLeaves);
}

TEST_F(NodesTest, forget_what_was_taken_back) {
  auto nodes = make();
  fill(nodes, kChunkLeaves - 3);
  const auto before = root(nodes, kChunkLeaves - 3);
  for (std::uint64_t i = 0; i < kChunkLeaves; ++i) nodes.append(leaf_of(i + 1'000'000));
  nodes.truncate(kChunkLeaves - 3);
  EXPECT_EQ(root(nodes, kChunkLeaves - 3), before);
  fill(nodes, kTwoChunksAndMore);
  EXPECT_EQ(root(nodes, kTwoChunksAndMore), plain_root(crypto_, 0, kTwoChunksAndMore));
}

TEST_F(NodesTest, keep_a_pruned_chunk_s_root_and_nothing_else) {
  auto nodes = make();
  fill(nodes, kTwoChunksAndMore);
  ASSERT_TRUE(nodes.keep_chunks(kTwoChunksAndMore));
  ASSERT_TRUE(nodes.prune(kChunkLeaves + 100));
  for (auto* after : {&nodes}) {
    EXPECT_EQ(after->read({.level = 3, .index = 0}).error().code, Code::not_found);
    EXPECT_TRUE(after->read({.level = 0, .index = kChunkLeaves}));
    EXPECT_EQ(root(*after, kTwoChunksAndMore), plain_root(crypto_, 0, kTwoChunksAndMore));
  }
  auto loaded = make();
  ASSERT_EQ(loaded.load(), 2 * kChunkLeaves);
  EXPECT_EQ(loaded.read({.level = 3, .index = 0}).error().code, Code::not_found);
  EXPECT_EQ(root(loaded, 2 * kChunkLeaves), plain_root(crypto_, 0, 2 * kChunkLeaves));
}

TEST_F(NodesTest, keep_leaves_whose_entries_are_to_go) {
  auto nodes = make();
  fill(nodes, kChunkLeaves + 100);
  ASSERT_TRUE(nodes.keep_chunks(kChunkLeaves + 100));
  ASSERT_TRUE(nodes.keep_leaves(kChunkLeaves + 60));
  auto loaded = make();
  ASSERT_EQ(loaded.load(), kChunkLeaves + 60);
  fill(loaded, 2 * kChunkLeaves);
  EXPECT_EQ(root(loaded, 2 * kChunkLeaves), plain_root(crypto_, 0, 2 * kChunkLeaves));
  ASSERT_TRUE(loaded.keep_chunks(2 * kChunkLeaves));
  EXPECT_EQ(make().load(), 2 * kChunkLeaves);
}

TEST_F(NodesTest, say_which_file_has_a_wrong_size) {
  ASSERT_TRUE(files_.open("tree/00000000000000000000.nodes", Files::Mode::create)
                  .value()
                  ->write_at(0, std::vector<std::byte>(100)));
  const auto loaded = make().load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Code::corrupt);
  EXPECT_NE(loaded.error().what.find("00000000000000000000.nodes"), std::string::npos);
}

}  // namespace
}  // namespace menshen::ledger
