#include "ledger/tree.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/from_hex.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::ledger {
namespace {

constexpr std::size_t kSizeMax = 130;  // a little above a power of two

const crypto_openssl::OpensslCrypto kCrypto;

// MTH(D[n]) as RFC 6962, section 2.1, writes it.
Digest plain_root(std::span<const Digest> leaves) {
  if (leaves.empty()) return kCrypto.sha256({});
  if (leaves.size() == 1) return leaves.front();
  const std::size_t k = std::bit_floor(leaves.size() - 1);
  return node_hash(kCrypto, plain_root(leaves.first(k)), plain_root(leaves.subspan(k)));
}

std::vector<Digest> numbered_leaves() {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < kSizeMax; ++i) {
    leaves.push_back(leaf_hash(kCrypto, std::vector{static_cast<std::byte>(i)}));
  }
  return leaves;
}

// Has the nodes that lie wholly within the leaves, and no others.
class Nodes {
 public:
  explicit Nodes(std::vector<Digest> leaves) {
    while (!leaves.empty()) {
      levels_.push_back(leaves);
      std::vector<Digest> above;
      for (std::size_t i = 0; i + 1 < leaves.size(); i += 2) {
        above.push_back(node_hash(kCrypto, leaves[i], leaves[i + 1]));
      }
      leaves = std::move(above);
    }
  }

  [[nodiscard]] ReadNode reader() const {
    return [this](NodeId id) -> Result<Digest> {
      if (id.level >= levels_.size() || id.index >= levels_[id.level].size()) {
        return fail(Code::not_found, "a node that is not there");
      }
      ++reads_;
      return levels_[id.level][static_cast<std::size_t>(id.index)];
    };
  }
  [[nodiscard]] std::size_t reads() const noexcept { return reads_; }

 private:
  std::vector<std::vector<Digest>> levels_;
  mutable std::size_t reads_ = 0;
};

// Only what lies within a tree of its size may be read for it: later nodes may not exist yet.
std::vector<Digest> first(const std::vector<Digest>& leaves, std::size_t count) {
  return {leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(count)};
}

// What becomes of a path when something happens to it: hashes left out, written twice, put in
// another order, or one bit in each of them changed.
std::vector<std::vector<Digest>> damaged(const std::vector<Digest>& path, bool every_bit) {
  std::vector<std::vector<Digest>> all;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    auto shorter = path;
    shorter.erase(shorter.begin() + at);
    all.push_back(std::move(shorter));
    auto longer = path;
    longer.insert(longer.begin() + at, path[i]);
    all.push_back(std::move(longer));
    for (std::size_t j = i + 1; j < path.size(); ++j) {
      auto swapped = path;
      std::swap(swapped[i], swapped[j]);
      all.push_back(std::move(swapped));
    }
    for (std::size_t bit = every_bit ? 0 : (i * 37) % 256; bit < 256;
         bit += every_bit ? 1 : 256) {
      auto flipped = path;
      flipped[i][bit / 8] ^= std::byte{1} << (bit % 8);
      all.push_back(std::move(flipped));
    }
  }
  return all;
}

// The eight inputs and roots published with the reference implementation of RFC 6962.
constexpr std::string_view kInputs[] = {"",
                                        "00",
                                        "10",
                                        "2021",
                                        "3031",
                                        "40414243",
                                        "5051525354555657",
                                        "606162636465666768696a6b6c6d6e6f"};
constexpr std::string_view kRoots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(RootAt, gives_the_published_roots) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < std::size(kInputs); ++i) {
    leaves.push_back(leaf_hash(kCrypto, from_hex(kInputs[i])));
    const Nodes nodes(leaves);
    EXPECT_EQ(to_hex(root_at(kCrypto, leaves.size(), nodes.reader()).value()), kRoots[i]) << i;
    EXPECT_EQ(to_hex(plain_root(leaves)), kRoots[i]) << i;
  }
  const Nodes none({});
  EXPECT_EQ(to_hex(root_at(kCrypto, 0, none.reader()).value()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(RootAt, is_that_of_the_definition) {
  const auto leaves = numbered_leaves();
  for (std::size_t size = 0; size <= kSizeMax; ++size) {
    const Nodes nodes(first(leaves, size));
    EXPECT_EQ(root_at(kCrypto, size, nodes.reader()), plain_root(first(leaves, size))) << size;
    EXPECT_LE(nodes.reads(), static_cast<std::size_t>(std::bit_width(size)));
    EXPECT_FALSE(root_at(kCrypto, size + 1, nodes.reader())) << size;
  }
}

TEST(Inclusion, leads_to_the_root_and_nothing_else_does) {
  const auto leaves = numbered_leaves();
  for (std::size_t size = 1; size <= kSizeMax; ++size) {
    const Nodes nodes(first(leaves, size));
    const Digest root = plain_root(first(leaves, size));
    for (std::size_t index = 0; index < size; ++index) {
      const auto path = inclusion_proof(kCrypto, index, size, nodes.reader());
      ASSERT_TRUE(path) << path.error().what;
      const auto leads_to_root = [&](std::span<const Digest> hashes) {
        return root_from_inclusion(kCrypto, leaves[index], index, size, hashes) == root;
      };
      ASSERT_TRUE(leads_to_root(*path)) << index << " of " << size;
      const bool every_bit = size <= 9 || (size == 100 && index % 33 == 0);
      for (const auto& hashes : damaged(*path, every_bit)) {
        ASSERT_FALSE(leads_to_root(hashes)) << index << " of " << size;
      }
      ASSERT_NE(
          root_from_inclusion(kCrypto, leaves[(index + 1) % kSizeMax], index, size, *path),
          root);
    }
  }
}

TEST(Consistency, leads_from_one_root_to_the_other_and_nothing_else_does) {
  const auto leaves = numbered_leaves();
  for (std::size_t to = 0; to <= kSizeMax; ++to) {
    const Nodes nodes(first(leaves, to));
    const TreeHead newer{.size = to, .root = plain_root(first(leaves, to))};
    for (std::size_t from = 0; from <= to; ++from) {
      const TreeHead older{.size = from, .root = plain_root(first(leaves, from))};
      const auto proof = consistency_proof(kCrypto, from, to, nodes.reader());
      ASSERT_TRUE(proof) << proof.error().what;
      ASSERT_EQ(proof->empty(), from == 0 || from == to);
      ASSERT_TRUE(is_consistent(kCrypto, older, newer, *proof)) << from << " to " << to;
      const bool every_bit = to <= 9 || (to == 100 && from % 33 == 0);
      for (const auto& hashes : damaged(*proof, every_bit)) {
        ASSERT_FALSE(is_consistent(kCrypto, older, newer, hashes)) << from << " to " << to;
      }
      TreeHead other = older;
      other.root[0] ^= std::byte{1};
      ASSERT_FALSE(is_consistent(kCrypto, other, newer, *proof)) << from << " to " << to;
      other = newer;
      other.root[31] ^= std::byte{0x80};
      // Everything follows from an empty tree; otherwise the new root is held to.
      ASSERT_EQ(is_consistent(kCrypto, older, other, *proof), from == 0 && to != 0)
          << from << " to " << to;
      ASSERT_FALSE(from != to && is_consistent(kCrypto, newer, older, *proof));
    }
  }
}

TEST(Proofs, are_refused_for_what_the_tree_does_not_hold) {
  const Nodes nodes(numbered_leaves());
  EXPECT_EQ(inclusion_proof(kCrypto, 5, 5, nodes.reader()).error().code, Code::invalid_input);
  EXPECT_EQ(inclusion_proof(kCrypto, 0, 0, nodes.reader()).error().code, Code::invalid_input);
  EXPECT_EQ(consistency_proof(kCrypto, 6, 5, nodes.reader()).error().code, Code::invalid_input);
  EXPECT_EQ(inclusion_proof(kCrypto, 0, kSizeMax + 1, nodes.reader()).error().code,
            Code::not_found);
  EXPECT_EQ(consistency_proof(kCrypto, 3, 256, nodes.reader()).error().code, Code::not_found);
}

TEST(Proofs, of_the_largest_trees_take_no_longer_path_than_they_have_levels) {
  const ReadNode any = [](NodeId) -> Result<Digest> { return Digest{}; };
  const std::uint64_t size = ~std::uint64_t{0};
  for (const std::uint64_t index : {std::uint64_t{0}, size / 2, size - 1}) {
    const auto path = inclusion_proof(kCrypto, index, size, any);
    ASSERT_TRUE(path);
    EXPECT_LE(path->size(), 64U);
    EXPECT_TRUE(root_from_inclusion(kCrypto, Digest{}, index, size, *path));
  }
}

// One line of vectors/merkle.txt.
struct Vector {
  std::string kind;
  std::string name;
  bool accepted = false;
  std::uint64_t first = 0;
  std::uint64_t size = 0;
  std::vector<std::string> hashes;  // base64
};

std::vector<Vector> read_vectors() {
  std::ifstream file(std::string(MENSHEN_LEDGER_VECTORS) + "/merkle.txt");
  std::vector<Vector> vectors;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream fields(line);
    Vector vector;
    std::string verdict;
    fields >> vector.kind >> vector.name >> verdict >> vector.first >> vector.size;
    vector.accepted = verdict == "accept";
    for (std::string hash; fields >> hash;) vector.hashes.push_back(hash);
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

// Null when one of them is not of 32 bytes: then there is nothing that could be verified.
std::optional<std::vector<Digest>> digests(const std::vector<std::string>& texts) {
  std::vector<Digest> all;
  for (const std::string& text : texts) {
    const auto bytes = from_base64(text == "-" ? "" : text).value();
    Digest digest{};
    if (bytes.size() != digest.size()) return std::nullopt;
    std::ranges::copy(bytes, digest.begin());
    all.push_back(digest);
  }
  return all;
}

bool is_accepted(const Vector& vector) {
  const auto hashes = digests(vector.hashes);
  if (!hashes) return false;
  const auto path = std::span(*hashes).subspan(2);
  if (vector.kind == "inclusion") {
    return root_from_inclusion(kCrypto, hashes->at(0), vector.first, vector.size, path) ==
           hashes->at(1);
  }
  return is_consistent(kCrypto, {.size = vector.first, .root = hashes->at(0)},
                       {.size = vector.size, .root = hashes->at(1)}, path);
}

TEST(Proofs, are_accepted_and_rejected_as_published) {
  const auto vectors = read_vectors();
  EXPECT_EQ(vectors.size(), 170U);
  EXPECT_EQ(std::ranges::count(vectors, true, &Vector::accepted), 9);
  for (const Vector& vector : vectors) {
    EXPECT_EQ(is_accepted(vector), vector.accepted) << vector.kind << " " << vector.name;
  }
}

}  // namespace
}  // namespace menshen::ledger
