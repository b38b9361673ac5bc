// The law for people: what `menshen law` prints, as text for a terminal or as JSON. Pure:
// each page from the shelf, in one language.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/shelf.hpp"
#include "law_desk/words.hpp"

namespace menshen::law_desk {

// Whether `instrument` was only ever proposed.
[[nodiscard]] bool is_draft(const catalogue::Catalogue& law, std::string_view instrument);

// `all`, or the acts' names.
[[nodiscard]] std::string acts_of(const catalogue::Catalogue& law,
                                  const catalogue::Provision& provision);

// The exceptions that name the provision.
[[nodiscard]] std::vector<std::string_view> lifted_by(const catalogue::Catalogue& law,
                                                      const catalogue::Provision& provision);

// The kinds of what stands for the row, each once.
[[nodiscard]] std::string kinds_of(const CoveredRow& row);

// `boolean`; `integer, years`; `one_of: separate, bundled`.
[[nodiscard]] std::string type_of(const catalogue::FactDefinition& fact);

// No condition at all, which holds always.
[[nodiscard]] bool is_absent(const catalogue::Condition& condition);

// The vocabulary: every fact with type, values, who states it, question and source.
[[nodiscard]] std::string facts_as_text(const catalogue::Vocabulary& vocabulary,
                                        Language language);
[[nodiscard]] std::string facts_as_json(const catalogue::Vocabulary& vocabulary);

// Which provisions a list shows.
struct Filter {
  std::optional<std::string> instrument;
  std::optional<std::string> kind;
  std::optional<std::string> act;
  std::optional<CivilDate> on;  // in force on that day
};

// One line a provision: id, kind, confidence, days, title.
[[nodiscard]] std::vector<const catalogue::Provision*> listed(const catalogue::Catalogue& law,
                                                              const Filter& filter);
[[nodiscard]] std::string list_as_text(const catalogue::Catalogue& law,
                                       std::span<const catalogue::Provision* const> provisions,
                                       Language language);
[[nodiscard]] std::string list_as_json(const catalogue::Catalogue& law,
                                       std::span<const catalogue::Provision* const> provisions);

// Everything on one row, or on all whose id begins so at a part (`M25-13` shows M25-13-1 to
// M25-13-4): text, rule, dates, source, what lifts it, which cases try it. Empty when the law
// has nothing of that id.
[[nodiscard]] std::string show_as_text(const LawShelf& shelf, std::string_view id,
                                       Language language);

// Provisions, numbers and other rows in whose id, title, text, remedy or citation every word
// of `words` occurs, in either language; letters of either case.
[[nodiscard]] std::string search_as_text(const LawShelf& shelf,
                                         const std::vector<std::string>& words,
                                         Language language);

// The matrix, row by row: where each row stands, and why where it is no rule.
[[nodiscard]] std::string coverage_as_text(const LawShelf& shelf,
                                           const std::optional<std::string>& instrument,
                                           Language language);
[[nodiscard]] std::string coverage_as_json(const LawShelf& shelf,
                                           const std::optional<std::string>& instrument);

// What changed between `draft` and the law that came of it, topic by topic. Empty when the law
// folder compares it with nothing.
[[nodiscard]] std::string diff_as_text(const catalogue::Catalogue& law, std::string_view draft,
                                       Language language);

}  // namespace menshen::law_desk
