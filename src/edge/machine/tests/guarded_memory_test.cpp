#include "machine/guarded_memory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <new>
#include <random>
#include <span>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::machine {
namespace {

using Kind = GuardedMemory::Kind;

constexpr std::byte kMark{0xA5};
constexpr std::size_t kMiB = std::size_t{1} << 20U;
constexpr uid_t kNobody = 65'534;

std::span<std::byte> take(GuardedMemory& memory, std::size_t size, std::size_t alignment = 1) {
  return {static_cast<std::byte*>(memory.allocate(size, alignment)), size};
}

// A process of its own, without the privileges of root, which no limit holds. Its exit status
// is what `body` returns.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(99);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void limit_locked_memory(std::size_t bytes) {
  const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
  setrlimit(RLIMIT_MEMLOCK, &limit);
}

// What the kernel says of the mapping that holds `address`.
std::string smaps_of(const void* address) {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream smaps("/proc/self/smaps");
  std::string found;
  bool inside = false;
  for (std::string line; std::getline(smaps, line);) {
    std::istringstream words(line);
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    if (words >> std::hex >> begin >> dash >> end && dash == '-') {
      inside = begin <= at && at < end;
    }
    if (inside) found += line + '\n';
  }
  return found;
}

class EachKind : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    auto made = GuardedMemory::make(GetParam());
    if (!made) GTEST_SKIP() << made.error().what;
    memory_ = *std::move(made);
    if (memory_->kind() != GetParam()) GTEST_SKIP() << "this kernel has no memfd_secret";
  }

  std::unique_ptr<GuardedMemory> memory_;  // NOLINT: read by the tests
};

TEST_P(EachKind, wipes_what_is_freed_before_anybody_has_it_again) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{100}, 5 * kMiB}) {
    const auto block = take(*memory_, size);
    std::ranges::fill(block, kMark);
    memory_->deallocate(block.data(), size, 1);
    // The pool keeps the mapping, so what lies there can be looked at.
    EXPECT_EQ(std::ranges::count(block, std::byte{0}), static_cast<std::ptrdiff_t>(size));
    const auto again = take(*memory_, size);
    EXPECT_EQ(std::ranges::count(again, std::byte{0}), static_cast<std::ptrdiff_t>(size));
    memory_->deallocate(again.data(), size, 1);
  }
}

TEST_P(EachKind, is_locked_and_neither_dumped_nor_inherited) {
  const auto block = take(*memory_, 100);
  std::ranges::fill(block, kMark);
  const std::string smaps = smaps_of(block.data());
  const std::string flags = smaps.substr(smaps.find("VmFlags:"));
  EXPECT_THAT(flags, testing::HasSubstr(" lo")) << smaps;  // VM_LOCKED
  EXPECT_THAT(flags, testing::HasSubstr(" dd"));           // VM_DONTDUMP
  EXPECT_THAT(flags, testing::HasSubstr(" dc"));           // VM_DONTCOPY: not after fork
  EXPECT_EQ(smaps.find("secretmem") != std::string::npos, GetParam() == Kind::secret);
  memory_->deallocate(block.data(), 100, 1);
}

TEST_P(EachKind, is_read_through_proc_only_when_it_is_not_secret) {
  const auto block = take(*memory_, 64);
  std::ranges::fill(block, kMark);
  const int self = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(self, 0);
  std::array<std::byte, 64> seen{};
  const ssize_t got = pread(self, seen.data(), seen.size(),
                            static_cast<off_t>(reinterpret_cast<std::uintptr_t>(block.data())));
  close(self);
  EXPECT_EQ(got, GetParam() == Kind::secret ? -1 : 64);
  EXPECT_EQ(std::ranges::count(seen, kMark), GetParam() == Kind::secret ? 0 : 64);
  memory_->deallocate(block.data(), 64, 1);
}

TEST_P(EachKind, has_pages_about_an_arena_that_nobody_may_touch) {
  // As large as an arena of its own, so its ends are the arena's.
  const std::size_t size = 8 * kMiB;
  const auto block = take(*memory_, size);
  EXPECT_THAT(smaps_of(block.data() - 1), testing::HasSubstr("---p"));
  EXPECT_THAT(smaps_of(block.data() + size), testing::HasSubstr("---p"));
  memory_->deallocate(block.data(), size, 1);
}

TEST_P(EachKind, aligns_as_asked_and_to_64_bytes_at_least) {
  std::vector<std::pair<std::span<std::byte>, std::size_t>> blocks;
  for (const std::size_t alignment : {1U, 64U, 128U, 4096U, 65'536U}) {
    for (const std::size_t size : {1U, 63U, 65U, 5000U}) {
      const auto block = take(*memory_, size, alignment);
      const auto at = reinterpret_cast<std::uintptr_t>(block.data());
      EXPECT_EQ(at % std::max<std::size_t>(alignment, 64), 0U) << alignment;
      std::ranges::fill(block, kMark);
      blocks.emplace_back(block, alignment);
    }
  }
  for (const auto& [block, alignment] : blocks) {
    memory_->deallocate(block.data(), block.size(), alignment);
  }
  EXPECT_EQ(memory_->in_use(), 0U);
}

// The chunks of the search index are of this size.
TEST_P(EachKind, loses_little_to_its_own_needs) {
  constexpr std::size_t kChunk = 135 * 1024;
  constexpr std::size_t kChunks = 100;
  std::vector<std::span<std::byte>> chunks;
  for (std::size_t i = 0; i < kChunks; ++i) chunks.push_back(take(*memory_, kChunk));
  EXPECT_EQ(memory_->in_use(), kChunk * kChunks);
  EXPECT_LE(memory_->mapped(), kChunk * kChunks + 4 * kMiB);
  for (const auto chunk : chunks) memory_->deallocate(chunk.data(), chunk.size(), 1);
}

TEST_P(EachKind, joins_what_is_free_so_that_a_large_block_fits_again) {
  std::vector<std::span<std::byte>> blocks;
  for (int i = 0; i < 300; ++i) blocks.push_back(take(*memory_, 40'000));
  const std::size_t mapped = memory_->mapped();
  std::ranges::shuffle(blocks, std::mt19937{1});
  for (const auto block : blocks) memory_->deallocate(block.data(), block.size(), 1);
  const auto large = take(*memory_, 4 * kMiB);
  EXPECT_EQ(memory_->mapped(), mapped);
  memory_->deallocate(large.data(), large.size(), 1);
}

TEST_P(EachKind, serves_many_threads_at_once) {
  const auto work = [&](unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::span<std::byte>> mine;
    for (int i = 0; i < 500; ++i) {
      if (mine.size() < 20) {
        const auto block = take(*memory_, 1 + random() % 10'000);
        EXPECT_EQ(std::ranges::count(block, std::byte{0}), std::ssize(block));
        std::ranges::fill(block, static_cast<std::byte>(seed));
        mine.push_back(block);
        continue;
      }
      std::swap(mine[random() % mine.size()], mine.back());
      const auto block = mine.back();
      mine.pop_back();
      EXPECT_EQ(std::ranges::count(block, static_cast<std::byte>(seed)), std::ssize(block));
      memory_->deallocate(block.data(), block.size(), 1);
    }
    for (const auto block : mine) memory_->deallocate(block.data(), block.size(), 1);
  };
  std::vector<std::jthread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed) threads.emplace_back(work, seed);
  threads.clear();
  EXPECT_EQ(memory_->in_use(), 0U);
}

TEST_P(EachKind, says_that_the_limit_is_reached_and_how_to_raise_it) {
  const int status = in_child([] {
    limit_locked_memory(6 * kMiB);
    const auto memory = GuardedMemory::make(GetParam());
    if (!memory) return 1;
    auto first = Secret::make(5 * kMiB, **memory);
    if (!first) return 2;
    const auto second = Secret::make(3 * kMiB, **memory);
    if (second || second.error().code != Code::exhausted) return 3;
    if (second.error().what.find("LimitMEMLOCK=") == std::string::npos) return 4;
    // What the first had can be had by others: arenas that are free are given back.
    first = Secret::make(0, **memory);
    if (!first) return 5;
    return Secret::make(3 * kMiB, **memory) ? 0 : 6;
  });
  EXPECT_EQ(status, 0);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EachKind, testing::Values(Kind::secret, Kind::locked),
                         [](const auto& kind) { return std::string(name(kind.param)); });

TEST(GuardedMemory, is_not_made_where_nothing_may_be_locked) {
  const int status = in_child([] {
    limit_locked_memory(0);
    const auto memory = GuardedMemory::make();
    if (memory || memory.error().code != Code::unavailable) return 1;
    return memory.error().what.find("ulimit -l") == std::string::npos ? 2 : 0;
  });
  EXPECT_EQ(status, 0);
}

TEST(GuardedMemory, answers_a_size_that_cannot_be_as_the_standard_says) {
  const auto memory = GuardedMemory::make();
  ASSERT_TRUE(memory) << memory.error().what;
  for (const std::size_t size : {SIZE_MAX, SIZE_MAX - 64, SIZE_MAX / 2}) {
    EXPECT_THROW(static_cast<void>(take(**memory, size, 64)), std::bad_alloc);
  }
}

}  // namespace
}  // namespace menshen::machine
