// For tests only: laws drawn at random, the same on every run, with every kind of provision,
// fact, test and joint that a catalogue can hold.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::policy {

struct LawSize {
  int acts = 2;
  int stated_facts = 12;
  int derived_facts = 4;
  int provisions = 40;  // beside the definitions
  int parts_max = 3;    // of a joint
  int depth_max = 4;    // of a condition
};

class RandomLaw {
 public:
  static constexpr CivilDate kFrom = std::chrono::year{2025} / 6 / 1;

  RandomLaw(std::uint32_t seed, LawSize size) : random_(seed), size_(size) {}

  catalogue::Catalogue make() { return catalogue::Catalogue::make(contents()).value(); }

  catalogue::Contents contents() {
    catalogue::Contents law{.vocabulary = vocabulary(),
                            .instruments = {{.id = "l",
                                             .title = {.zh = "小法", .en = "Small Law"},
                                             .status = catalogue::InstrumentStatus::in_force,
                                             .in_force = {.from = kFrom, .source = "s"}}}};
    vocabulary_ = &law.vocabulary;
    for (const auto& [id, value] : {std::pair{"p.age", 18}, std::pair{"p.days", 2}}) {
      law.parameters.push_back({.id = id,
                                .instrument = "l",
                                .values = {{.from = kFrom, .value = value, .source = "s"}}});
    }
    define_facts(law.provisions);
    for (int i = 0; i < size_.provisions; ++i)
      law.provisions.push_back(rule(i, law.provisions));
    use_parameters(law.provisions.back());
    law.provisions.push_back(exception_to_all(law.provisions));
    return law;
  }

 private:
  using Condition = catalogue::Condition;
  using Kind = catalogue::Kind;
  using Provision = catalogue::Provision;
  using Relation = catalogue::Relation;
  using Term = catalogue::Term;
  using Type = catalogue::Type;

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  bool one_in(int limit) { return below(limit) == 0; }

  catalogue::Vocabulary vocabulary() {
    std::vector<catalogue::FactDefinition> facts;
    for (int i = 0; i < size_.stated_facts + size_.derived_facts; ++i) {
      facts.push_back({.id = fmt::format("f{:03}", i),
                       .question = {.zh = "？", .en = "?"},
                       .source = "L-1"});
      auto& fact = facts.back();
      if (i >= size_.stated_facts) {
        fact.stated_by = catalogue::StatedBy::derived;
        continue;
      }
      static constexpr Type kTypes[] = {
          Type::boolean, Type::boolean, Type::boolean, Type::boolean, Type::boolean,
          Type::one_of,  Type::one_of,  Type::integer, Type::date,    Type::set_of};
      fact.type = kTypes[below(10)];
      if (fact.type != Type::one_of && fact.type != Type::set_of) continue;
      for (int word = 2 + below(8); word > 0; --word) {
        fact.values.push_back(fmt::format("w{}", word));
      }
    }
    std::vector<catalogue::ActDefinition> acts;
    for (int i = 0; i < size_.acts; ++i) {
      acts.push_back({.id = fmt::format("act{:02}", i), .title = {}});
    }
    return catalogue::Vocabulary::make(std::move(facts), std::move(acts)).value();
  }

  // A definition rests on stated facts and on derived ones before it.
  void define_facts(std::vector<Provision>& provisions) {
    for (int i = 0; i < size_.derived_facts; ++i) {
      usable_facts_ = size_.stated_facts + i;
      for (int many = 1 + below(2); many > 0; --many) {
        auto& one = add(fmt::format("D-{}.{}", i, static_cast<char>('a' + many)), Kind::defines,
                        provisions);
        one.acts.clear();
        one.when = condition(size_.depth_max - 1);
        one.defines = static_cast<catalogue::FactIndex>(usable_facts_);
      }
    }
    usable_facts_ = size_.stated_facts + size_.derived_facts;
  }

  Provision& add(std::string id, Kind kind, std::vector<Provision>& provisions) {
    provisions.push_back({.id = std::move(id),
                          .instrument = "l",
                          .file = "l.yaml",
                          .title = {.zh = "规则", .en = "Rule"},
                          .confidence = catalogue::Confidence::a,
                          .kind = kind,
                          .acts = acts(),
                          .in_force = {.from = kFrom, .source = "s"}});
    return provisions.back();
  }

  std::vector<catalogue::ActIndex> acts() {
    std::vector<catalogue::ActIndex> some;
    for (int act = 0; act < size_.acts; ++act) {
      if (act == 0 || one_in(2)) some.push_back(static_cast<catalogue::ActIndex>(act));
    }
    return some;
  }

  Provision rule(int number, const std::vector<Provision>& before) {
    static constexpr Kind kKinds[] = {
        Kind::demands,   Kind::demands, Kind::demands, Kind::demands, Kind::prohibits,
        Kind::prohibits, Kind::excepts, Kind::advises, Kind::duty,    Kind::basis};
    std::vector<Provision> made;
    Provision& one = add(fmt::format("R-{}", number), kKinds[below(10)], made);
    if (!one_in(4)) one.when = condition(size_.depth_max);
    const bool can_require =
        one.kind == Kind::demands || one.kind == Kind::advises || one.kind == Kind::basis;
    if (can_require) one.requires_ = condition(size_.depth_max);
    if (one.kind == Kind::duty && !one_in(3)) one.deadline = {.day = deadline()};
    if (one.kind == Kind::excepts) one.lifts = targets(before);
    if (one.kind == Kind::excepts && one.lifts.empty()) one.kind = Kind::prohibits;
    return one;
  }

  std::vector<std::string> targets(const std::vector<Provision>& before) {
    if (one_in(8)) return {"l"};
    std::vector<std::string> some;
    for (const Provision& one : before) {
      if (can_be_lifted(one) && some.size() < 3 && one_in(6)) some.push_back(one.id);
    }
    return some;
  }

  // Seldom holds. Rules that contradict each other are no law unless an exception names them.
  Provision exception_to_all(const std::vector<Provision>& before) {
    std::vector<Provision> made;
    Provision& one = add("X", Kind::excepts, made);
    one.when = {.kind = Condition::Kind::all};
    for (int i = 0; i < 4; ++i) one.when.parts.push_back(condition(1));
    for (const Provision& rule : before) {
      if (can_be_lifted(rule)) one.lifts.push_back(rule.id);
    }
    return one;
  }

  static bool can_be_lifted(const Provision& rule) {
    return rule.kind != Kind::defines && rule.kind != Kind::basis && rule.kind != Kind::excepts;
  }

  // Every parameter must be used by a condition.
  void use_parameters(Provision& provision) {
    for (catalogue::ParameterIndex i = 0; i < 2; ++i) {
      provision.when = {
          .kind = Condition::Kind::all,
          .parts = {provision.when,
                    {.kind = Condition::Kind::test,
                     .test = {.left = {.kind = Term::Kind::parameter, .parameter = i},
                              .relation = Relation::greater,
                              .right = {.literal = 0}}}}};
    }
  }

  Condition condition(int depth) {
    if (depth <= 1 || one_in(4)) {
      return {.kind = Condition::Kind::test, .test = test()};
    }
    static constexpr Condition::Kind kJoints[] = {Condition::Kind::all, Condition::Kind::all,
                                                  Condition::Kind::any,
                                                  Condition::Kind::negation};
    Condition joint{.kind = kJoints[below(4)]};
    const bool is_negation = joint.kind == Condition::Kind::negation;
    for (int i = is_negation ? 1 : 1 + below(size_.parts_max); i > 0; --i) {
      joint.parts.push_back(condition(depth - 1));
    }
    return joint;
  }

  catalogue::Test test() {
    const auto fact = static_cast<catalogue::FactIndex>(below(usable_facts_));
    const auto& definition = vocabulary_->facts()[fact];
    catalogue::Test test{.left = {.kind = Term::Kind::fact, .fact = fact}};
    const int words = std::max<int>(static_cast<int>(definition.values.size()), 1);
    switch (definition.type) {
      case Type::boolean:
        test.relation = one_in(4) ? Relation::not_equal : Relation::equal;
        test.right.literal = below(2);
        break;
      case Type::one_of:
        if (one_in(2)) {
          test.relation = Relation::in;
          for (int i = 1 + below(words); i > 0; --i) test.words.push_back(below(words));
        } else {
          test.relation = one_in(2) ? Relation::equal : Relation::not_equal;
          test.right.literal = below(words);
        }
        break;
      case Type::set_of:
        test.relation = Relation::contains;
        test.right.literal = std::int64_t{1} << below(words);
        break;
      case Type::integer: order(test, number()); break;
      case Type::date:
        if (one_in(3)) test.left.shift = shift();
        order(test, date());
        break;
    }
    return test;
  }

  void order(catalogue::Test& test, Term other) {
    static constexpr Relation kOrders[] = {Relation::less,    Relation::less_or_equal,
                                           Relation::greater, Relation::greater_or_equal,
                                           Relation::equal,   Relation::not_equal};
    test.relation = kOrders[below(6)];
    test.right = std::move(other);
    if (one_in(3)) std::swap(test.left, test.right);
  }

  Term number() {
    if (one_in(3)) return {.kind = Term::Kind::parameter, .parameter = 0};
    if (const auto other = another(Type::integer)) return *other;
    return {.literal = 12 + below(10)};
  }

  Term date() {
    Term term{.kind = Term::Kind::today};
    if (const auto other = another(Type::date)) term = *other;
    if (one_in(3)) {
      term = {.literal = (kFrom + std::chrono::days{below(3) - 1}).time_since_epoch().count()};
    }
    if (one_in(3)) term.shift = shift();
    return term;
  }

  Term deadline() {
    Term term = date();
    if (!term.shift) term.shift = shift();
    return term;
  }

  // A second fact of the type, once in a while.
  std::optional<Term> another(Type type) {
    if (!one_in(4)) return std::nullopt;
    for (int tries = 0; tries < 20; ++tries) {
      const auto fact = static_cast<catalogue::FactIndex>(below(size_.stated_facts));
      if (vocabulary_->facts()[fact].type == type) {
        return Term{.kind = Term::Kind::fact, .fact = fact};
      }
    }
    return std::nullopt;
  }

  catalogue::Shift shift() {
    catalogue::Shift shift{.is_back = one_in(2), .amount = below(4)};
    if (one_in(3)) shift.parameter = 1;
    shift.period = static_cast<catalogue::Period>(below(3));
    return shift;
  }

  std::mt19937 random_;
  LawSize size_;
  const catalogue::Vocabulary* vocabulary_ = nullptr;
  int usable_facts_ = 0;
};

}  // namespace menshen::policy
