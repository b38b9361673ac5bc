#include "policy/detail/clause.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
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

// `14 < age` as `age > 14`.
Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::less: return Relation::greater;
    case Relation::less_or_equal: return Relation::greater_or_equal;
    case Relation::greater: return Relation::less;
    case Relation::greater_or_equal: return Relation::less_or_equal;
    case Relation::equal:
    case Relation::not_equal:
    case Relation::in:
    case Relation::contains: break;
  }
  return relation;
}

bool is_empty(const Clause& clause) { return clause.literals.empty() && clause.parts.empty(); }

// Both must hold; of one question, that is one literal.
void join(const Literal& literal, std::vector<Literal>& literals) {
  const auto same = std::ranges::find(literals, literal.question, &Literal::question);
  if (same == literals.end()) {
    literals.push_back(literal);
    return;
  }
  for (std::size_t i = 0; i < literal.holds_for.size(); ++i) {
    if (!literal.holds_for[i]) same->holds_for[i] = false;
  }
}

}  // namespace

Clauses::Clauses(const catalogue::Catalogue& law, CivilDate day,
                 std::span<const Provision* const> provisions)
    : law_(law), day_(day) {
  for (const FactIndex fact : law.derivation_order()) {
    std::vector<Part> fails;
    for (const Provision* provision : provisions) {
      if (provision->defines == fact) fails.push_back(opposite(condition(provision->when)));
    }
    derived_.emplace(fact, opposite(all(fails)));
  }
}

Clause::Part Clauses::condition(const Condition& condition) {
  const bool is_any = condition.kind == Condition::Kind::any;
  std::vector<Part> parts;
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
  const auto* fact =
      definition(test.left) != nullptr ? definition(test.left) : definition(test.right);
  if (fact != nullptr && fact->stated_by == catalogue::StatedBy::derived) {
    // Only ever asked whether it holds.
    const Part holds = derived_.at(test.left.fact);
    const bool asks_for_yes =
        (test.relation == Relation::equal) == (side(test.right).constant != 0);
    return asks_for_yes ? holds : opposite(holds);
  }
  Comparison comparison{.left = side(test.left),
                        .relation = test.relation,
                        .right = side(test.right),
                        .words = test.words};
  const auto& [left, relation, right, words] = comparison;
  if (left.needs_calendar() || right.needs_calendar()) {
    return literal(comparison, {false, true});
  }
  if (fact == nullptr) {
    return comparison.holds(left.constant, right.constant) ? all({}) : opposite(all({}));
  }
  const bool has_order = test.relation != Relation::in && test.relation != Relation::contains;
  if (comparison.right.fact && (comparison.left.fact || !has_order)) {
    return literal(comparison, {false, true});
  }
  if (comparison.right.fact) {
    std::swap(comparison.left, comparison.right);
    comparison.relation = mirrored(comparison.relation);
  }
  if (fact->type == Type::boolean) return choice(comparison, 2);
  if (fact->type == Type::one_of) return choice(comparison, fact->values.size());
  return ordered(comparison);
}

const catalogue::FactDefinition* Clauses::definition(const Term& term) const {
  return term.kind == Term::Kind::fact ? &law_.vocabulary().facts()[term.fact] : nullptr;
}

Side Clauses::side(const Term& term) const {
  Side side;
  switch (term.kind) {
    case Term::Kind::literal: side.constant = term.literal; break;
    case Term::Kind::parameter: side.constant = number(term.parameter); break;
    case Term::Kind::today: side.constant = day_.time_since_epoch().count(); break;
    case Term::Kind::fact: side.fact = term.fact; break;
  }
  if (!term.shift) return side;
  const Side::Move move{.period = term.shift->period,
                        .amount = amount(*term.shift),
                        .is_back = term.shift->is_back,
                        .calendar = &law_.calendar()};
  if (side.fact || move.period == catalogue::Period::working_days) {
    side.move = move;
  } else {
    side.constant = catalogue::moved(side.constant, move.amount, move.period, move.is_back);
  }
  return side;
}

std::int64_t Clauses::amount(const catalogue::Shift& shift) const {
  return shift.parameter ? number(*shift.parameter) : shift.amount;
}

// Catalogue::make refused a provision in force before its numbers.
std::int64_t Clauses::number(catalogue::ParameterIndex index) const {
  const auto* entry = law_.parameters()[index].on(day_);
  MENSHEN_ASSERT(entry != nullptr);
  return entry->value;
}

Clause::Part Clauses::choice(const Comparison& comparison, std::size_t answers) {
  std::vector<bool> holds_for;
  for (std::size_t i = 0; i < answers; ++i) {
    const auto value = comparison.left.value(static_cast<std::int64_t>(i));
    holds_for.push_back(comparison.holds(value, comparison.right.constant));
  }
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): only of a fact are there answers
  return literal(Stated{*comparison.left.fact}, std::move(holds_for));
}

// Of a fact on the left with a constant: on which side of which marks the fact is.
Clause::Part Clauses::ordered(const Comparison& comparison) {
  const auto& [fact, relation, constant, words] = comparison;
  const std::int64_t edge = constant.constant;
  const bool has_next = edge != std::numeric_limits<std::int64_t>::max();
  if (relation == Relation::in || !has_next) return literal(comparison, {false, true});
  if (relation == Relation::contains) {
    return literal(Mark{.fact = *fact.fact, .mask = edge, .threshold = edge}, {false, true});
  }
  const Part reached = reaches(fact, edge);
  const Part not_passed = opposite(reaches(fact, edge + 1));
  switch (relation) {
    case Relation::less: return opposite(reached);
    case Relation::less_or_equal: return not_passed;
    case Relation::greater: return opposite(not_passed);
    case Relation::greater_or_equal: return reached;
    case Relation::not_equal: return opposite(all(std::vector{reached, not_passed}));
    case Relation::equal:
    case Relation::in:
    case Relation::contains: break;
  }
  return all(std::vector{reached, not_passed});
}

Clause::Part Clauses::reaches(const Side& side, std::int64_t number) {
  const std::int64_t threshold = side.move ? first_reaching(side, number) : number;
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): a constant is not asked for
  return literal(Mark{.fact = *side.fact, .threshold = threshold}, {false, true});
}

Clause::Part Clauses::literal(const Question& question, std::vector<bool> holds_for) {
  const auto next = static_cast<std::uint32_t>(questions_.size());
  const auto [found, is_new] = place_of_question_.try_emplace(question, next);
  if (is_new) questions_.push_back(question);
  return kept({.literals = {{.question = found->second, .holds_for = std::move(holds_for)}}});
}

Clause::Part Clauses::all(std::span<const Part> parts) {
  Clause sum;
  for (const Part part : parts) {
    const Clause& clause = clauses_[part.clause];
    if (is_empty(clause) && part.is_negated) return part;
    if (part.is_negated) {
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
  Clause other = clause;
  other.literals.front().holds_for.flip();
  return kept(std::move(other));
}

Clause::Part Clauses::kept(Clause clause) {
  const auto next = static_cast<std::uint32_t>(clauses_.size());
  const auto [found, is_new] = place_of_clause_.try_emplace(clause, next);
  if (is_new) clauses_.push_back(std::move(clause));
  return {.clause = found->second};
}

}  // namespace menshen::policy
