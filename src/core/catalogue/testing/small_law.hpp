// For tests only: two acts, a handful of facts and a few rules, enough for every branch.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {

inline constexpr CivilDate kSmallLawFrom = std::chrono::year{2025} / 6 / 1;

inline Vocabulary small_vocabulary() {
  const auto fact = [](std::string id, Type type, std::string unit = {},
                       std::vector<std::string> values = {}, StatedBy by = StatedBy::record) {
    return FactDefinition{.id = std::move(id),
                          .type = type,
                          .unit = std::move(unit),
                          .values = std::move(values),
                          .question = {.zh = "？", .en = "?"},
                          .stated_by = by,
                          .source = "L-1"};
  };
  return Vocabulary::make(
             {
                 fact("age", Type::integer, "years"),
                 fact("consent", Type::boolean),
                 fact("place", Type::one_of, {}, {"office", "bath"}),
                 fact("is_private", Type::boolean, {}, {}, StatedBy::derived),
                 fact("statute", Type::boolean),
                 fact("withdrawn_on", Type::date),
                 fact("kinds", Type::set_of, {}, {"face", "name"}),
             },
             {{.id = "verify", .title = {}}, {.id = "enroll", .title = {}}})
      .value();
}

// Terms and tests by name, as a law file would write them.
class SmallNames {
 public:
  explicit SmallNames(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  [[nodiscard]] FactIndex fact(std::string_view id) const {
    return vocabulary_.find_fact(id).value();
  }
  [[nodiscard]] Condition is(std::string_view id, const Value& value) const {
    return compare(id, Relation::equal,
                   {.literal = vocabulary_.intern(fact(id), value).value()});
  }
  [[nodiscard]] Condition holds(std::string_view id) const { return is(id, true); }
  [[nodiscard]] Condition compare(std::string_view id, Relation relation, Term right) const {
    return {.kind = Condition::Kind::test,
            .test = {.left = {.kind = Term::Kind::fact, .fact = fact(id)},
                     .relation = relation,
                     .right = right}};
  }

 private:
  const Vocabulary& vocabulary_;
};

inline Provision small_provision(std::string id, Kind kind) {
  return {.id = std::move(id),
          .instrument = "l",
          .file = "l.yaml",
          .title = {.zh = "规则", .en = "Rule"},
          .confidence = Confidence::a,
          .kind = kind,
          .acts = kind == Kind::defines ? std::vector<ActIndex>{} : std::vector<ActIndex>{0, 1},
          .in_force = {.from = kSmallLawFrom, .source = "s"}};
}

// L-1 a statute or consent is the basis; L-2 demands consent; L-3 no private space, which
// L-3.private defines as a bath; L-4 a statute lifts L-2; L-5 adults only, 18 being L-5.age;
// L-6 advises a statute; L-7 after a withdrawal, a duty due thirty days later.
inline Contents small_contents() {
  Contents law{.vocabulary = small_vocabulary(),
               .instruments = {{.id = "l",
                                .title = {.zh = "小法", .en = "Small Law"},
                                .status = InstrumentStatus::in_force,
                                .in_force = {.from = kSmallLawFrom, .source = "s"}}}};
  const SmallNames names(law.vocabulary);
  law.parameters = {{.id = "L-5.age",
                     .instrument = "l",
                     .file = "p.yaml",
                     .unit = "years",
                     .meets = Meets::under,
                     .values = {{.from = kSmallLawFrom, .value = 18, .source = "s"}}}};
  const auto add = [&law](std::string id, Kind kind) -> Provision& {
    law.provisions.push_back(small_provision(std::move(id), kind));
    return law.provisions.back();
  };
  add("L-1.consent", Kind::basis).when = names.holds("consent");
  add("L-1.statute", Kind::basis).when = names.holds("statute");
  add("L-2", Kind::demands).requires_ = names.holds("consent");
  add("L-3", Kind::prohibits).when = names.holds("is_private");
  auto& definition = add("L-3.private", Kind::defines);
  definition.when = names.is("place", std::string("bath"));
  definition.defines = names.fact("is_private");
  auto& exception = add("L-4", Kind::excepts);
  exception.when = names.holds("statute");
  exception.lifts = {"L-2"};
  add("L-5", Kind::prohibits).when =
      names.compare("age", Relation::less, {.kind = Term::Kind::parameter});
  add("L-6", Kind::advises).requires_ = names.holds("statute");
  auto& duty = add("L-7", Kind::duty);
  duty.when =
      names.compare("withdrawn_on", Relation::less_or_equal, {.kind = Term::Kind::today});
  duty.deadline = {.day = {.kind = Term::Kind::fact,
                           .fact = names.fact("withdrawn_on"),
                           .shift = Shift{.amount = 30}}};
  return law;
}

}  // namespace menshen::catalogue
