// Seals entries until it is killed, or has sealed as many as it was told to, and says at once
// what the record answered.
//
//   record_writer FOLDER ROUND [THREADS [ENTRIES [SHIFT_MS [PRUNE_BEFORE_MS]]]]
//
// ROUND makes its decisions differ from those of earlier rounds. ENTRIES are for each thread; 0
// is without end. The clock is wrong by SHIFT_MS. When the disk is full it waits and goes on.
// Exit: 0 done, 3 the record has stopped, 4 it could not be opened, 2 used wrongly.
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/tree.hpp"
#include "workload.hpp"

namespace menshen::crash {
namespace {

constexpr int kStopped = 3;
constexpr int kNotOpened = 4;
constexpr std::uint64_t kReceiptEvery = 16;
constexpr std::uint64_t kReadEvery = 32;
constexpr std::uint64_t kPruneAt = 2;
constexpr std::chrono::milliseconds kWaitForSpace{1};

struct Task {
  std::string folder;
  std::int64_t round = 0;
  std::int64_t threads = 4;
  std::int64_t entries = 0;
  std::int64_t shift_ms = 0;
  std::int64_t prune_before_ms = 0;
};

std::optional<Task> parse(std::span<char*> arguments) {
  Task task;
  if (arguments.size() < 3) return std::nullopt;
  task.folder = arguments[1];
  std::int64_t* const numbers[] = {&task.round, &task.threads, &task.entries, &task.shift_ms,
                                   &task.prune_before_ms};
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    const std::string_view text(arguments[i]);
    if (i - 2 >= std::size(numbers)) return std::nullopt;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), *numbers[i - 2]);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  }
  return task;
}

class Writer {
 public:
  Writer(const Task& task, Bench& bench, ledger::Ledger& ledger)
      : task_(task), bench_(bench), ledger_(ledger) {}

  bool run() {
    std::vector<std::thread> threads;
    for (std::int64_t t = 0; t < task_.threads; ++t) {
      threads.emplace_back([this, t] { seal_all(t); });
    }
    for (auto& thread : threads) thread.join();
    return !has_failed_;
  }

 private:
  void seal_all(std::int64_t thread) {
    const auto entries = static_cast<std::uint64_t>(task_.entries);
    std::uint64_t sealed = 0;
    for (std::uint64_t n = 0; (entries == 0 || sealed < entries) && !has_failed_; ++n) {
      const Work work = work_of(fmt::format("{}.{}.{}", task_.round, thread, n), bench_.crypto,
                                bench_.clock.now());
      const auto receipt = ledger_.seal(work.entry, work.side);
      if (receipt) {
        report(*receipt, ++sealed);
        if (thread == 0 && sealed == kPruneAt) prune();
      } else if (receipt.error().code == Code::exhausted) {
        tell(fmt::format("refused {}\n", work.entry.decision.text()));
        std::this_thread::sleep_for(kWaitForSpace);
      } else {
        stop(receipt.error());
      }
    }
  }

  void report(const ledger::Receipt& receipt, std::uint64_t count) {
    std::vector<std::byte> cose;
    if (count % kReceiptEvery == 0) {
      auto made = ledger_.cose(receipt);
      if (!made) return stop(made.error());
      cose = std::move(*made);
    }
    tell(sealed_line(receipt, cose));
    if (count % kReadEvery != 0) return;
    const auto read = ledger_.archive().read(receipt.sequence());
    if (!read) return stop(read.error());
    if (ledger::leaf_hash(bench_.crypto, read->leaf) != receipt.leaf()) {
      stop({.code = Code::corrupt, .what = "an entry is read otherwise than it was sealed"});
    }
  }

  void prune() {
    if (task_.prune_before_ms == 0) return;
    const auto first = ledger_.prune(Instant{std::chrono::milliseconds{task_.prune_before_ms}});
    if (!first) return stop(first.error());
    tell(fmt::format("pruned {}\n", *first));
  }

  void stop(const Error& error) {
    if (!has_failed_.exchange(true)) tell(fmt::format("stopped {}\n", error.what));
  }

  const Task& task_;
  Bench& bench_;
  ledger::Ledger& ledger_;
  std::atomic<bool> has_failed_{false};
};

int run(const Task& task) {
  Bench bench(std::chrono::milliseconds{task.shift_ms});
  const auto opened = ledger::Ledger::open(bench.ports(), task.folder, Bench::options());
  if (!opened) {
    tell(fmt::format("stopped {}\n", opened.error().what));
    return kNotOpened;
  }
  tell(fmt::format("opened {}\n", (*opened)->recovery().torn_bytes));
  return Writer(task, bench, **opened).run() ? 0 : kStopped;
}

}  // namespace
}  // namespace menshen::crash

int main(int count, char** arguments) {
  const auto task = menshen::crash::parse({arguments, static_cast<std::size_t>(count)});
  if (!task) {
    std::fputs("record_writer FOLDER ROUND [THREADS [ENTRIES [SHIFT_MS [PRUNE_BEFORE_MS]]]]\n",
               stderr);
    return 2;
  }
  return menshen::crash::run(*task);
}
