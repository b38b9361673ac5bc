#include "menshen/run_import.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "csv/read_csv.hpp"
#include "ledger/ledger.hpp"
#include "machine/files.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/person_rows.hpp"
#include "menshen/detail/progress_bar.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "registry/change_text.hpp"
#include "registry/persons.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "state/state.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;

// Each batch waits for the disk, and a crash takes back one at most.
constexpr std::size_t kBatchMax = 1'000;
// The entries of a batch have other bytes besides.
constexpr std::size_t kBatchBytesMax = ledger::kSealAllBytesMax / 2;

// More are read by no one on a screen.
constexpr std::size_t kSaidMax = 100;

struct Imported {
  std::size_t rows = 0;
  std::size_t added = 0;
  std::size_t changed = 0;
  std::size_t same = 0;
  std::vector<csv::Problem> problems;  // by their lines
};

class Import {
 public:
  Import(Parts& parts, const PersonColumns& columns, const catalogue::Vocabulary& vocabulary,
         bool dry_run)
      : parts_(parts), columns_(columns), vocabulary_(vocabulary), dry_run_(dry_run) {}

  // Errors: those of what is on file; a row that cannot be put there is a problem.
  Result<> take(const csv::Row& row) {
    ++imported_.rows;
    const std::string& id = row.cells[columns_.id];
    const auto [first, is_new] = lines_.try_emplace(id, row.line);
    if (!is_new && !id.empty()) {
      refuse({.line = row.line,
              .column = "id",
              .what = fmt::format("stands in line {} too; keep one of them", first->second)});
      return {};
    }
    MENSHEN_TRY(const auto* registry, parts_.state->registry());
    MENSHEN_TRY(const auto kept, registry->find(registry::kKind<registry::Subject>, id));
    auto record = person_of(columns_, row.cells, kept, vocabulary_);
    if (!record) {
      refuse(problem_in(row.line, record.error()));
      return {};
    }
    const auto text = registry::encode(*record);
    if (kept && registry::encode(kept->record) == text) {
      ++imported_.same;
      return {};
    }
    ++(kept ? imported_.changed : imported_.added);
    batch_.push_back(std::move(*record));
    bytes_ += text.size();
    return batch_.size() < kBatchMax && bytes_ < kBatchBytesMax ? Result<>() : write();
  }

  // What is not written yet.
  Result<> write() {
    bytes_ = 0;
    const auto batch = std::exchange(batch_, {});
    if (batch.empty()) return {};
    if (dry_run_) return parts_.state->check(batch);
    return parts_.state->put_all(batch, {.actor = "operator"}).map([](const auto&) {});
  }

  void refuse(csv::Problem problem) { imported_.problems.push_back(std::move(problem)); }

  Imported take_result() && { return std::move(imported_); }

 private:
  Parts& parts_;
  const PersonColumns& columns_;
  const catalogue::Vocabulary& vocabulary_;
  bool dry_run_;
  std::unordered_map<std::string, std::size_t> lines_;  // of each id
  std::vector<registry::Record> batch_;
  std::size_t bytes_ = 0;  // of the batch
  Imported imported_;
};

Result<csv::Table> read_table(const std::string& file) {
  MENSHEN_TRY(const auto bytes, machine::read_file(file, csv::kBytesMax));
  auto table = csv::read_csv(
      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});  // NOLINT: bytes
  if (!table) return tl::unexpected<Error>(in_file(table.error(), file));
  return table;
}

Result<Imported> take_all(Parts& parts, const csv::Table& table, const PersonColumns& columns,
                          bool dry_run) {
  MENSHEN_TRY(const auto law, law_of(parts));
  Import import(parts, columns, law.vocabulary(), dry_run);
  const auto show = progress_bar();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (i % kBatchMax == 0) show(i, table.rows.size());
    if (const auto done = import.take(table.rows[i]); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  if (const auto done = import.write(); !done) return tl::unexpected<Error>(done.error());
  show(table.rows.size(), table.rows.size());
  auto imported = std::move(import).take_result();
  imported.rows += table.problems.size();
  std::ranges::copy(table.problems, std::back_inserter(imported.problems));
  std::ranges::stable_sort(imported.problems, {}, &csv::Problem::line);
  return imported;
}

std::string problems_as_csv(std::span<const csv::Problem> problems) {
  using Cells = std::array<std::string, 3>;
  std::string text = csv::write_row(Cells{"line", "column", "problem"});
  for (const auto& [line, column, what] : problems) {
    text += csv::write_row(Cells{std::to_string(line), column, what});
  }
  return text;
}

void print_json(const Imported& imported, std::span<const csv::Problem> said, bool dry_run) {
  json::array problems;
  for (const auto& [line, column, what] : said) {
    problems.push_back({{"line", line}, {"column", column}, {"problem", what}});
  }
  const json::object report{{"rows", imported.rows},
                            {"added", imported.added},
                            {"changed", imported.changed},
                            {"same", imported.same},
                            {"refused", imported.problems.size()},
                            {"dry_run", dry_run},
                            {"problems", problems}};
  fmt::print("{}\n", json::serialize(report));
}

void print_text(const Imported& imported, std::span<const csv::Problem> said, bool dry_run,
                Language language) {
  for (const auto& [line, column, what] : said) {
    const std::string where = column.empty() ? "" : fmt::format(", column {}", column);
    fmt::print(stderr, "menshen: line {}{}: {}\n", line, where, what);
  }
  if (said.size() < imported.problems.size()) {
    constexpr Words kMore{.zh = "另有 {} 处；--errors FILE 写出全部\n",
                          .en = "and {} more; --errors FILE writes them all\n"};
    fmt::print(stderr, fmt::runtime(kMore.in(language)),
               imported.problems.size() - said.size());
  }
  constexpr Words kDone{.zh = "共 {} 行：新增 {}，更改 {}，未变 {}，拒收 {}{}\n",
                        .en = "{} rows: {} new, {} changed, {} as they were, {} refused{}\n"};
  constexpr Words kAsked{.zh = "；未作改动", .en = "; nothing was changed"};
  fmt::print(fmt::runtime(kDone.in(language)), imported.rows, imported.added, imported.changed,
             imported.same, imported.problems.size(), dry_run ? kAsked.in(language) : "");
}

}  // namespace

Result<Exit> import_people(const ImportOptions& options) {
  MENSHEN_TRY(const auto table, read_table(options.file));
  const auto columns = person_columns(table.columns);
  if (!columns) return tl::unexpected<Error>(in_file(columns.error(), options.file));
  MENSHEN_TRY(const auto parts, open_state(options.state));
  MENSHEN_TRY(const auto imported, take_all(*parts, table, *columns, options.dry_run));
  const auto& problems = imported.problems;
  if (!options.errors.empty()) {
    if (const auto done = machine::write_file(options.errors, problems_as_csv(problems));
        !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  const auto said = std::span(problems).first(std::min(problems.size(), kSaidMax));
  if (options.common.json) {
    print_json(imported, said, options.dry_run);
  } else {
    print_text(imported, said, options.dry_run, options.common.language);
  }
  return problems.empty() ? Exit::ok : Exit::data;
}

}  // namespace menshen::app
