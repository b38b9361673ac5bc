#include "law_desk/shelf.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/other_row.hpp"
#include "law_yaml/load_law.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_rows.hpp"
#include "machine/files.hpp"

namespace menshen::law_desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 1U << 20U;

Result<std::string> read_text(const fs::path& file) {
  MENSHEN_TRY(const auto bytes, machine::read_file(file, kFileBytesMax));
  std::string text(bytes.size(), '\0');
  std::ranges::transform(bytes, text.begin(), [](std::byte b) { return static_cast<char>(b); });
  return text;
}

Result<std::vector<fs::path>> case_files(const fs::path& folder) {
  std::error_code problem;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "cases", problem)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (problem) return fail(Code::not_found, "cases: " + problem.message());
  std::ranges::sort(files);
  return files;
}

template <typename T>
Result<T> in_file(Result<T> result, const fs::path& file) {
  return std::move(result).map_error(
      [&file](Error error) { return in_context(std::move(error), file.filename().string()); });
}

std::string_view row_of(std::string_view id) { return id.substr(0, id.find('.')); }

CoveredRow::Place place_of(catalogue::OtherRow::Place place) {
  switch (place) {
    case catalogue::OtherRow::Place::evidence: return CoveredRow::Place::evidence;
    case catalogue::OtherRow::Place::none: return CoveredRow::Place::none;
    case catalogue::OtherRow::Place::content: return CoveredRow::Place::content;
    case catalogue::OtherRow::Place::applied: return CoveredRow::Place::applied;
  }
  return CoveredRow::Place::missing;
}

}  // namespace

std::string_view name(CoveredRow::Place place) noexcept {
  switch (place) {
    case CoveredRow::Place::rule: return "rule";
    case CoveredRow::Place::content: return "content";
    case CoveredRow::Place::evidence: return "evidence";
    case CoveredRow::Place::none: return "none";
    case CoveredRow::Place::applied: return "applied";
    case CoveredRow::Place::missing: break;
  }
  return "missing";
}

Result<LawShelf> load_shelf(const fs::path& folder, const Crypto& crypto) {
  MENSHEN_TRY(auto law, law_yaml::load_law(folder, crypto));
  MENSHEN_TRY(const auto matrix_text, read_text(folder / "matrix.yaml"));
  MENSHEN_TRY(auto matrix, in_file(law_yaml::read_matrix(matrix_text), "matrix.yaml"));
  LawShelf shelf{.law = std::move(law), .matrix = std::move(matrix), .cases = {}};
  MENSHEN_TRY(const auto files, case_files(folder));
  for (const fs::path& file : files) {
    MENSHEN_TRY(const auto text, read_text(file));
    MENSHEN_TRY(auto manifest, in_file(law_yaml::read_manifest(text, shelf.law), file));
    for (auto& one : manifest.cases) {
      shelf.cases.push_back(
          {.file = file.lexically_relative(folder).generic_string(), .tried = std::move(one)});
    }
  }
  return shelf;
}

std::vector<CoveredRow> coverage(const LawShelf& shelf) {
  std::vector<CoveredRow> rows;
  for (const law_yaml::MatrixRow& row : shelf.matrix) {
    CoveredRow covered{.row = &row};
    for (const auto& provision : shelf.law.provisions()) {
      if (provision.row() == row.id) covered.provisions.push_back(&provision);
    }
    for (const auto& parameter : shelf.law.parameters()) {
      if (row_of(parameter.id) == row.id) covered.parameters.push_back(&parameter);
    }
    if (!covered.provisions.empty() || !covered.parameters.empty()) {
      covered.place = CoveredRow::Place::rule;
    }
    const auto other =
        std::ranges::find(shelf.law.other_rows(), row.id, &catalogue::OtherRow::id);
    if (other != shelf.law.other_rows().end()) {
      covered.other = &*other;
      covered.place = place_of(other->place);
    }
    rows.push_back(std::move(covered));
  }
  return rows;
}

std::vector<const TriedCase*> cases_of(const LawShelf& shelf, std::string_view row) {
  std::vector<const TriedCase*> cases;
  const auto names = [row](const std::vector<std::string>& rows) {
    return std::ranges::find(rows, row) != rows.end();
  };
  for (const TriedCase& one : shelf.cases) {
    if (!one.tried.expect) continue;
    const law_yaml::Expectation& expected = *one.tried.expect;
    const bool speaks_of_it = names(expected.violated) || names(expected.not_violated) ||
                              names(expected.conditional) || names(expected.undetermined) ||
                              names(expected.excepted) || names(expected.obligations);
    if (speaks_of_it) cases.push_back(&one);
  }
  return cases;
}

}  // namespace menshen::law_desk
