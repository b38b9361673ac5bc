#include "gallery/detail/kernel.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <new>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "gallery/detail/instruction_sets.hpp"
#include "gallery/detail/sixteen_by_tiles.hpp"

namespace menshen::gallery {
namespace {

template <typename Value>
struct OnALine {  // an allocator of cache lines
  using value_type = Value;
  OnALine() = default;
  template <typename Other>
  explicit OnALine(const OnALine<Other>&) {}
  Value* allocate(std::size_t count) {
    return static_cast<Value*>(::operator new(count * sizeof(Value), std::align_val_t{64}));
  }
  void deallocate(Value* values, std::size_t) {
    ::operator delete(values, std::align_val_t{64});
  }
  bool operator==(const OnALine&) const = default;
};
using References = std::vector<std::uint8_t, OnALine<std::uint8_t>>;
using Queries = std::vector<std::int8_t, OnALine<std::int8_t>>;
using Scores = std::vector<std::int32_t>;

// With one and several rows of tiles, with and without a remainder, and the greatest.
constexpr std::array<std::size_t, 8> kDimensions = {64,  128, 192,  320,
                                                    512, 960, 1024, kMostDimensions};

// Any value a test wants, of dimension `d` of vector `i`.
using Value = std::function<int(std::size_t i, std::size_t d)>;

References blocks_of(std::size_t count, std::size_t dimension, const Value& value) {
  References blocks(count * kLanes * dimension);
  for (std::size_t i = 0; i < count * kLanes; ++i) {
    for (std::size_t d = 0; d < dimension; ++d) {
      blocks[i / kLanes * kLanes * dimension + d / kGroup * kLanes * kGroup +
             i % kLanes * kGroup + d % kGroup] = static_cast<std::uint8_t>(value(i, d) + 128);
    }
  }
  return blocks;
}

Queries queries_of(std::size_t dimension, const Value& value) {
  Queries queries(kQueries * dimension);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    queries[i] = static_cast<std::int8_t>(value(i / dimension, i % dimension));
  }
  return queries;
}

Scores sixteen_of(const Kernel& kernel, const References& blocks, std::size_t count,
                  std::size_t dimension, const Queries& queries) {
  Scores scores(kQueries * count * kLanes, -1);
  kernel.sixteen(blocks.data(), count, dimension, queries.data(), scores.data());
  return scores;
}

// `one` for each of the sixteen.
Scores singles_of(const Kernel& kernel, const References& blocks, std::size_t count,
                  std::size_t dimension, const Queries& queries) {
  Scores scores(kQueries * count * kLanes, -1);
  for (std::size_t k = 0; k < kQueries; ++k) {
    kernel.one(blocks.data(), count, dimension, queries.data() + k * dimension,
               scores.data() + k * count * kLanes);
  }
  return scores;
}

// The registers of AMX by the manual's pseudo-code of TILELOADD, TILESTORED and TDPBSUD (Intel
// SDM, volume 2), for whole tiles.
class EmulatedTiles {
 public:
  static void open() { state() = {}; }
  static void close() { state() = {}; }
  static void load_sums(const void* from, std::size_t stride) {
    load(state().sums.data(), from, stride);
  }
  static void load_queries(const void* from, std::size_t stride) {
    load(state().signed_bytes.data(), from, stride);
  }
  static void load_references(const void* from, std::size_t stride) {
    load(state().unsigned_bytes.data(), from, stride);
  }
  static void multiply() {
    State& tiles = state();
    for (std::size_t m = 0; m < 16; ++m) {
      for (std::size_t k = 0; k < 16; ++k) {
        for (std::size_t n = 0; n < 16; ++n) {
          for (std::size_t byte = 0; byte < 4; ++byte) {
            tiles.sums[m * 16 + n] += tiles.signed_bytes[m * 64 + k * 4 + byte] *
                                      tiles.unsigned_bytes[k * 64 + n * 4 + byte];
          }
        }
      }
    }
  }
  static void store_sums(void* to, std::size_t stride) {
    for (std::size_t row = 0; row < 16; ++row) {
      std::memcpy(static_cast<std::byte*>(to) + row * stride, state().sums.data() + row * 16,
                  64);
    }
  }

 private:
  struct State {
    std::array<std::int32_t, 256> sums{};
    std::array<std::int8_t, 1024> signed_bytes{};
    std::array<std::uint8_t, 1024> unsigned_bytes{};
  };
  static State& state() {
    static State tiles;
    return tiles;
  }
  static void load(void* tile, const void* from, std::size_t stride) {
    for (std::size_t row = 0; row < 16; ++row) {
      std::memcpy(static_cast<std::byte*>(tile) + row * 64,
                  static_cast<const std::byte*>(from) + row * stride, 64);
    }
  }
};

void emulated_sixteen(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
                      const std::int8_t* queries, std::int32_t* scores) noexcept {
  sixteen_by_tiles<EmulatedTiles>(blocks, count, dimension, queries, scores);
}

// Those of this machine, and the algorithm of AMX on any.
std::vector<Kernel> all_kernels() {
  std::vector<Kernel> all(kernels().begin(), kernels().end());
  all.push_back({"amx_emulated", scalar_kernel().one, emulated_sixteen});
  return all;
}

std::string name_of(const testing::TestParamInfo<Kernel>& info) {
  return std::string(info.param.name);
}

class EveryKernel : public testing::TestWithParam<Kernel> {
 protected:
  static void expect_equal(std::size_t count, std::size_t dimension, const Value& reference,
                           const Value& query) {
    const References blocks = blocks_of(count, dimension, reference);
    const Queries queries = queries_of(dimension, query);
    const Scores expected = singles_of(scalar_kernel(), blocks, count, dimension, queries);
    EXPECT_EQ(singles_of(GetParam(), blocks, count, dimension, queries), expected)
        << "one: " << count << " blocks, dimension " << dimension;
    EXPECT_EQ(sixteen_of(GetParam(), blocks, count, dimension, queries), expected)
        << "sixteen: " << count << " blocks, dimension " << dimension;
  }
};

INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel, testing::ValuesIn(all_kernels()), name_of);

TEST_P(EveryKernel, multiplies_each_lane_by_its_own_reference) {
  // Reference i is i in dimension i alone; the query has d + 1 in dimension d.
  const References blocks = blocks_of(
      2, 64, [](std::size_t i, std::size_t d) { return i == d ? static_cast<int>(i) : 0; });
  const Queries queries = queries_of(64, [](std::size_t k, std::size_t d) {
    return (k % 2 == 0 ? 1 : -1) * static_cast<int>(d + 1);
  });
  const Scores one = singles_of(GetParam(), blocks, 2, 64, queries);
  const Scores sixteen = sixteen_of(GetParam(), blocks, 2, 64, queries);
  for (std::size_t k = 0; k < kQueries; ++k) {
    for (std::size_t i = 0; i < 2 * kLanes; ++i) {
      const int expected = (k % 2 == 0 ? 1 : -1) * static_cast<int>(i * (i + 1));
      EXPECT_EQ(one[k * 2 * kLanes + i], expected) << "query " << k << ", reference " << i;
      EXPECT_EQ(sixteen[k * 2 * kLanes + i], expected) << "query " << k << ", reference " << i;
    }
  }
}

TEST_P(EveryKernel, does_not_saturate_at_the_ends_of_the_range) {
  const auto constant = [](int value) {
    return [value](std::size_t, std::size_t) { return value; };
  };
  for (const int a : {-127, 127}) {
    for (const int b : {-127, 127}) {
      const References blocks = blocks_of(1, kMostDimensions, constant(a));
      const Queries queries = queries_of(kMostDimensions, constant(b));
      const auto expected =
          Scores(kQueries * kLanes, a * b * static_cast<int>(kMostDimensions));
      EXPECT_EQ(singles_of(GetParam(), blocks, 1, kMostDimensions, queries), expected);
      EXPECT_EQ(sixteen_of(GetParam(), blocks, 1, kMostDimensions, queries), expected);
    }
  }
}

TEST_P(EveryKernel, gives_zero_for_a_lane_without_a_reference) {
  const References blocks =
      blocks_of(1, 128, [](std::size_t i, std::size_t) { return i == 5 ? 0 : 127; });
  const Queries queries = queries_of(128, [](std::size_t, std::size_t) { return -127; });
  const Scores scores = sixteen_of(GetParam(), blocks, 1, 128, queries);
  for (std::size_t k = 0; k < kQueries; ++k) EXPECT_EQ(scores[k * kLanes + 5], 0);
  EXPECT_EQ(singles_of(GetParam(), blocks, 1, 128, queries), scores);
}

TEST_P(EveryKernel, equals_the_scalar_one_at_the_ends_of_the_range_with_mixed_signs) {
  std::mt19937 random(20);
  std::bernoulli_distribution coin;
  const auto extreme = [&](std::size_t, std::size_t) { return coin(random) ? 127 : -127; };
  for (const std::size_t dimension : kDimensions) {
    expect_equal(3, dimension, extreme, extreme);
  }
}

TEST_P(EveryKernel, equals_the_scalar_one_on_random_vectors_of_every_size) {
  std::mt19937 random(21);
  std::uniform_int_distribution value(-127, 127);
  const auto any = [&](std::size_t, std::size_t) { return value(random); };
  for (const std::size_t count : {0U, 1U, 2U, 3U, 5U, 8U}) {
    for (const std::size_t dimension : kDimensions) {
      expect_equal(count, dimension, any, any);
    }
  }
}

TEST_P(EveryKernel, writes_no_score_beyond_the_last_block) {
  const References blocks = blocks_of(2, 64, [](std::size_t, std::size_t) { return 1; });
  const Queries queries = queries_of(64, [](std::size_t, std::size_t) { return 1; });
  Scores scores(kQueries * kLanes + 1, -7);
  GetParam().one(blocks.data(), 1, 64, queries.data(), scores.data());
  EXPECT_EQ(scores[kLanes], -7);
  GetParam().sixteen(blocks.data(), 1, 64, queries.data(), scores.data());
  EXPECT_EQ(scores.back(), -7);
}

TEST(Kernels, begin_with_the_scalar_one_and_have_names_of_their_own) {
  ASSERT_FALSE(kernels().empty());
  EXPECT_EQ(kernels().front().name, "scalar");
  std::vector<std::string_view> names;
  for (const Kernel& kernel : kernels()) names.push_back(kernel.name);
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace menshen::gallery
