// Kills a writer of what is on file again and again, and looks each time whether the record,
// the registry and the vault still say the same.
//
//   state_loop WRITER ROUNDS [SEED]
//
// WRITER is the program state_writer. Exit: 0 they do, and what was made to differ was found.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "child.hpp"
#include "face/embedding.hpp"
#include "folder.hpp"
#include "ledger/testing/evidence.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "stores.hpp"
#include "workload.hpp"

namespace menshen::crash {
namespace {

namespace fs = std::filesystem;

// Each round the registry is made anew from the whole record, which may not become long.
constexpr std::uint64_t kRoundsOfAFolder = 10;

// In memory where there is such a place, and TMPDIR names no other: a kill takes nothing from
// a disk, and waiting for one takes nearly all the time of so many databases.
fs::path base() {
  const fs::path memory = "/dev/shm";
  const bool is_asked_for = std::getenv("TMPDIR") != nullptr;  // NOLINT: one thread
  return is_asked_for || !fs::exists(memory) ? fs::temp_directory_path() : memory;
}

template <typename Value>
Value must(Result<Value> result, const char* what) {
  if (!result) give_up(fmt::format("{}: {}", what, result.error().what));
  return std::move(*result);
}

void must(const Result<>& result, const char* what) {
  if (!result) give_up(fmt::format("{}: {}", what, result.error().what));
}

// What can be compared of a registry.
struct Seen {
  std::vector<std::vector<std::byte>> records;  // with version and time
  std::vector<std::uint64_t> entries;           // that wrote them
  std::vector<SubjectId> persons;
  std::uint64_t applied = 0;

  explicit Seen(const registry::Registry& registry)
      : persons(must(registry.persons(), "persons")),
        applied(must(registry.applied(), "applied")) {
    for (auto& [record, origin] : must(registry.all(), "all")) {
      entries.push_back(origin.entry);
      records.push_back(registry::encode(registry::Put{
          std::move(record), registry::Stamp{.version = origin.version, .at = origin.at}}));
    }
  }
};

template <typename Value>
std::uint64_t differences(const std::vector<Value>& one, const std::vector<Value>& other) {
  std::uint64_t count = std::max(one.size(), other.size()) - std::min(one.size(), other.size());
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
    count += one[i] == other[i] ? 0 : 1;
  }
  return count;
}

std::uint64_t differences(const Seen& one, const Seen& other) {
  return differences(one.records, other.records) + differences(one.entries, other.entries) +
         differences(one.persons, other.persons) + (one.applied == other.applied ? 0 : 1);
}

// What stands in the folder, whose record is sound.
struct Compared {
  std::uint64_t records = 0;
  std::uint64_t persons = 0;
  std::uint64_t references = 0;
  std::uint64_t differences = 0;  // between the registry and one made anew from the record
  std::uint64_t unforgotten = 0;  // references that the record says are erased
  std::uint64_t of_nobody = 0;    // references of whom is not on file
};

class Loop {
 public:
  Loop(std::string writer, std::uint64_t rounds, std::uint64_t seed)
      : writer_(std::move(writer)), rounds_(rounds), random_(seed) {}

  bool run() {
    for (std::uint64_t round = 0; round < rounds_; ++round) {
      if (round % kRoundsOfAFolder == 0) begin();
      kill_one(round);
      check(round);
    }
    fmt::print(
        "rounds {}, killed before the folder was open {}, entries acknowledged {}, lost {}, "
        "nobody told {}, caught up after {} rounds; compared {} records, {} persons, "
        "{} references: differences {}\n",
        rounds_, killed_before_opening_, acknowledged_, lost_, untold_, behind_, sum_.records,
        sum_.persons, sum_.references, sum_.differences);
    return controls();
  }

 private:
  [[nodiscard]] fs::path live() const { return folder_->path() / "live"; }

  void begin() {
    folder_.emplace(base());
    account_.emplace(bench_);
  }

  void kill_one(std::uint64_t round) {
    Child child(writer_, {live().string(), std::to_string(random_())});
    const bool runs = child.listen_for_a_while(random_);
    const std::string& text = child.kill();
    const std::uint64_t before = account_->sealed;
    must(account_->take_all(text), "what the writer told");
    if (!runs) give_up(fmt::format("round {}: the writer ended: {}", round, account_->stopped));
    acknowledged_ += account_->sealed - before;
    if (text.empty()) ++killed_before_opening_;
  }

  void check(std::uint64_t round) {
    const auto stores = must(Stores::open(bench_, live()), "the folder");
    const ledger::Findings found = account_->evidence.check(stores->ledger->archive());
    const Compared compared = compare(*stores);
    if (stores->caught_up > 0) ++behind_;
    sum_.records += compared.records;
    sum_.persons += compared.persons;
    sum_.references += compared.references;
    sum_.differences += compared.differences;
    lost_ += found.lost;
    if ((round + 1) % kRoundsOfAFolder == 0 || round + 1 == rounds_) untold_ += found.untold;
    if (found.is_sound() &&
        compared.differences + compared.unforgotten + compared.of_nobody == 0)
      return;
    std::cerr << "round " << round << ": " << found << '\n';
    give_up(fmt::format(
        "differences {}, references not forgotten {}, of nobody {}; it is left "
        "in {}",
        compared.differences, compared.unforgotten, compared.of_nobody, live().string()));
  }

  Compared compare(const Stores& stores) {
    const Folder folder(base());
    const auto file = must(
        store_sqlite::Database::open(folder.path() / "state.db", store_sqlite::Kind::state),
        "a new state.db");
    store_sqlite::SqliteRegistry anew(*file, *stores.sealing);
    Compared compared;
    const auto forget = [&](std::span<const Erasure> erasures) -> Result<std::size_t> {
      MENSHEN_TRY(const std::size_t count, stores.forget()(erasures));
      compared.unforgotten += count;
      return count;
    };
    const Seen now(*stores.registry);
    must(stores.state_over(bench_, anew, forget), "made anew");
    compared.records = now.records.size();
    compared.persons = now.persons.size();
    compared.differences = differences(now, Seen(anew));
    for (const char* person : kPersons) {
      const std::uint64_t count =
          must(stores.templates->count(SubjectId(person)), "references");
      compared.references += count;
      const bool is_on_file = std::ranges::count(now.persons, SubjectId(person)) != 0;
      if (!is_on_file) compared.of_nobody += count;
    }
    return compared;
  }

  // The comparison itself is tried: each of these must be found.
  bool controls() {
    bool all_found = true;
    const auto control = [&](const char* name, const std::function<void(Stores&)>& harm,
                             const std::function<bool(const Compared&)>& is_found) {
      const fs::path copy = folder_->path() / "copy";
      fs::remove_all(copy);
      fs::copy(live(), copy, fs::copy_options::recursive);
      const auto stores = must(Stores::open(bench_, copy), "a copy");
      harm(*stores);
      const bool is_right = is_found(compare(*stores));
      fmt::print("control: {}: {}\n", name, is_right ? "found" : "NOT FOUND");
      all_found = all_found && is_right;
    };
    const registry::Record place = registry::Place{.id = PlaceId("control")};
    const auto differs = [](const Compared& compared) { return compared.differences > 0; };
    control(
        "a change that the record does not have",
        [&](Stores& stores) {
          const registry::Recorded put{.change = registry::Put{place, std::nullopt}};
          const auto applied = must(stores.registry->applied(), "applied");
          must(stores.registry->apply(std::span(&put, 1), applied), "a change");
        },
        differs);
    control(
        "a change that was passed over", [&](Stores& stores) { pass_over(stores, place); },
        differs);
    control(
        "a reference of nobody",
        [&](Stores& stores) {
          const auto erased =
              stores.state->erase(SubjectId(kPersons[0]), {.actor = "operator"});
          must(erased.map([](const auto&) {}), "an erasure");
          enrol(stores, SubjectId(kPersons[0]), bench_.clock.now());
        },
        [](const Compared& compared) { return compared.of_nobody == 1; });
    control(
        "a reference that was not forgotten",
        [&](Stores& stores) {
          const SubjectId who(kPersons[0]);
          const state::Author author{.actor = "operator"};
          const auto withdrawn =
              stores.state->put(registry::Subject{.id = who}, author)
                  .and_then([&](const auto&) {
                    return stores.state->withdraw(who, PurposeId("p0"), author);
                  });
          must(withdrawn.map([](const auto&) {}), "a withdrawal");
          enrol(stores, who, Instant{});
        },
        [](const Compared& compared) { return compared.unforgotten == 1; });
    return all_found;
  }

  // Recorded over a registry of its own; the one of the folder only claims to have it.
  void pass_over(Stores& stores, const registry::Record& record) {
    const Folder folder(base());
    const auto file = must(
        store_sqlite::Database::open(folder.path() / "state.db", store_sqlite::Kind::state),
        "another state.db");
    store_sqlite::SqliteRegistry other(*file, *stores.sealing);
    const auto state = must(stores.state_over(bench_, other, stores.forget()), "another state");
    must(state->put(record, {.actor = "operator"}), "a record");
    must(stores.registry->apply({}, stores.ledger->archive().head().size), "a claim");
  }

  static void enrol(Stores& stores, const SubjectId& who, Instant when) {
    std::vector<float> values{0.6F, -0.8F};
    must(stores.templates->put(
             {.key = {.subject = who, .purpose = PurposeId("p0"), .model = "m"},
              .reference = must(face::Embedding::make(values), "a reference"),
              .enrolled_at = when,
              .keep_until = CivilDate{}}),
         "an enrolment");
  }

  const std::string writer_;
  const std::uint64_t rounds_;
  std::mt19937_64 random_;
  Bench bench_;
  std::optional<Folder> folder_;
  std::optional<Account> account_;
  std::uint64_t killed_before_opening_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t untold_ = 0;
  std::uint64_t behind_ = 0;  // rounds after which a recorded change was not applied
  Compared sum_;
};

}  // namespace
}  // namespace menshen::crash

int main(int count, char** arguments) {
  const std::uint64_t rounds = count < 3 ? 0 : std::strtoull(arguments[2], nullptr, 10);
  if (rounds == 0) {
    std::fputs("state_loop WRITER ROUNDS [SEED]\n", stderr);
    return 2;
  }
  const std::uint64_t seed =
      count > 3 ? std::strtoull(arguments[3], nullptr, 10) : std::random_device{}();
  fmt::print("seed {}\n", seed);
  std::fflush(stdout);
  return menshen::crash::Loop(arguments[1], rounds, seed).run() ? 0 : 1;
}
