// The record: commits with tree and signature beside what the same disk can do at most, and
// beside SQLite; many entries at once; latency while inference fills the cores; audit and
// proofs.
//
//   ledger_bench [FOLDER [commits|many|inference|proofs]]
//
// FOLDER is where it writes, the working folder unless told; without a part, all are measured.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "group_commit_floor.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/tree.hpp"
#include "machine/posix_files.hpp"
#include "machine/priority.hpp"
#include "machine/system_clock.hpp"
#include "report.hpp"

namespace {

using namespace menshen;         // NOLINT: this file is the program
using namespace menshen::bench;  // NOLINT
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kRepeats = 5;
constexpr std::chrono::milliseconds kMeasured{700};

// A refusal as the gate writes it: eight rules, everything else filled in.
ledger::Entry entry() {
  return {.event = ledger::Event::decision,
          .decision = DecisionId("019ab000-0000-7000-8000-000000000000"),
          .time = Instant{std::chrono::milliseconds{1'790'000'000'000}},
          .actor = "lobby_camera",
          .action = "face.verify",
          .purpose = PurposeId("door"),
          .place = PlaceId("lobby"),
          .verdict = ledger::Verdict::deny,
          .rules = {"M25-6-1", "PIPL-29-1", "M25-10-1", "M25-5-1", "M25-8-1", "PIPL-28-2",
                    "M25-13-4", "SPC21-2-1"}};
}

struct Figures {
  double rate = 0;  // commits a second
  double p50 = 0;   // microseconds
  double p99 = 0;
};

// `callers` threads commit one after another for a while.
Figures measure(std::size_t callers, const std::function<void()>& commit) {
  std::atomic<bool> is_over{false};
  std::vector<std::vector<double>> latencies(callers);
  std::vector<std::thread> threads;
  const auto started = Clock::now();
  for (auto& mine : latencies) {
    threads.emplace_back([&] {
      while (!is_over) {
        const auto before = Clock::now();
        commit();
        mine.push_back(
            std::chrono::duration<double, std::micro>(Clock::now() - before).count());
      }
    });
  }
  std::this_thread::sleep_for(kMeasured);
  is_over = true;
  for (auto& thread : threads) thread.join();
  const Seconds took = Clock::now() - started;
  std::vector<double> all;
  for (const auto& mine : latencies) all.insert(all.end(), mine.begin(), mine.end());
  return {.rate = static_cast<double>(all.size()) / took.count(),
          .p50 = percentile(all, 0.50),
          .p99 = percentile(all, 0.99)};
}

Figures median(std::vector<Figures> runs) {
  const auto middle = [&runs](double Figures::* figure) {
    std::ranges::sort(runs, {}, figure);
    return runs[runs.size() / 2].*figure;
  };
  return {.rate = middle(&Figures::rate),
          .p50 = middle(&Figures::p50),
          .p99 = middle(&Figures::p99)};
}

// Both in turn, so that a change of the machine's speed meets both.
std::pair<Figures, Figures> measure_both(std::size_t callers, const std::function<void()>& ours,
                                         const std::function<void()>& limit) {
  std::vector<Figures> of_ours;
  std::vector<Figures> of_limit;
  for (std::size_t i = 0; i < kRepeats; ++i) {
    of_limit.push_back(measure(callers, limit));
    of_ours.push_back(measure(callers, ours));
  }
  return {median(of_ours), median(of_limit)};
}

// Threads that never rest, as inference does.
class Inference {
 public:
  explicit Inference(bool is_behind_others) {
    for (int i = 0; i < 2; ++i) {
      threads_.emplace_back([this, is_behind_others] {
        if (is_behind_others && !machine::run_behind_others()) std::abort();
        volatile float sum = 0;
        while (!is_over_) {
          for (int k = 0; k < 1000; ++k) sum = sum * 0.5F + 1.0F;
        }
      });
    }
  }
  Inference(const Inference&) = delete;
  Inference& operator=(const Inference&) = delete;
  ~Inference() {
    is_over_ = true;
    for (auto& thread : threads_) thread.join();
  }

 private:
  std::atomic<bool> is_over_{false};
  std::vector<std::thread> threads_;
};

struct Record {
  Record(const fs::path& folder, bool with_priority)
      : ledger(ledger::Ledger::open(
                   {.files = files, .crypto = crypto, .signer = signer, .clock = clock}, folder,
                   {.origin = "menshen.bench",
                    .journal = {},
                    .on_commit_thread =
                        [with_priority] {
                          if (with_priority) machine::run_before_others();
                        }})
                   .value()) {}

  void seal() const {
    if (!ledger->seal(an_entry)) std::abort();
  }

  const ledger::Entry an_entry = entry();  // made once, as the bytes of the others are
  machine::PosixFiles files;
  crypto_openssl::OpensslCrypto crypto;
  Digest seed{std::byte{7}};
  crypto_openssl::OpensslSigner signer{std::span<const std::byte, 32>(seed)};
  machine::SystemClock clock;
  std::unique_ptr<ledger::Ledger> ledger;
};

// One row a transaction, write-ahead log, full synchronisation, one connection.
double sqlite_rows_per_second(const fs::path& file, std::span<const std::byte> row) {
  sqlite3* database = nullptr;
  sqlite3_stmt* insert = nullptr;
  const bool is_open =
      sqlite3_open(file.c_str(), &database) == SQLITE_OK &&
      sqlite3_exec(database,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "CREATE TABLE log(sequence INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT",
                   nullptr, nullptr, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database, "INSERT INTO log(entry) VALUES(?1)", -1, &insert, nullptr) ==
          SQLITE_OK;
  if (!is_open) std::abort();
  sqlite3_bind_blob(insert, 1, row.data(), static_cast<int>(row.size()), SQLITE_STATIC);
  const auto figures = measure(1, [&] {
    if (sqlite3_step(insert) != SQLITE_DONE) std::abort();
    sqlite3_reset(insert);
  });
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return figures.rate;
}

void report_commits(const fs::path& folder) {
  const auto bytes = ledger::canonical(entry());
  report("ledger", "size of an entry", static_cast<double>(bytes.size()), "bytes");
  std::vector<double> raw;
  std::vector<double> sqlite;
  for (std::size_t i = 0; i < kRepeats; ++i) {
    raw.push_back(raw_syncs_per_second(folder / "raw", bytes.size(), 2000));
    sqlite.push_back(sqlite_rows_per_second(folder / fmt::format("peer{}.db", i), bytes));
  }
  const double raw_rate = percentile(raw, 0.5);
  const double sqlite_rate = percentile(sqlite, 0.5);

  const Record record(folder / "record", true);
  GroupCommitFloor floor(folder / "floor");
  for (const std::size_t callers : {1U, 16U, 64U, 256U}) {
    const auto [ours, limit] =
        measure_both(callers, [&] { record.seal(); }, [&] { floor.commit(bytes); });
    const auto name = fmt::format("{} callers", callers);
    report("ledger", name, ours.rate, "commits/s", "bare group commit", limit.rate,
           Better::higher);
    report("ledger", name + ", p50", ours.p50, "us", "bare group commit", limit.p50);
    report("ledger", name + ", p99", ours.p99, "us", "bare group commit", limit.p99);
    report("ledger", name, ours.rate, "commits/s", "raw fdatasync, one thread", raw_rate,
           Better::higher);
    report("ledger", name, ours.rate, "commits/s", "SQLite WAL FULL, a row a commit",
           sqlite_rate, Better::higher);
  }
}

// As an import seals: one caller, many entries at once.
void report_many_at_once(const fs::path& folder) {
  constexpr std::size_t kEntries = 100'000;
  constexpr std::size_t kAtOnce = 1'000;
  constexpr std::size_t kSideBytes = 200;
  const std::vector<ledger::ToSeal> many(
      kAtOnce, {.entry = entry(), .side = std::vector<std::byte>(kSideBytes)});
  const auto bytes = ledger::canonical(entry()).size() + kSideBytes;
  std::vector<double> ours;
  std::vector<double> raw;
  for (std::size_t run = 0; run < kRepeats; ++run) {
    raw.push_back(
        kEntries / kAtOnce /
        raw_syncs_per_second(folder / "raw_many", bytes * kAtOnce, kEntries / kAtOnce));
    const Record record(folder / fmt::format("many{}", run), true);
    const auto started = Clock::now();
    for (std::size_t i = 0; i < kEntries; i += kAtOnce) {
      if (!record.ledger->seal_all(many)) std::abort();
    }
    ours.push_back(Seconds(Clock::now() - started).count());
  }
  report("ledger", fmt::format("{} entries, {} at once", kEntries, kAtOnce),
         percentile(ours, 0.5), "s", "raw fdatasync, one thread", percentile(raw, 0.5));
}

void report_beside_inference(const fs::path& folder) {
  GroupCommitFloor floor(folder / "floor");
  const auto bytes = ledger::canonical(entry());
  for (const bool with_priority : {true, false}) {
    const Record record(
        folder / (with_priority ? "record_with_priority" : "record_without_priority"),
        with_priority);
    for (const bool is_behind_others : {true, false}) {
      const Inference inference(is_behind_others);
      for (const std::size_t callers : {1U, 64U}) {
        const auto [ours, limit] =
            measure_both(callers, [&] { record.seal(); }, [&] { floor.commit(bytes); });
        const auto name = fmt::format("{} callers beside 2 busy threads{}, committer with{}",
                                      callers, is_behind_others ? " behind others" : "",
                                      with_priority ? " priority" : "out");
        report("ledger", name + ", p50", ours.p50, "us", "bare group commit", limit.p50);
        report("ledger", name + ", p99", ours.p99, "us", "bare group commit", limit.p99);
      }
    }
  }
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// A record of a million entries, sealed here by many threads.
void report_audit_and_proofs(const fs::path& folder) {
  constexpr std::uint64_t kEntries = 1'000'000;
  constexpr std::size_t kThreads = 512;
  const Record record(folder / "million", true);
  {
    std::vector<std::thread> threads;
    std::atomic<std::uint64_t> left{kEntries};
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        while (left.fetch_sub(1) - 1 < kEntries) record.seal();
      });
    }
    for (auto& thread : threads) thread.join();
  }
  const ledger::Archive& archive = record.ledger->archive();
  const auto head = archive.head();

  const double before = cpu_seconds();
  if (archive.audit() != head) std::abort();
  report("ledger", fmt::format("audit of {} entries", head.size), cpu_seconds() - before,
         "CPU s");

  constexpr std::uint64_t kProofs = 20'000;
  constexpr std::uint64_t kStep = 7'919;  // all over the tree
  std::vector<std::vector<Digest>> paths(kProofs);
  const auto index_of = [&head](std::uint64_t i) { return i * kStep % head.size; };
  const auto made = median_time(
      [&] {
        for (std::uint64_t i = 0; i < kProofs; ++i) {
          paths[i] = archive.inclusion(index_of(i), head.size).value();
        }
      },
      kRepeats);
  const auto per_proof = [](Seconds time) { return time.count() * 1e6 / kProofs; };
  report("ledger", "inclusion proof made", per_proof(made), "us");
  report("ledger", "inclusion proof", static_cast<double>(paths[0].size() * sizeof(Digest)),
         "bytes");
  const Digest leaf = ledger::leaf_hash(record.crypto, archive.read(0).value().leaf);
  const auto verified = median_time(
      [&] {
        for (std::uint64_t i = 0; i < kProofs; ++i) {
          const auto root = ledger::root_from_inclusion(record.crypto, leaf, index_of(i),
                                                        head.size, paths[i]);
          if (!root || *root != head.root) std::abort();
        }
      },
      kRepeats);
  report("ledger", "inclusion proof verified", per_proof(verified), "us");

  const auto receipt = record.ledger->seal(entry()).value();
  const auto receipts = median_time(
      [&] {
        for (std::uint64_t i = 0; i < kProofs; ++i) {
          if (!record.ledger->cose(receipt)) std::abort();
        }
      },
      kRepeats);
  report("ledger", "COSE receipt made", per_proof(receipts), "us");
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = fs::path(argc > 1 ? argv[1] : ".") /
                          fmt::format("ledger_bench.{}", static_cast<int>(getpid()));
  const std::string_view part = argc > 2 ? argv[2] : "";
  fs::create_directories(folder);
  if (part.empty() || part == "commits") report_commits(folder);
  if (part.empty() || part == "many") report_many_at_once(folder);
  if (part.empty() || part == "inference") report_beside_inference(folder);
  if (part.empty() || part == "proofs") report_audit_and_proofs(folder);
  fs::remove_all(folder);
}
