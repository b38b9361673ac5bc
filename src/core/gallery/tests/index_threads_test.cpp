// Many search while others put, erase and freeze. To be run under the thread sanitizer too.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/detail/kernel.hpp"
#include "gallery/index.hpp"
#include "gallery/testing/counted_memory.hpp"
#include "gallery/testing/random_faces.hpp"

namespace menshen::gallery {
namespace {

constexpr CivilDate kToday{std::chrono::year{2026} / 11 / 22};
constexpr Standing kGood{.keep_until = kToday};
constexpr std::size_t kDimension = 64;
constexpr std::size_t kPersons = 600;
constexpr std::size_t kWriters = 2;
constexpr int kRounds = 150;

SubjectId person(std::size_t number) { return SubjectId("person-" + std::to_string(number)); }

// What a person's reference may be at this moment. Even while it changes, `may` tells nothing
// wrong: it says `maybe` from before a change until it is done.
enum class Is { absent, there, maybe };

class IndexThreads : public testing::Test {
 protected:
  IndexThreads() {
    for (std::size_t i = 0; i < kPersons; ++i) faces_.push_back(random_face(kDimension, i));
    const auto loaded = index_->load([&](const Index::Add& add) -> Result<> {
      for (std::size_t i = 0; i < kPersons; ++i) {
        if (auto done = add(person(i), random_face(kDimension, i), kGood); !done) return done;
        is_[i] = Is::there;
      }
      return {};
    });
    EXPECT_TRUE(loaded);
  }

  // Each writer has persons of its own, so that it knows what is true of them.
  void write(std::size_t writer) {
    std::mt19937 random(static_cast<unsigned>(writer));  // NOLINT: the same each time
    for (int round = 0; round < kRounds; ++round) {
      const std::size_t number = (random() % (kPersons / kWriters) * kWriters) + writer;
      const Is before = is_[number];
      is_[number] = Is::maybe;
      ++changes_[number];
      if (before == Is::there) {
        EXPECT_TRUE(random() % 2 == 0 ? index_->erase(person(number)).value()
                                      : index_->set_frozen(person(number), true).value());
        is_[number] = Is::absent;
      } else {
        EXPECT_TRUE(index_->put(person(number), faces_[number], kGood));
        is_[number] = Is::there;
      }
      ++changes_[number];
    }
  }

  // A person whose state did not change during a search comes out as that state says.
  void read(std::size_t reader) {
    std::mt19937 random(static_cast<unsigned>(100 + reader));  // NOLINT: the same each time
    while (!is_over_) {
      const std::size_t number = random() % kPersons;
      const auto changes = changes_[number].load();
      const Is is = is_[number];
      const auto hits = index_->search(faces_[number], 3, kToday).value();
      ASSERT_FALSE(hits.empty());
      ++searches_;
      if (is == Is::maybe || changes_[number] != changes) continue;
      const bool is_found = hits.front().subject == person(number);
      EXPECT_EQ(is_found, is == Is::there) << "person " << number;
      EXPECT_TRUE(std::ranges::is_sorted(hits, std::ranges::greater(), &Hit::score));
    }
  }

  // NOLINTBEGIN: read and changed by the tests
  CountedMemory memory_;
  crypto_openssl::OpensslCrypto crypto_;
  std::unique_ptr<Index> index_ =
      Index::make(kDimension, Digest{std::byte{1}}, crypto_, memory_).value();
  std::vector<face::Embedding> faces_;
  std::array<std::atomic<Is>, kPersons> is_{};
  std::array<std::atomic<int>, kPersons> changes_{};
  std::atomic<bool> is_over_ = false;
  std::atomic<int> searches_ = 0;
  // NOLINTEND
};

TEST_F(IndexThreads, never_find_whoever_is_erased_and_always_whoever_is_there) {
  std::vector<std::jthread> readers;
  for (std::size_t i = 0; i < 3; ++i) readers.emplace_back([this, i] { read(i); });
  {
    std::vector<std::jthread> writers;
    for (std::size_t i = 0; i < kWriters; ++i) writers.emplace_back([this, i] { write(i); });
  }
  is_over_ = true;
  readers.clear();
  EXPECT_GT(searches_, 0);
  EXPECT_EQ(memory_.given_back_dirty(), 0U);
}

// A kernel that scans nothing and stays where it is until it is let go.
struct Slow {
  static void one(const std::uint8_t* /*blocks*/, std::size_t count, std::size_t /*dimension*/,
                  const std::int8_t* /*query*/, std::int32_t* scores) noexcept {
    std::fill_n(scores, count * kLanes, 0);
    is_in = true;
    is_in.notify_all();
    may_leave.wait(false);
  }
  static constexpr Kernel kKernel{.name = "slow", .one = one, .sixteen = nullptr};
  inline static std::atomic<bool> is_in = false;      // NOLINT: a kernel has no state
  inline static std::atomic<bool> may_leave = false;  // NOLINT
};

TEST(Index, erases_for_a_search_that_began_before_too) {
  CountedMemory memory;
  const crypto_openssl::OpensslCrypto crypto;
  const auto index = Index::make(kDimension, Digest{}, crypto, memory, &Slow::kKernel).value();
  ASSERT_TRUE(index->put(person(1), random_face(kDimension, 1), kGood));
  const std::string name = person(1).text();
  const auto bytes = std::as_bytes(std::span(name));

  std::jthread search(
      [&] { EXPECT_TRUE(index->search(random_face(kDimension, 1), 1, kToday)); });
  Slow::is_in.wait(false);
  // The reference is in two lists since, and the search reads a third.
  ASSERT_TRUE(index->put(person(2), random_face(kDimension, 2), kGood));
  ASSERT_TRUE(memory.contains(bytes));
  std::atomic<bool> has_returned = false;
  std::jthread erasure([&] {
    EXPECT_TRUE(index->erase(person(1)).value());
    has_returned = true;
  });
  while (index->size() != 1) std::this_thread::yield();
  EXPECT_FALSE(has_returned);
  Slow::may_leave = true;
  Slow::may_leave.notify_all();
  erasure.join();
  search.join();
  EXPECT_FALSE(memory.contains(bytes));
  EXPECT_EQ(memory.given_back_dirty(), 0U);
}

}  // namespace
}  // namespace menshen::gallery
