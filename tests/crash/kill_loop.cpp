// Kills a writer of the record again and again, and looks each time whether everything that it
// was told is durable is there.
//
//   kill_loop WRITER ROUNDS [SEED]
//
// WRITER is the program record_writer. The same SEED gives the same moments; what the machine
// makes of them differs. Exit: 0 all is there, and what was damaged on purpose was found.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "child.hpp"
#include "folder.hpp"
#include "ledger/archive.hpp"
#include "ledger/ledger.hpp"
#include "ledger/testing/evidence.hpp"
#include "workload.hpp"

namespace menshen::crash {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kThreadsMax = 4;
constexpr std::uint64_t kTail = 256;  // entries before a round that are looked at again

class Loop {
 public:
  Loop(std::string writer, std::uint64_t rounds, std::uint64_t seed)
      : writer_(std::move(writer)),
        rounds_(rounds),
        full_every_(rounds > 1'000 ? 500 : 50),
        random_(seed) {}

  bool run() {
    for (round_ = 0; round_ < rounds_; ++round_) {
      const std::uint64_t before = account_.evidence.end();
      kill_one();
      const bool is_full = (round_ + 1) % full_every_ == 0;
      require(check(record(), is_full, before), is_full ? "everything" : "the tail");
      if (is_full) note_what_may_go();
    }
    seal_in_peace();
    const ledger::Findings found = check(record(), true, 0);
    report(found);
    require(found, "everything, at the end");
    return controls();
  }

 private:
  [[nodiscard]] fs::path record() const { return folder_.path() / "record"; }

  std::vector<std::string> arguments(std::uint64_t entries) {
    // The clock is wrong now and then, and right again: it goes back and forth.
    constexpr std::uint64_t kHourMs = 3'600'000;
    const std::uint64_t back_ms = random_() % 4 == 0 ? random_() % kHourMs : 0;
    const std::uint64_t threads = 1 + random_() % kThreadsMax;
    const bool prunes = round_ % full_every_ < 10 && may_go_before_ != Instant{};
    return {record().string(),
            std::to_string(round_),
            std::to_string(threads),
            std::to_string(entries),
            fmt::format("-{}", back_ms),
            std::to_string(prunes ? may_go_before_.time_since_epoch().count() : 0)};
  }

  void kill_one() {
    Child child(writer_, arguments(0));
    const bool runs = child.listen_for_a_while(random_);
    const std::string& text = child.kill();
    take(text);
    if (!runs) give_up(fmt::format("round {}: the writer ended: {}", round_, account_.stopped));
    if (text.empty()) ++killed_before_opening_;
  }

  // One writer that may end by itself: the record goes on as if nothing had been.
  void seal_in_peace() {
    Child child(writer_, arguments(64));
    const auto [status, text] = child.wait();
    take(text);
    if (status != 0) give_up("the last writer ended: " + account_.stopped);
  }

  void take(std::string_view text) {
    if (auto taken = account_.take_all(text); !taken) give_up(taken.error().what);
  }

  ledger::Findings check(const fs::path& record, bool is_full, std::uint64_t from) {
    const auto archive = ledger::open_archive(bench_.files, bench_.crypto, record);
    if (archive) {
      const std::uint64_t first = (*archive)->minimum_index();
      if (first > std::exchange(first_, first)) ++prunings_;
      return is_full ? account_.evidence.check(**archive)
                     : account_.evidence.check_tail(**archive, from - std::min(from, kTail));
    }
    ledger::Findings found;
    const bool is_unborn =
        archive.error().code == Code::not_found && account_.evidence.count() == 0;
    if (!is_unborn) found.errors.push_back(archive.error());
    return found;
  }

  void require(const ledger::Findings& found, std::string_view what) const {
    const bool is_asked_for = found.untold <= (round_ + 1) * kThreadsMax;
    if (found.is_sound() && is_asked_for) return;
    std::cerr << "round " << round_ << ", " << what << ": " << found << '\n';
    give_up("the record is not what was told; it is left in " + folder_.path().string());
  }

  // What was sealed by now may be forgotten before the next full check.
  void note_what_may_go() {
    may_go_before_ = account_.newest;
    account_.evidence.allow_pruning(account_.evidence.end());
  }

  void report(const ledger::Findings& found) const {
    fmt::print(
        "rounds {}, killed before the record was open {}, entries acknowledged {}, lost {}, "
        "duplicates {}, altered {}, torn tails cut {} ({} bytes), nobody told {}, "
        "heads checked {}, receipts checked {}, pruned {} in {} prunings\n",
        rounds_, killed_before_opening_, account_.sealed, found.lost, found.duplicates,
        found.altered, account_.torn_openings, account_.torn_bytes, found.untold, found.heads,
        found.receipts, found.pruned, prunings_);
  }

  // The check itself is tried: each damage must be found.
  bool controls() {
    bool all_found = true;
    const auto control = [&](const char* name, const std::function<void(const fs::path&)>& harm,
                             const std::function<bool(const ledger::Findings&)>& is_found) {
      const fs::path copy = folder_.path() / "copy";
      fs::remove_all(copy);
      fs::copy(record(), copy, fs::copy_options::recursive);
      harm(copy);
      const ledger::Findings found = check(copy, true, 0);
      const bool is_right = is_found(found);
      fmt::print("control: {}: {}\n", name, is_right ? "found" : "NOT FOUND");
      if (!is_right) std::cerr << found << '\n';
      all_found = all_found && is_right;
    };
    // After pruning the record tells by itself: it keeps nodes over more than it holds.
    const auto loses = [](const ledger::Findings& found) {
      return found.lost > 0 || !found.errors.empty();
    };
    control("the last segment's batches are zeroed", zero_last_segment, loses);
    control(
        "the last segment is removed",
        [](const fs::path& copy) { fs::remove(segments(copy).back()); }, loses);
    control("a byte of the first segment is changed", change_first_segment,
            [](const ledger::Findings& found) { return !found.errors.empty(); });
    control(
        "a decision is sealed twice", [this](const fs::path& copy) { seal_again(copy); },
        [](const ledger::Findings& found) { return found.duplicates == 1; });
    return all_found;
  }

  static std::vector<fs::path> segments(const fs::path& record) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(record / "journal")) {
      if (entry.path().extension() == ".seg") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    return paths;
  }

  static void overwrite(const fs::path& file, std::uint64_t at, std::string_view bytes) {
    std::FILE* const open = std::fopen(file.c_str(), "r+b");
    if (open == nullptr || std::fseek(open, static_cast<long>(at), SEEK_SET) != 0 ||
        std::fwrite(bytes.data(), 1, bytes.size(), open) != bytes.size()) {
      give_up("cannot overwrite a copy");
    }
    std::fclose(open);
  }

  static void zero_last_segment(const fs::path& copy) {
    constexpr std::uint64_t kHeader = 64;
    const fs::path last = segments(copy).back();
    overwrite(last, kHeader, std::string(fs::file_size(last) - kHeader, '\0'));
  }

  static void change_first_segment(const fs::path& copy) {
    constexpr std::uint64_t kInTheFirstRecords = 300;
    overwrite(segments(copy).front(), kInTheFirstRecords, "\x5A\xA5");
  }

  void seal_again(const fs::path& copy) {
    const auto opened = ledger::Ledger::open(bench_.ports(), copy, Bench::options());
    if (!opened) give_up(opened.error().what);
    const auto work = work_of(fmt::format("{}.0.0", round_), bench_.crypto, bench_.clock.now());
    if (!(*opened)->seal(work.entry, work.side)) give_up("cannot seal in a copy");
  }

  const std::string writer_;
  const std::uint64_t rounds_;
  const std::uint64_t full_every_;
  std::mt19937_64 random_;
  Folder folder_;
  Bench bench_;
  Account account_{bench_};
  std::uint64_t round_ = 0;
  std::uint64_t first_ = 0;  // entry that is kept
  std::uint64_t prunings_ = 0;
  std::uint64_t killed_before_opening_ = 0;
  Instant may_go_before_{};
};

}  // namespace
}  // namespace menshen::crash

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("kill_loop WRITER ROUNDS [SEED]\n", stderr);
    return 2;
  }
  const std::uint64_t rounds = std::strtoull(arguments[2], nullptr, 10);
  const std::uint64_t seed =
      count > 3 ? std::strtoull(arguments[3], nullptr, 10) : std::random_device{}();
  fmt::print("seed {}\n", seed);
  std::fflush(stdout);
  return menshen::crash::Loop(arguments[1], rounds, seed).run() ? 0 : 1;
}
