// The law of the repository against law/matrix.yaml: every row has its place, as well known as
// the matrix says, and what can be enforced is.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "law_yaml/read_rows.hpp"
#include "law_yaml/testing/the_law.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::Confidence;
using catalogue::Kind;
using catalogue::OtherRow;
using catalogue::Provision;
using catalogue::Term;

const catalogue::Catalogue& law() { return the_law(MENSHEN_LAW_DIR); }

const std::vector<MatrixRow>& matrix() {
  static const auto rows = [] {
    std::ifstream file(std::filesystem::path(MENSHEN_LAW_DIR) / "matrix.yaml");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return read_matrix(text).value();
  }();
  return rows;
}

std::string_view row_of(std::string_view id) { return id.substr(0, id.find('.')); }

bool may_only_advise(const Provision& provision) {
  const auto instrument =
      std::ranges::find(law().instruments(), provision.instrument, &catalogue::Instrument::id);
  return instrument->rank == catalogue::Rank::national_standard ||
         instrument->rank == catalogue::Rank::campaign_notice;
}

// Whether a provision can turn an answer into a refusal or lay a duty on somebody; of a
// standard or a campaign, whether it says what it may.
bool has_effect(const Provision& provision) {
  if (may_only_advise(provision)) return true;
  switch (provision.kind) {
    case Kind::prohibits:
    case Kind::demands:
    case Kind::basis:
    case Kind::duty: return true;
    case Kind::excepts:
      return std::ranges::any_of(law().lifted_by(provision), [](const auto* lifted) {
        return lifted->kind != Kind::advises;
      });
    case Kind::defines:
    case Kind::advises: return false;
  }
  return false;
}

// The rows that take part in a refusal, a basis, a duty or an exception from them: by a
// provision with effect, by a definition or a number it uses, or by the program itself.
std::set<std::string_view> rows_with_effect() {
  std::set<std::string_view> rows;
  std::set<catalogue::FactIndex> asked;
  const auto use = [&](const Provision& provision) {
    rows.insert(provision.row());
    for_each_term(provision, [&](const Term& term) {
      const auto add = [&](catalogue::ParameterIndex parameter) {
        rows.insert(row_of(law().parameters()[parameter].id));
      };
      if (term.kind == Term::Kind::fact) asked.insert(term.fact);
      if (term.kind == Term::Kind::parameter) add(term.parameter);
      if (term.shift && term.shift->parameter) add(*term.shift->parameter);
    });
  };
  for (const Provision& provision : law().provisions()) {
    if (has_effect(provision)) use(provision);
  }
  // Derived facts, each before those it rests on.
  const auto order = law().derivation_order();
  for (auto fact = order.rbegin(); fact != order.rend(); ++fact) {
    if (!asked.contains(*fact)) continue;
    for (const Provision& provision : law().provisions()) {
      if (provision.defines == *fact) use(provision);
    }
  }
  for (const OtherRow& row : law().other_rows()) {
    if (row.place == OtherRow::Place::applied) rows.insert(row.id);
  }
  return rows;
}

TEST(Matrix, gives_every_row_a_place) {
  std::set<std::string_view> placed;
  for (const auto& provision : law().provisions()) placed.insert(provision.row());
  for (const auto& parameter : law().parameters()) placed.insert(row_of(parameter.id));
  for (const auto& row : law().other_rows()) placed.insert(row.id);
  std::vector<std::string> without;
  for (const MatrixRow& row : matrix()) {
    if (!placed.contains(row.id)) without.push_back(row.id);
  }
  EXPECT_TRUE(without.empty()) << without.size() << " rows are neither a provision nor in "
                               << "other_rows.yaml: "
                               << fmt::format("{}", fmt::join(without, " "));
}

// Definitions that several instruments share stand for no row.
TEST(Matrix, knows_every_row_of_the_law) {
  std::set<std::string_view> known;
  for (const MatrixRow& row : matrix()) known.insert(row.id);
  std::set<std::string_view> shared;
  for (const auto& instrument : law().instruments()) {
    if (instrument.rank == catalogue::Rank::definitions) shared.insert(instrument.id);
  }
  std::set<std::string> unknown;
  const auto look = [&](const auto& part) {
    const bool is_known = known.contains(row_of(part.id)) || shared.contains(part.instrument);
    if (!is_known) unknown.insert(part.id);
  };
  std::ranges::for_each(law().provisions(), look);
  std::ranges::for_each(law().parameters(), look);
  std::ranges::for_each(law().other_rows(), look);
  EXPECT_THAT(unknown, testing::IsEmpty()) << "not in law/matrix.yaml";
}

// A part of a row may be known less well than the row, never better.
TEST(Matrix, says_how_well_each_text_is_known) {
  std::map<std::string_view, Confidence> known;
  for (const MatrixRow& row : matrix()) known[row.id] = row.confidence;
  std::vector<std::string> wrong;
  const auto look = [&](const auto& part) {
    const auto row = known.find(row_of(part.id));
    if (row == known.end()) return;
    const bool is_a_part = part.id != row->first;
    const bool fits =
        part.confidence == row->second || (is_a_part && part.confidence > row->second);
    if (!fits) wrong.push_back(fmt::format("{} ({})", part.id, name(row->second)));
  };
  std::ranges::for_each(law().provisions(), look);
  std::ranges::for_each(law().other_rows(), look);
  EXPECT_TRUE(wrong.empty()) << "law/matrix.yaml gives another confidence: "
                             << fmt::format("{}", fmt::join(wrong, ", "));
}

TEST(Matrix, has_every_enforceable_row_enforced) {
  const auto effective = rows_with_effect();
  std::vector<std::string> idle;
  for (const MatrixRow& row : matrix()) {
    const bool must = row.enforceable == Enforceable::yes && row.confidence != Confidence::c;
    if (must && !effective.contains(row.id)) idle.push_back(row.id);
  }
  EXPECT_TRUE(idle.empty()) << idle.size() << " enforceable rows neither deny, nor create a "
                            << "duty, nor serve a rule that does: "
                            << fmt::format("{}", fmt::join(idle, " "));
}

}  // namespace
}  // namespace menshen::law_yaml
