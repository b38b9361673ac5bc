#include "policy/explain.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/comparison.hpp"
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

}  // namespace

// One explanation: what it reads, and the recursion over it.
class Explaining {
 public:
  Explaining(const Explainer& explainer, const catalogue::Provision& provision,
             const Facts& facts)
      : explainer_(explainer), instrument_(provision.instrument), facts_(facts) {}

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
      if (left && right) {
        reason.truth = truth(holds(test.relation, *left, *right, test.words));
      }
      return;
    }
    for (const catalogue::Provision* definition : explainer_.definitions_) {
      add_definition(*definition, test.left.fact, reason);
    }
    // A draft is read with its own definitions too.
    for (const catalogue::Provision* definition : explainer_.draft_definitions_) {
      if (definition->instrument == instrument_) {
        add_definition(*definition, test.left.fact, reason);
      }
    }
    // A derived fact is a boolean and is only ever asked whether it holds.
    const bool asks_for_yes = (test.relation == Relation::equal) == (test.right.literal != 0);
    const Truth derived = any_of(reason.parts);
    reason.truth = asks_for_yes ? derived : opposite(derived);
  }

  void add_definition(const catalogue::Provision& definition, FactIndex fact,
                      Reason& reason) const {
    if (definition.defines != fact) return;
    reason.parts.push_back(judge(definition.when));
    reason.parts.back().definition = &definition;
  }

  [[nodiscard]] std::optional<std::int64_t> value(const Term& term) const {
    const auto unmoved = unmoved_value(term);
    if (!unmoved || !term.shift) return unmoved;
    const std::int64_t amount =
        term.shift->parameter ? number(*term.shift->parameter) : term.shift->amount;
    if (term.shift->period == catalogue::Period::working_days) {
      return after_working_days(explainer_.law_.calendar(), *unmoved, amount);
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
    return explainer_.day_.time_since_epoch().count();
  }

  // Catalogue::make refused a provision in force before its numbers.
  [[nodiscard]] std::int64_t number(catalogue::ParameterIndex index) const {
    const auto* entry = explainer_.law_.parameters()[index].on(explainer_.day_);
    MENSHEN_ASSERT(entry != nullptr);
    return entry->value;
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Explainer& explainer_;
  const std::string& instrument_;
  const Facts& facts_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
};

namespace {

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

Explainer::Explainer(const Program& program) : law_(program.law()), day_(program.day()) {
  const auto add = [](const std::vector<const catalogue::Provision*>& from,
                      const std::string* draft, std::vector<const catalogue::Provision*>& to) {
    for (const catalogue::Provision* one : from) {
      const bool is_wanted = draft == nullptr || one->instrument == *draft;
      if (one->kind == Kind::defines && is_wanted) to.push_back(one);
    }
  };
  add(law_.in_force(day_), nullptr, definitions_);
  for (const catalogue::Instrument& instrument : law_.instruments()) {
    if (instrument.status != catalogue::InstrumentStatus::draft) continue;
    add(law_.draft(instrument.id, day_), &instrument.id, draft_definitions_);
  }
}

Explanation Explainer::explain(const catalogue::Provision& provision,
                               const Facts& facts) const {
  MENSHEN_ASSERT(&facts.vocabulary() == &law_.vocabulary());
  const Explaining explaining(*this, provision, facts);
  Explanation explanation{.provision = &provision,
                          .when = explaining.judge(provision.when),
                          .requires_ = explaining.judge(provision.requires_)};
  explanation.truth =
      decisive_truth(provision.kind, explanation.when.truth, explanation.requires_.truth);
  return explanation;
}

Explanation explain(const Program& program, const catalogue::Provision& provision,
                    const Facts& facts) {
  return Explainer(program).explain(provision, facts);
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

std::vector<FactIndex> grounds(const Explanation& explanation,
                               const catalogue::Vocabulary& vocabulary) {
  const Reason* side = nullptr;
  if (explanation.requires_.truth == Truth::no) {
    side = &explanation.requires_;
  } else if (explanation.when.truth == Truth::yes) {
    side = &explanation.when;
  }
  std::vector<FactIndex> found;
  if (side == nullptr) return found;
  for (const Reason* test : decisive_tests(*side)) {
    for (const FactIndex fact : stated_facts(test->condition->test, vocabulary)) {
      if (std::ranges::find(found, fact) == found.end()) found.push_back(fact);
    }
  }
  return found;
}

}  // namespace menshen::policy
