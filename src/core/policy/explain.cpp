#include "policy/explain.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/due.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "policy/truth.hpp"

namespace menshen::policy {
namespace {

using catalogue::Condition;
using catalogue::FactIndex;
using catalogue::Kind;
using catalogue::Relation;
using catalogue::Term;
using catalogue::Test;

bool is_derived(const catalogue::Vocabulary& vocabulary, FactIndex fact) {
  return vocabulary.facts()[fact].stated_by == catalogue::StatedBy::derived;
}

bool holds(const Test& test, std::int64_t left, std::int64_t right) {
  switch (test.relation) {
    case Relation::equal: return left == right;
    case Relation::not_equal: return left != right;
    case Relation::less: return left < right;
    case Relation::less_or_equal: return left <= right;
    case Relation::greater: return left > right;
    case Relation::greater_or_equal: return left >= right;
    case Relation::in: break;
    case Relation::contains: return (left & right) == right;
  }
  return std::ranges::find(test.words, left) != test.words.end();
}

Truth any_of(const std::vector<Reason>& parts) {
  Truth truth = Truth::no;
  for (const Reason& part : parts) truth = either(truth, part.truth);
  return truth;
}

Truth all_of(const std::vector<Reason>& parts) {
  Truth truth = Truth::yes;
  for (const Reason& part : parts) truth = both(truth, part.truth);
  return truth;
}

// The provisions that a derived fact may rest on: of a draft its own and the definitions it is
// read with, of the law those in force.
std::vector<const catalogue::Provision*> binding(const Program& program,
                                                 const catalogue::Provision& provision) {
  auto draft = program.law().draft(provision.instrument, program.day());
  return draft.empty() ? program.law().in_force(program.day()) : std::move(draft);
}

class Explainer {
 public:
  Explainer(const Program& program, const catalogue::Provision& provision, const Facts& facts)
      : law_(program.law()),
        day_(program.day()),
        facts_(facts),
        binding_(binding(program, provision)) {}

  // A condition is nested, and derived facts rest on each other, only so deep:
  // Catalogue::make refused the rest.
  [[nodiscard]] Reason judge(const Condition& condition) const {
    Reason reason{.condition = &condition};
    if (condition.kind == Condition::Kind::test) {
      judge_test(condition.test, reason);
      return reason;
    }
    for (const Condition& part : condition.parts) reason.parts.push_back(judge(part));
    switch (condition.kind) {
      case Condition::Kind::all: reason.truth = all_of(reason.parts); break;
      case Condition::Kind::any: reason.truth = any_of(reason.parts); break;
      case Condition::Kind::negation:
        reason.truth = opposite(reason.parts.front().truth);
        break;
      case Condition::Kind::test: break;
    }
    return reason;
  }

 private:
  void judge_test(const Test& test, Reason& reason) const {
    const bool asks_law =
        test.left.kind == Term::Kind::fact && is_derived(facts_.vocabulary(), test.left.fact);
    if (!asks_law) {
      const auto left = value(test.left);
      const auto right = value(test.right);
      if (left && right) reason.truth = truth(holds(test, *left, *right));
      return;
    }
    for (const catalogue::Provision* provision : binding_) {
      if (provision->defines != test.left.fact) continue;
      Reason definition = judge(provision->when);
      definition.definition = provision;
      reason.parts.push_back(std::move(definition));
    }
    // A derived fact is a boolean and is only ever asked whether it holds.
    const bool asks_for_yes = (test.relation == Relation::equal) == (test.right.literal != 0);
    const Truth derived = any_of(reason.parts);
    reason.truth = asks_for_yes ? derived : opposite(derived);
  }

  [[nodiscard]] std::optional<std::int64_t> value(const Term& term) const {
    const auto unmoved = unmoved_value(term);
    if (!unmoved || !term.shift) return unmoved;
    const std::int64_t amount =
        term.shift->parameter ? number(*term.shift->parameter) : term.shift->amount;
    if (term.shift->period == catalogue::Period::working_days) {
      return after_working_days(law_.calendar(), *unmoved, amount);
    }
    return catalogue::moved(*unmoved, amount, term.shift->period, term.shift->is_back);
  }

  [[nodiscard]] std::optional<std::int64_t> unmoved_value(const Term& term) const {
    switch (term.kind) {
      case Term::Kind::literal: return term.literal;
      case Term::Kind::fact: return facts_.interned(term.fact);
      case Term::Kind::parameter: return number(term.parameter);
      case Term::Kind::today: break;
    }
    return day_.time_since_epoch().count();
  }

  // Catalogue::make refused a provision in force before its numbers.
  [[nodiscard]] std::int64_t number(catalogue::ParameterIndex index) const {
    const auto* entry = law_.parameters()[index].on(day_);
    MENSHEN_ASSERT(entry != nullptr);
    return entry->value;
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const catalogue::Catalogue& law_;
  CivilDate day_;
  const Facts& facts_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  std::vector<const catalogue::Provision*> binding_;
};

Truth decisive_truth(Kind kind, Truth when, Truth required) {
  switch (kind) {
    case Kind::demands:
    case Kind::advises: return both(when, opposite(required));
    case Kind::basis: return both(when, required);
    case Kind::prohibits:
    case Kind::excepts:
    case Kind::defines:
    case Kind::duty: break;
  }
  return when;
}

void collect_decisive(const Reason& reason, std::vector<const Reason*>& tests) {
  const bool is_test = reason.condition->kind == Condition::Kind::test;
  if (is_test && reason.parts.empty()) {
    tests.push_back(&reason);
    return;
  }
  if (reason.condition->kind == Condition::Kind::negation) {
    collect_decisive(reason.parts.front(), tests);
    return;
  }
  // A derived fact that does not hold may still be what the test asks for.
  const Truth sought = is_test ? any_of(reason.parts) : reason.truth;
  for (const Reason& part : reason.parts) {
    if (part.truth == sought) collect_decisive(part, tests);
  }
}

}  // namespace

Explanation explain(const Program& program, const catalogue::Provision& provision,
                    const Facts& facts) {
  MENSHEN_ASSERT(&facts.vocabulary() == &program.law().vocabulary());
  const Explainer explainer(program, provision, facts);
  Explanation explanation{.provision = &provision,
                          .when = explainer.judge(provision.when),
                          .requires_ = explainer.judge(provision.requires_)};
  explanation.truth =
      decisive_truth(provision.kind, explanation.when.truth, explanation.requires_.truth);
  return explanation;
}

std::vector<const Reason*> decisive_tests(const Reason& reason) {
  std::vector<const Reason*> tests;
  collect_decisive(reason, tests);
  return tests;
}

std::vector<FactIndex> stated_facts(const Test& test, const catalogue::Vocabulary& vocabulary) {
  std::vector<FactIndex> facts;
  for (const Term* term : {&test.left, &test.right}) {
    if (term->kind != Term::Kind::fact || is_derived(vocabulary, term->fact)) continue;
    facts.push_back(term->fact);
  }
  return facts;
}

std::vector<FactIndex> missing_facts(const Explanation& explanation, const Facts& facts) {
  std::vector<FactIndex> missing;
  if (explanation.truth != Truth::unknown) return missing;
  for (const Reason* side : {&explanation.when, &explanation.requires_}) {
    if (side->truth != Truth::unknown) continue;
    for (const Reason* test : decisive_tests(*side)) {
      for (const FactIndex fact : stated_facts(test->condition->test, facts.vocabulary())) {
        if (!facts.interned(fact)) missing.push_back(fact);
      }
    }
  }
  std::ranges::sort(missing);
  const auto rest = std::ranges::unique(missing);
  missing.erase(rest.begin(), rest.end());
  return missing;
}

}  // namespace menshen::policy
