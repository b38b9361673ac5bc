#include "gallery/index.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/detail/kernel.hpp"
#include "gallery/quantize.hpp"
#include "gallery/rotation.hpp"
#include "gallery/testing/counted_memory.hpp"
#include "gallery/testing/random_faces.hpp"

namespace menshen::gallery {
namespace {

constexpr CivilDate kToday{std::chrono::year{2026} / 11 / 22};
constexpr Standing kGood{.keep_until = kToday};
constexpr Digest kKey{std::byte{7}};

SubjectId person(std::size_t number) {
  return SubjectId(fmt::format("00000000-0000-7000-8000-{:012}", number));
}

// What an index must answer, without one: every quantized vector, sorted.
class Oracle {
 public:
  Oracle(std::size_t dimension, const Crypto& crypto, std::pmr::memory_resource& memory)
      : rotation_(Rotation::make(dimension, kKey, crypto, memory).value()) {}

  void put(const SubjectId& subject, const face::Embedding& face, Standing standing) {
    kept_.insert_or_assign(subject, Kept{encoded(face), standing});
  }
  void erase(const SubjectId& subject) { kept_.erase(subject); }
  void set_frozen(const SubjectId& subject, bool is_frozen) {
    if (kept_.contains(subject)) kept_.at(subject).standing.is_frozen = is_frozen;
  }
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

  [[nodiscard]] std::vector<Hit> search(const face::Embedding& probe, std::size_t count) const {
    const auto query = encoded(probe);
    std::vector<Hit> hits;
    for (const auto& [subject, kept] : kept_) {
      if (kept.standing.is_frozen || kept.standing.keep_until < kToday) continue;
      std::int32_t score = 0;
      for (std::size_t i = 0; i < query.size(); ++i) score += query[i] * kept.values[i];
      hits.push_back({.subject = subject, .score = score});
    }
    std::ranges::stable_sort(hits, std::ranges::greater(), &Hit::score);  // names are sorted
    if (hits.size() > count) hits.resize(count, {.subject = SubjectId("")});
    return hits;
  }

  [[nodiscard]] std::vector<std::int8_t> encoded(const face::Embedding& face) const {
    std::vector<float> values(face.reveal().begin(), face.reveal().end());
    std::vector<float> scratch(values.size());
    rotation_.apply(values, scratch);
    std::vector<std::int8_t> out(padded(values.size()));
    quantize(values, out);
    return out;
  }

 private:
  struct Kept {
    std::vector<std::int8_t> values;
    Standing standing;
  };

  Rotation rotation_;
  std::map<SubjectId, Kept> kept_;
};

class IndexTest : public testing::Test {
 protected:
  std::unique_ptr<Index> make(std::size_t dimension, const Kernel* kernel = nullptr) {
    return Index::make(dimension, kKey, crypto_, memory_, kernel).value();
  }

  // NOLINTBEGIN: read by the tests
  CountedMemory memory_;
  crypto_openssl::OpensslCrypto crypto_;
  // NOLINTEND
};

TEST_F(IndexTest, answers_as_the_oracle_after_any_changes) {
  for (const std::size_t dimension : {std::size_t{2}, std::size_t{65}, std::size_t{128}}) {
    const auto index = make(dimension);
    Oracle oracle(dimension, crypto_, memory_);
    std::mt19937 random(static_cast<unsigned>(dimension));  // NOLINT: the same each time
    for (std::size_t step = 0; step < 1500; ++step) {
      const SubjectId subject = person(random() % 700);
      const auto what = random() % 10;
      if (what < 6) {
        // Few faces for many persons, so that there are ties.
        const auto face = random_face(dimension, random() % 40);
        const Standing standing{
            .keep_until = kToday - std::chrono::days(random() % 8 == 0 ? 1 : 0),
            .is_frozen = random() % 8 == 0};
        ASSERT_TRUE(index->put(subject, face, standing));
        oracle.put(subject, face, standing);
      } else if (what < 9) {
        ASSERT_TRUE(index->erase(subject));
        oracle.erase(subject);
      } else {
        const bool is_frozen = random() % 2 == 0;
        ASSERT_TRUE(index->set_frozen(subject, is_frozen));
        oracle.set_frozen(subject, is_frozen);
      }
      ASSERT_EQ(index->size(), oracle.size());
      if (step % 50 != 0) continue;
      const auto probe = random_face(dimension, random());
      for (const std::size_t count : {0U, 1U, 7U, 100U, 1000U}) {
        ASSERT_EQ(index->search(probe, count, kToday).value(), oracle.search(probe, count))
            << "step " << step << ", " << count << " wanted";
      }
    }
  }
}

TEST_F(IndexTest, gives_the_same_by_every_kernel_alone_or_sixteen_at_once) {
  constexpr std::size_t kDimension = 200;
  Oracle oracle(kDimension, crypto_, memory_);
  for (const Kernel& kernel : kernels()) {
    const auto index = make(kDimension, &kernel);
    for (std::size_t i = 0; i < 300; ++i) {
      const auto face = random_face(kDimension, i);
      ASSERT_TRUE(index->put(person(i), face, kGood));
      oracle.put(person(i), face, kGood);
    }
    std::vector<face::Embedding> probes;
    for (std::size_t i = 0; i < 16; ++i) probes.push_back(another_of(kDimension, i, 1.0F));
    for (const std::size_t many : {1U, 2U, 16U}) {
      const auto hits = index->search(std::span(probes).first(many), 10, kToday).value();
      ASSERT_EQ(hits.size(), many);
      for (std::size_t i = 0; i < many; ++i) {
        EXPECT_EQ(hits[i], oracle.search(probes[i], 10)) << kernel.name;
      }
    }
  }
}

TEST_F(IndexTest, does_not_depend_on_the_order_of_putting) {
  constexpr std::size_t kCount = 600;
  const auto forward = make(128);
  const auto backward = make(128);
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::size_t j = kCount - 1 - i;
    ASSERT_TRUE(forward->put(person(i), random_face(128, i % 10), kGood));
    ASSERT_TRUE(backward->put(person(j), random_face(128, j % 10), kGood));
  }
  const auto probe = random_face(128, 3);
  // Sixty are alike: the limit falls between equals.
  const auto hits = forward->search(probe, 50, kToday).value();
  EXPECT_EQ(hits, backward->search(probe, 50, kToday).value());
  EXPECT_EQ(hits.front().subject, person(3));
  EXPECT_EQ(hits.back().subject, person(493));
}

TEST_F(IndexTest, says_what_cosine_a_score_stands_for) {
  const auto index = make(512);
  const auto face = random_face(512, 1);
  const auto probe = another_of(512, 1, 1.0F);
  ASSERT_TRUE(index->put(person(1), face, kGood));
  double exact = 0;
  for (std::size_t i = 0; i < 512; ++i) exact += double{face.reveal()[i]} * probe.reveal()[i];
  EXPECT_NEAR(index->cosine(index->search(probe, 1, kToday)->front().score), exact, 0.004);
}

TEST_F(IndexTest, refuses_every_search_while_it_is_frozen) {
  const auto index = make(64);
  const auto face = random_face(64, 1);
  index->freeze(true);
  EXPECT_EQ(index->search(face, 1, kToday).error().code, Code::refused);
  ASSERT_TRUE(index->put(person(1), face, kGood));  // stays frozen
  EXPECT_EQ(index->search(face, 1, kToday).error().code, Code::refused);
  index->freeze(false);
  EXPECT_EQ(index->search(face, 1, kToday)->size(), 1U);
}

TEST_F(IndexTest, takes_no_embedding_of_another_model_and_no_seventeen_probes) {
  const auto index = make(64);
  EXPECT_EQ(index->put(person(1), random_face(65, 1), kGood).error().code, Code::invalid_input);
  EXPECT_EQ(index->search(random_face(63, 1), 1, kToday).error().code, Code::invalid_input);
  std::vector<face::Embedding> probes;
  for (std::size_t i = 0; i < 17; ++i) probes.push_back(random_face(64, i));
  EXPECT_EQ(index->search(probes, 1, kToday).error().code, Code::invalid_input);
}

// Loads `count` persons, from number 0 on.
Result<> load(Index& index, std::size_t count, std::size_t twice = SIZE_MAX) {
  return index.load([&](const Index::Add& add) -> Result<> {
    for (std::size_t i = 0; i < count; ++i) {
      const SubjectId subject = person(i == twice ? 0 : i);
      if (auto done = add(subject, random_face(index.dimension(), i), kGood); !done)
        return done;
    }
    return {};
  });
}

TEST_F(IndexTest, holds_what_was_loaded_as_if_it_had_been_put) {
  const auto loaded = make(128);
  const auto put = make(128);
  ASSERT_TRUE(put->put(person(9999), random_face(128, 1), kGood));
  ASSERT_TRUE(load(*put, 0));  // in place of everything
  EXPECT_EQ(put->size(), 0U);
  for (std::size_t i = 0; i < 515; ++i) {
    ASSERT_TRUE(put->put(person(i), random_face(128, i), kGood));
  }
  ASSERT_TRUE(load(*loaded, 515));
  ASSERT_TRUE(loaded->erase(person(3)).value());
  ASSERT_TRUE(put->erase(person(3)).value());
  const auto probe = another_of(128, 514, 0.5F);
  EXPECT_EQ(loaded->search(probe, 600, kToday).value(),
            put->search(probe, 600, kToday).value());
}

TEST_F(IndexTest, takes_nothing_in_when_an_error_is_passed_over) {
  const auto index = make(128);
  const auto loaded = index->load([&](const Index::Add& add) -> Result<> {
    for (std::size_t i = 0; i < 1'500; ++i) {
      static_cast<void>(add(person(i == 1 ? 0 : i), random_face(128, i), kGood));
    }
    return {};
  });
  EXPECT_EQ(loaded.error().code, Code::corrupt);
  EXPECT_EQ(index->size(), 0U);
}

TEST_F(IndexTest, stays_as_it_was_when_loading_fails) {
  const auto index = make(128);
  ASSERT_TRUE(index->put(person(1), random_face(128, 1), kGood));
  EXPECT_EQ(load(*index, 300, 299).error().code, Code::corrupt);
  EXPECT_EQ(load(*index, 10, 9).error().code, Code::corrupt);
  const std::size_t used = memory_.in_use();
  memory_.allow(100'000);
  EXPECT_EQ(load(*index, 10'000).error().code, Code::exhausted);
  EXPECT_EQ(memory_.in_use(), used);
  EXPECT_EQ(index->size(), 1U);
}

TEST_F(IndexTest, stays_as_it_was_when_no_memory_is_left) {
  const auto index = make(128);
  ASSERT_TRUE(load(*index, 300));
  const auto probe = random_face(128, 5);
  const auto before = index->search(probe, 300, kToday).value();
  // From nothing at all to almost enough, the change fails in every place it can.
  for (const std::size_t bytes : {0U, 1'000U, 20'000U, 33'000U, 40'000U, 45'000U, 70'000U}) {
    memory_.allow(bytes);
    const auto put = index->put(person(300), random_face(128, 300), kGood);
    memory_.allow(SIZE_MAX / 2);
    EXPECT_EQ(index->erase(person(300)).value(), put.has_value());
    memory_.allow(bytes);
    const auto erased = index->erase(person(7));
    memory_.allow(SIZE_MAX / 2);
    if (erased) {
      EXPECT_TRUE(index->put(person(7), random_face(128, 7), kGood));
    }
    EXPECT_EQ(index->search(probe, 300, kToday).value(), before) << bytes;
  }
}

// Whether the values stand anywhere as a lane of a block, or one behind another.
bool holds(const CountedMemory& memory, std::span<const std::int8_t> values) {
  std::vector<std::byte> lane;
  for (const int value : values) lane.push_back(static_cast<std::byte>(value + 128));
  constexpr std::size_t kStride = kLanes * kGroup;
  const std::size_t groups = lane.size() / kGroup;
  const auto in_lanes = [&](std::span<const std::byte> block) {
    for (std::size_t at = 0; at + ((groups - 1) * kStride) + kGroup <= block.size();
         at += kGroup) {
      std::size_t same = 0;
      while (same < groups &&
             std::ranges::equal(block.subspan(at + (same * kStride), kGroup),
                                std::span(lane).subspan(same * kGroup, kGroup))) {
        ++same;
      }
      if (same == groups) return true;
    }
    return false;
  };
  return memory.contains(std::as_bytes(values)) || memory.any_block(in_lanes);
}

TEST_F(IndexTest, leaves_no_byte_of_whoever_is_erased) {
  const Oracle oracle(128, crypto_, memory_);
  constexpr std::array<std::size_t, 3> kNumbers = {0, 5, 299};  // the first, the last, another
  for (const std::size_t number : kNumbers) {
    const auto index = make(128);
    ASSERT_TRUE(load(*index, 300));
    const auto erased = person(number);
    const auto name = std::as_bytes(std::span(erased.text()));
    const auto values = oracle.encoded(random_face(128, number));
    ASSERT_TRUE(memory_.contains(name));
    ASSERT_TRUE(holds(memory_, values));
    ASSERT_TRUE(index->erase(erased).value());
    EXPECT_FALSE(memory_.contains(name));
    EXPECT_FALSE(holds(memory_, values));
    EXPECT_FALSE(index->erase(erased).value());
  }
  EXPECT_EQ(memory_.given_back_dirty(), 0U);
}

TEST_F(IndexTest, leaves_an_empty_lane_where_the_last_reference_stood) {
  const auto index = make(64);
  std::vector<float> values(64, 1.0F);
  values[3] = 2.0F;
  ASSERT_TRUE(index->put(person(1), random_face(64, 1), kGood));
  const auto others = memory_.in_use();
  ASSERT_TRUE(index->put(person(2), face::Embedding::make(values).value(), kGood));
  ASSERT_TRUE(index->erase(person(2)).value());
  EXPECT_EQ(memory_.in_use(), others);
  // Whoever comes next into the lane is found as alone.
  ASSERT_TRUE(index->put(person(3), random_face(64, 3), kGood));
  EXPECT_EQ(index->search(random_face(64, 3), 1, kToday)->front().subject, person(3));
}

TEST_F(IndexTest, gives_back_all_its_memory_wiped) {
  {
    const auto index = make(128);
    ASSERT_TRUE(load(*index, 1000));
    ASSERT_TRUE(index->search(random_face(128, 1), 5, kToday));
    index->clear();
    EXPECT_EQ(index->size(), 0U);
    EXPECT_TRUE(index->search(random_face(128, 1), 5, kToday)->empty());
    EXPECT_LT(memory_.in_use(), 2000U);  // the rotation
  }
  EXPECT_EQ(memory_.in_use(), 0U);
  EXPECT_EQ(memory_.given_back_dirty(), 0U);
}

TEST_F(IndexTest, takes_at_most_600_bytes_for_a_reference) {
  constexpr std::size_t kCount = 4096;
  constexpr std::size_t kTable = 22;  // 8 bytes a slot, after growing three eighths full
  constexpr std::size_t kChunk = 9;   // what a chunk keeps outside of `memory`, for each of 256
  const auto index = make(512);
  ASSERT_TRUE(load(*index, kCount));
  EXPECT_LE((memory_.in_use() / kCount) + kTable + kChunk, 600U);
}

}  // namespace
}  // namespace menshen::gallery
