#include "proof/smt.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <bits/ranges_algo.h>
#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::proof {

using catalogue::ActIndex;
using catalogue::Condition;
using catalogue::FactDefinition;
using catalogue::FactIndex;
using catalogue::Kind;
using catalogue::Period;
using catalogue::Provision;
using catalogue::Relation;
using catalogue::StatedBy;
using catalogue::Term;
using catalogue::Test;
using catalogue::Type;

namespace {

std::string joined(std::string_view connective, std::string_view of_none,
                   const std::vector<std::string>& parts) {
  if (parts.empty()) return std::string(of_none);
  if (parts.size() == 1) return parts.front();
  std::string text = fmt::format("({}", connective);
  for (const std::string& part : parts) text += " " + part;
  return text + ")";
}

std::string_view symbol(Relation relation) {
  switch (relation) {
    case Relation::less: return "<";
    case Relation::less_or_equal: return "<=";
    case Relation::greater: return ">";
    case Relation::greater_or_equal: return ">=";
    case Relation::equal:
    case Relation::not_equal:
    case Relation::in:
    case Relation::contains: break;
  }
  return "=";
}

// SMT-LIB writes a negative number as a difference.
std::string literal(std::int64_t number) {
  return number < 0 ? fmt::format("(- {})", -number) : fmt::format("{}", number);
}

bool governs(const Provision& provision, ActIndex act) {
  return std::ranges::binary_search(provision.acts, act);
}

bool is_rule(const Provision& provision) {
  return provision.kind == Kind::prohibits || provision.kind == Kind::demands;
}

// The shortest and the longest that so many periods can be, in days.
std::pair<std::int64_t, std::int64_t> length(std::int64_t amount, Period period) {
  constexpr std::int64_t kMonthMin = 28;
  constexpr std::int64_t kMonthMax = 31;
  constexpr std::int64_t kYearMin = 365;
  constexpr std::int64_t kYearMax = 366;
  switch (period) {
    case Period::months: return {amount * kMonthMin, amount * kMonthMax};
    case Period::years: return {amount * kYearMin, amount * kYearMax};
    // The longest run of days off is under two weeks, weekends take two days of seven.
    case Period::working_days: return {amount, amount * 7 / 5 + 4 * kMonthMax};
    case Period::days: break;
  }
  return {amount, amount};
}

}  // namespace

std::string all_of(const std::vector<std::string>& parts) {
  return joined("and", "true", parts);
}

std::string any_of(const std::vector<std::string>& parts) {
  return joined("or", "false", parts);
}

std::string negated(const std::string& formula) { return fmt::format("(not {})", formula); }

World::World(std::string world, catalogue::Catalogue law,
             std::vector<const Provision*> provisions, CivilDate day)
    : world_(std::move(world)),
      law_(std::move(law)),
      provisions_(std::move(provisions)),
      day_(day) {}

std::string World::name(std::string_view what, FactIndex fact) const {
  return fmt::format("|{} {} {}|", world_, what, law_.vocabulary().facts()[fact].id);
}

std::string World::known(FactIndex fact) const { return name("known", fact); }
std::string World::value(FactIndex fact) const { return name("value", fact); }

std::string World::has(FactIndex fact, std::size_t word) const {
  return name(fmt::format("has {}", law_.vocabulary().facts()[fact].values.at(word)), fact);
}

std::string World::is(FactIndex fact, std::int64_t interned) const {
  const FactDefinition& definition = law_.vocabulary().facts()[fact];
  std::vector<std::string> parts{known(fact)};
  if (definition.type == Type::boolean) {
    parts.push_back(interned != 0 ? value(fact) : negated(value(fact)));
  } else if (definition.type == Type::set_of) {
    for (std::size_t word = 0; word < definition.values.size(); ++word) {
      const bool has_it = ((interned >> word) & 1) != 0;
      parts.push_back(has_it ? has(fact, word) : negated(has(fact, word)));
    }
  } else {
    parts.push_back(fmt::format("(= {} {})", value(fact), literal(interned)));
  }
  return all_of(parts);
}

std::int64_t World::parameter(catalogue::ParameterIndex index) const {
  // Catalogue::make refused a rule in force before the numbers it uses.
  return law_.parameters()[index].on(day_)->value;
}

std::int64_t World::amount(const catalogue::Shift& shift) const {
  return shift.parameter ? parameter(*shift.parameter) : shift.amount;
}

std::string World::moved(const Term& term) const {
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): asked only of what is moved
  const catalogue::Shift& shift = *term.shift;
  if (term.kind == Term::Kind::today) {
    MENSHEN_ASSERT(shift.period != Period::working_days);
    return literal(catalogue::moved(day_.time_since_epoch().count(), amount(shift),
                                    shift.period, shift.is_back));
  }
  const std::string day = value(term.fact);
  if (shift.period == Period::days) {
    return fmt::format("({} {} {})", shift.is_back ? "-" : "+", day, amount(shift));
  }
  return fmt::format("(+ {} ({} {}))", day, calendar(shift), day);
}

// The name of the function from a day to how many days that many months or years from it
// are; equal days are moved alike.
std::string World::calendar(const catalogue::Shift& shift) const {
  const char* period = "working days";
  if (shift.period == Period::months) period = "months";
  if (shift.period == Period::years) period = "years";
  return fmt::format("|{}{} {}|", shift.is_back ? "-" : "+", amount(shift), period);
}

std::string World::number(const Term& term) const {
  switch (term.kind) {
    case Term::Kind::literal: return literal(term.literal);
    case Term::Kind::parameter: return literal(parameter(term.parameter));
    case Term::Kind::today:
      return term.shift ? moved(term) : literal(day_.time_since_epoch().count());
    case Term::Kind::fact: return term.shift ? moved(term) : value(term.fact);
  }
  return "0";
}

Formula World::derived(FactIndex fact) const {
  return {.yes = name("yes", fact), .no = name("no", fact)};
}

// What nothing defines is unknown.
Formula World::definition(FactIndex fact) const {
  std::vector<std::string> yes;
  std::vector<std::string> no;
  for (const Provision* provision : provisions_) {
    if (provision->defines != fact) continue;
    Formula when = of(provision->when);
    yes.push_back(std::move(when.yes));
    no.push_back(std::move(when.no));
  }
  return {.yes = any_of(yes), .no = yes.empty() ? "false" : all_of(no)};
}

Formula World::of(const Test& test) const {
  const bool is_of_fact = test.left.kind == Term::Kind::fact;
  const FactDefinition* fact =
      is_of_fact ? &law_.vocabulary().facts()[test.left.fact] : nullptr;

  if (fact != nullptr && fact->stated_by == StatedBy::derived) {
    const Formula holds = derived(test.left.fact);
    const bool asks_for_yes = (test.relation == Relation::equal) == (test.right.literal != 0);
    return asks_for_yes ? holds : Formula{.yes = holds.no, .no = holds.yes};
  }

  std::vector<std::string> needed;
  for (const Term* term : {&test.left, &test.right}) {
    if (term->kind != Term::Kind::fact) continue;
    needed.push_back(known(term->fact));
    if (term->shift && term->shift->period == Period::working_days) {
      needed.push_back(fmt::format("({} {})", announced(*term->shift), value(term->fact)));
    }
  }
  const std::string is_known = all_of(needed);
  const std::string is_so = holds(test, fact);
  return {.yes = all_of({is_known, is_so}), .no = all_of({is_known, negated(is_so)})};
}

// Of known facts; `fact` is the one on the left, or null.
std::string World::holds(const Test& test, const FactDefinition* fact) const {
  if (fact != nullptr && fact->type == Type::boolean) {
    const bool asks_for_yes = (test.relation == Relation::equal) == (test.right.literal != 0);
    return asks_for_yes ? value(test.left.fact) : negated(value(test.left.fact));
  }
  std::vector<std::string> words;
  if (test.relation == Relation::contains) {
    for (std::size_t word = 0; word < fact->values.size(); ++word) {
      if (((test.right.literal >> word) & 1) != 0) words.push_back(has(test.left.fact, word));
    }
    return all_of(words);
  }
  if (test.relation == Relation::in) {
    for (const std::int64_t word : test.words) {
      words.push_back(fmt::format("(= {} {})", number(test.left), literal(word)));
    }
    return any_of(words);
  }
  const auto compared =
      fmt::format("({} {} {})", symbol(test.relation), number(test.left), number(test.right));
  return test.relation == Relation::not_equal ? negated(compared) : compared;
}

Formula World::of(const Condition& condition) const {
  if (condition.kind == Condition::Kind::test) return of(condition.test);
  std::vector<std::string> yes;
  std::vector<std::string> no;
  for (const Condition& part : condition.parts) {
    Formula formula = of(part);
    yes.push_back(std::move(formula.yes));
    no.push_back(std::move(formula.no));
  }
  switch (condition.kind) {
    case Condition::Kind::any: return {.yes = any_of(yes), .no = all_of(no)};
    case Condition::Kind::negation: return {.yes = no.front(), .no = yes.front()};
    case Condition::Kind::all:
    case Condition::Kind::test: break;
  }
  return {.yes = all_of(yes), .no = any_of(no)};
}

std::string World::declarations() const {
  std::string text;
  const auto declare = [&text](const std::string& constant, std::string_view sort) {
    text += fmt::format("(declare-const {} {})\n", constant, sort);
  };
  const auto facts = law_.vocabulary().facts();
  for (FactIndex fact = 0; fact < facts.size(); ++fact) {
    const FactDefinition& definition = facts[fact];
    if (definition.stated_by == StatedBy::derived) continue;
    declare(known(fact), "Bool");
    switch (definition.type) {
      case Type::boolean: declare(value(fact), "Bool"); break;
      case Type::set_of:
        for (std::size_t word = 0; word < definition.values.size(); ++word) {
          declare(has(fact, word), "Bool");
        }
        break;
      case Type::one_of:
        declare(value(fact), "Int");
        text +=
            fmt::format("(assert (<= 0 {0} {1}))\n", value(fact), definition.values.size() - 1);
        break;
      case Type::integer:
      case Type::date: declare(value(fact), "Int"); break;
    }
  }
  text += bounds();
  for (const FactIndex fact : law_.derivation_order()) {
    const Formula formula = definition(fact);
    text += fmt::format("(define-fun {} () Bool {})\n", derived(fact).yes, formula.yes);
    text += fmt::format("(define-fun {} () Bool {})\n", derived(fact).no, formula.no);
  }
  for (const Provision* exception : provisions_) {
    if (exception->kind != Kind::excepts) continue;
    text +=
        fmt::format("(define-fun {} () Bool {})\n", holds(*exception), of(exception->when).yes);
  }
  return text;
}

std::string World::holds(const Provision& exception) const {
  return fmt::format("|{} holds {}|", world_, exception.id);
}

// The name of the predicate of days from which so many working days can be counted, because
// every year they run through was announced.
std::string World::announced(const catalogue::Shift& shift) const {
  return fmt::format("|announced {} working days|", amount(shift));
}

// How long the months and years of the law can be, for each day that they are counted from.
std::string World::bounds() const {
  std::set<std::string> lines;
  const auto add = [&](const Term& term) {
    if (term.kind != Term::Kind::fact || !term.shift || term.shift->period == Period::days) {
      return;
    }
    const auto [shortest, longest] = length(amount(*term.shift), term.shift->period);
    const std::int64_t low = term.shift->is_back ? -longest : shortest;
    const std::int64_t high = term.shift->is_back ? -shortest : longest;
    lines.insert(fmt::format("(assert (<= {} ({} {}) {}))\n", literal(low),
                             calendar(*term.shift), value(term.fact), literal(high)));
  };
  for (const Provision* provision : provisions_) {
    for_each_term(*provision, add);
  }
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string World::calendar_at(FactIndex fact, std::int64_t day) const {
  std::set<std::string> parts;
  const auto add = [&](const Term& term) {
    const bool is_of_it = term.kind == Term::Kind::fact && term.fact == fact && term.shift;
    if (!is_of_it || term.shift->period == Period::days) return;
    const auto reached =
        catalogue::moved(law_.calendar(), CivilDate{CivilDate::duration{day}},
                         amount(*term.shift), term.shift->period, term.shift->is_back);
    const std::int64_t days = (reached.day.time_since_epoch().count()) - day;
    parts.insert(fmt::format("(= ({} {}) {})", calendar(*term.shift), day, literal(days)));
    if (term.shift->period != Period::working_days) return;
    const std::string is_announced = fmt::format("({} {})", announced(*term.shift), day);
    parts.insert(reached.waits_for ? negated(is_announced) : is_announced);
  };
  for (const Provision* provision : provisions_) {
    for_each_term(provision->when, add);
    for_each_term(provision->requires_, add);
  }
  return all_of({parts.begin(), parts.end()});
}

std::string World::functions() const {
  std::set<std::string> names;
  const auto add = [&](const Term& term) {
    if (term.kind != Term::Kind::fact || !term.shift || term.shift->period == Period::days) {
      return;
    }
    names.insert(fmt::format("(declare-fun {} (Int) Int)\n", calendar(*term.shift)));
    if (term.shift->period == Period::working_days) {
      names.insert(fmt::format("(declare-fun {} (Int) Bool)\n", announced(*term.shift)));
    }
  };
  for (const Provision& provision : law_.provisions()) {
    if (!provision.in_force.covers(day_)) continue;
    for_each_term(provision, add);
  }
  std::string text;
  for (const std::string& function : names) text += function;
  return text;
}

std::string World::lifted(const Provision& rule, ActIndex act) const {
  std::vector<std::string> exceptions;
  for (const Provision* exception : provisions_) {
    if (exception->kind != Kind::excepts || !governs(*exception, act)) continue;
    const auto named = law_.lifted_by(*exception);
    if (std::ranges::find(named, &rule) != named.end()) exceptions.push_back(holds(*exception));
  }
  return any_of(exceptions);
}

Formula World::broken(const Provision& rule, ActIndex act) const {
  const Formula when = of(rule.when);
  const Formula required = of(rule.requires_);
  const bool prohibits = rule.kind == Kind::prohibits;
  const std::string is_lifted = lifted(rule, act);
  return {.yes = all_of({when.yes, prohibits ? "true" : required.no, negated(is_lifted)}),
          .no = any_of({when.no, prohibits ? "false" : required.yes, is_lifted})};
}

Formula World::basis(ActIndex act) const {
  std::vector<std::string> good;
  std::vector<std::string> bad;
  for (const Provision* basis : provisions_) {
    if (basis->kind != Kind::basis || !governs(*basis, act)) continue;
    const Formula when = of(basis->when);
    const Formula required = of(basis->requires_);
    good.push_back(all_of({when.yes, required.yes}));
    bad.push_back(any_of({when.no, required.no}));
  }
  return {.yes = any_of(good), .no = all_of(bad)};
}

std::string World::permitted(ActIndex act) const {
  std::vector<std::string> parts{basis(act).yes};
  for (const Provision* rule : provisions_) {
    if (is_rule(*rule) && governs(*rule, act)) parts.push_back(broken(*rule, act).no);
  }
  return all_of(parts);
}

std::string World::denied(ActIndex act) const {
  std::vector<std::string> parts{basis(act).no};
  for (const Provision* rule : provisions_) {
    if (is_rule(*rule) && governs(*rule, act)) parts.push_back(broken(*rule, act).yes);
  }
  return any_of(parts);
}

std::string World::same(const World& other, FactIndex fact) const {
  const FactDefinition& definition = law_.vocabulary().facts()[fact];
  std::vector<std::string> parts{fmt::format("(= {} {})", known(fact), other.known(fact))};
  if (definition.type == Type::set_of) {
    for (std::size_t word = 0; word < definition.values.size(); ++word) {
      parts.push_back(fmt::format("(= {} {})", has(fact, word), other.has(fact, word)));
    }
  } else {
    parts.push_back(fmt::format("(= {} {})", value(fact), other.value(fact)));
  }
  return all_of(parts);
}

std::string World::is_completed_by(const World& other) const {
  std::vector<std::string> parts;
  const auto facts = law_.vocabulary().facts();
  for (FactIndex fact = 0; fact < facts.size(); ++fact) {
    if (facts[fact].stated_by == StatedBy::derived) continue;
    parts.push_back(fmt::format("(=> {} {})", known(fact), same(other, fact)));
  }
  return all_of(parts);
}

std::string script(const catalogue::Catalogue& law, CivilDate day) {
  const World world("fact", law, law.in_force(day), day);
  std::string text =
      fmt::format("; The law in force on {}.\n(set-logic QF_UFLIA)\n", to_text(day));
  text += world.functions() + world.declarations();
  const auto acts = law.vocabulary().acts();
  for (ActIndex act = 0; act < acts.size(); ++act) {
    text += fmt::format("(define-fun |permitted {}| () Bool {})\n", acts[act].id,
                        world.permitted(act));
    text +=
        fmt::format("(define-fun |denied {}| () Bool {})\n", acts[act].id, world.denied(act));
  }
  return text;
}

}  // namespace menshen::proof
