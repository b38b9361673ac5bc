#include "policy/detail/clause.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/comparison.hpp"

namespace menshen::policy {
namespace {

using catalogue::Condition;
using catalogue::FactIndex;
using catalogue::Kind;
using catalogue::Provision;
using catalogue::Relation;
using catalogue::Term;
using catalogue::Test;
using catalogue::Type;

// The days that can be written.
constexpr std::int64_t kFirstDay =
    CivilDate{std::chrono::year{1} / 1 / 1}.time_since_epoch().count();
constexpr std::int64_t kLastDay =
    CivilDate{std::chrono::year{9999} / 12 / 31}.time_since_epoch().count();

constexpr std::int64_t kWhole = -1;  // the mask of a value that is read as it is

bool is_class(Type type) { return type == Type::boolean || type == Type::one_of; }

bool is_empty(const Clause& clause) {
  return clause.literals.empty() && clause.parts.empty() && !clause.comparison;
}

// Both must hold; said of the same fact, that is one literal.
void join(const Literal& literal, std::vector<Literal>& literals) {
  const auto same = std::ranges::find(literals, literal.reading, &Literal::reading);
  if (same == literals.end()) {
    literals.push_back(literal);
    return;
  }
  for (std::size_t i = 0; i < literal.holds_for.size(); ++i) {
    if (!literal.holds_for[i]) same->holds_for[i] = false;
  }
}

// The first day that, moved, is not before `edge`; a later day is never moved before an
// earlier one.
std::int64_t first_reaching(const Side& side, std::int64_t edge) {
  std::int64_t low = kFirstDay;
  std::int64_t high = kLastDay + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (side.value(middle) < edge) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The values at which `relation` to `number` may change its truth: there and just above.
void add_thresholds(const Side& side, std::int64_t number, std::vector<std::int64_t>& to) {
  for (const std::int64_t step : {0, 1}) {
    if (step == 1 && number == std::numeric_limits<std::int64_t>::max()) return;
    to.push_back(side.move ? first_reaching(side, number + step) : number + step);
  }
}

}  // namespace

std::int64_t Reading::member(std::size_t of_class) const {
  if (is_class) return static_cast<std::int64_t>(of_class);
  if (of_class > 0) return thresholds[of_class - 1];
  const std::int64_t lowest = thresholds.front();
  return lowest == std::numeric_limits<std::int64_t>::min() ? lowest : lowest - 1;
}

Clauses::Clauses(const catalogue::Catalogue& law, CivilDate day,
                 std::span<const Provision* const> provisions)
    : law_(law), day_(day) {
  for (const Provision* provision : provisions) {
    note(provision->when);
    note(provision->requires_);
  }
  for (Reading& reading : readings_) {
    if (reading.is_class) continue;
    std::ranges::sort(reading.thresholds);
    const auto repeated = std::ranges::unique(reading.thresholds);
    reading.thresholds.erase(repeated.begin(), repeated.end());
    reading.classes = reading.thresholds.size() + 1;
  }
  for (const FactIndex fact : law.derivation_order()) {
    std::vector<Part> fails;
    for (const Provision* provision : provisions) {
      if (provision->defines == fact) fails.push_back(opposite(condition(provision->when)));
    }
    derived_.emplace(fact, opposite(all(fails)));
  }
}

void Clauses::note(const Condition& condition) {
  if (condition.kind == Condition::Kind::test) note(condition.test);
  for (const Condition& part : condition.parts) note(part);
}

// Gathers the thresholds, so that the classes of a fact are the same in every literal.
void Clauses::note(const Test& test) {
  if (is_derived(test.left)) return;
  const Comparison comparison = compiled(test);
  const auto mask = mask_of(comparison);
  if (!mask) return;
  const Side& side = comparison.left.fact ? comparison.left : comparison.right;
  const Side& other = comparison.left.fact ? comparison.right : comparison.left;
  auto& thresholds = readings_[reading(*side.fact, *mask)].thresholds;
  if (*mask != kWhole) {
    thresholds.push_back(*mask);
  } else if (comparison.relation == Relation::in) {
    for (const std::int64_t word : comparison.words) add_thresholds(side, word, thresholds);
  } else {
    add_thresholds(side, other.constant, thresholds);
  }
}

std::uint32_t Clauses::reading(FactIndex fact, std::int64_t mask) {
  const auto next = static_cast<std::uint32_t>(readings_.size());
  const auto [found, is_new] = reading_of_.try_emplace({fact, mask}, next);
  if (is_new) {
    const catalogue::FactDefinition& definition = law_.vocabulary().facts()[fact];
    readings_.push_back({.fact = fact, .mask = mask, .is_class = is_class(definition.type)});
    readings_.back().classes = definition.type == Type::boolean ? 2 : definition.values.size();
  }
  return found->second;
}

// Which part of the fact's value settles the test; empty when that takes more than one fact,
// or a comparison that parts no classes.
std::optional<std::int64_t> Clauses::mask_of(const Comparison& comparison) const {
  const auto& [left, relation, right, words] = comparison;
  if (left.fact.has_value() == right.fact.has_value()) return std::nullopt;
  const Side& side = left.fact ? left : right;
  if (side.needs_calendar()) return std::nullopt;
  if (is_class(law_.vocabulary().facts()[*side.fact].type)) {
    return side.move ? std::nullopt : std::optional(kWhole);
  }
  if (relation == Relation::contains) {
    const bool looks_at_words = left.fact && !left.move && right.constant >= 0;
    return looks_at_words ? std::optional(right.constant) : std::nullopt;
  }
  if (relation == Relation::in && !left.fact) return std::nullopt;
  return kWhole;
}

bool Clauses::is_derived(const Term& term) const {
  return term.kind == Term::Kind::fact &&
         law_.vocabulary().facts()[term.fact].stated_by == catalogue::StatedBy::derived;
}

Comparison Clauses::compiled(const Test& test) const {
  return {.left = side(test.left),
          .relation = test.relation,
          .right = side(test.right),
          .words = test.words};
}

Side Clauses::side(const Term& term) const {
  Side side;
  switch (term.kind) {
    case Term::Kind::literal: side.constant = term.literal; break;
    case Term::Kind::parameter: side.constant = number(term.parameter); break;
    case Term::Kind::today: side.constant = day_.time_since_epoch().count(); break;
    case Term::Kind::fact:
      MENSHEN_ASSERT(!is_derived(term));
      side.fact = term.fact;
      break;
  }
  if (!term.shift) return side;
  const catalogue::Shift& shift = *term.shift;
  const Side::Move move{.period = shift.period,
                        .amount = shift.parameter ? number(*shift.parameter) : shift.amount,
                        .is_back = shift.is_back,
                        .calendar = &law_.calendar()};
  if (side.fact) {
    side.move = move;
  } else {
    side.constant = catalogue::moved(side.constant, move.amount, move.period, move.is_back);
  }
  return side;
}

// Catalogue::make refused a provision in force before its numbers.
std::int64_t Clauses::number(catalogue::ParameterIndex index) const {
  const auto* entry = law_.parameters()[index].on(day_);
  MENSHEN_ASSERT(entry != nullptr);
  return entry->value;
}

Clause::Part Clauses::condition(const Condition& condition) {
  std::vector<Part> parts;
  const bool is_any = condition.kind == Condition::Kind::any;
  for (const Condition& part : condition.parts) {
    parts.push_back(is_any ? opposite(this->condition(part)) : this->condition(part));
  }
  switch (condition.kind) {
    case Condition::Kind::test: return test(condition.test);
    case Condition::Kind::negation: return opposite(parts.front());
    case Condition::Kind::all: return all(parts);
    case Condition::Kind::any: break;
  }
  return opposite(all(parts));
}

Clause::Part Clauses::test(const Test& test) {
  if (is_derived(test.left)) {
    // A derived fact is a boolean and is only ever asked whether it holds.
    const Part holds = derived_.at(test.left.fact);
    const bool asks_for_yes =
        (test.relation == Relation::equal) == (side(test.right).constant != 0);
    return asks_for_yes ? holds : opposite(holds);
  }
  const Comparison comparison = compiled(test);
  if (const auto mask = mask_of(comparison)) {
    const Side& side = comparison.left.fact ? comparison.left : comparison.right;
    return literal(reading(*side.fact, *mask), comparison);
  }
  if (!comparison.left.fact && !comparison.right.fact) {
    const bool holds = comparison.holds(comparison.left.constant, comparison.right.constant);
    return holds ? all({}) : opposite(all({}));
  }
  const auto found = std::ranges::find(comparisons_, comparison);
  const auto at = static_cast<std::uint32_t>(found - comparisons_.begin());
  if (found == comparisons_.end()) comparisons_.push_back(comparison);
  return kept({.comparison = at});
}

Clause::Part Clauses::literal(std::uint32_t at, const Comparison& comparison) {
  Literal literal{.reading = at};
  for (std::size_t i = 0; i < readings_[at].classes; ++i) {
    const std::int64_t value = readings_[at].member(i);
    literal.holds_for.push_back(
        comparison.holds(comparison.left.value(value), comparison.right.value(value)));
  }
  return kept({.literals = {std::move(literal)}});
}

Clause::Part Clauses::all(std::span<const Part> parts) {
  Clause sum;
  for (const Part part : parts) {
    const Clause& clause = clauses_[part.clause];
    if (is_empty(clause) && part.is_negated) return part;
    if (part.is_negated || clause.comparison) {
      sum.parts.push_back(part);
      continue;
    }
    for (const Literal& literal : clause.literals) join(literal, sum.literals);
    sum.parts.insert(sum.parts.end(), clause.parts.begin(), clause.parts.end());
  }
  std::ranges::sort(sum.literals);
  std::ranges::sort(sum.parts);
  const auto repeated = std::ranges::unique(sum.parts);
  sum.parts.erase(repeated.begin(), repeated.end());
  if (sum.literals.empty() && sum.parts.size() == 1) return sum.parts.front();
  return kept(std::move(sum));
}

Clause::Part Clauses::opposite(Part part) {
  const Clause& clause = clauses_[part.clause];
  if (clause.literals.size() != 1 || !clause.parts.empty()) {
    return {.clause = part.clause, .is_negated = !part.is_negated};
  }
  Literal literal = clause.literals.front();
  literal.holds_for.flip();
  return kept({.literals = {std::move(literal)}});
}

Clause::Part Clauses::kept(Clause clause) {
  const auto next = static_cast<std::uint32_t>(clauses_.size());
  const auto [found, is_new] = place_of_.try_emplace(clause, next);
  if (is_new) clauses_.push_back(std::move(clause));
  return {.clause = found->second};
}

}  // namespace menshen::policy
