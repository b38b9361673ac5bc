// The law of one day in SMT-LIB 2.6 (Barrett, Fontaine, Tinelli 2017), so that a solver can
// say what holds of it whatever the facts are.
//
// Written from the syntax tree, apart from the evaluator, so that each can be held to the
// other. Three-valued truth becomes two formulas: `yes`, known to hold, and `no`, known not
// to. A fact of a world is two constants: whether it is known, and its value. Whole months
// and years are over-approximated by their shortest and longest length in days, so what is
// proved holds of the calendar too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::proof {

// Formulas over the constants of one world.
struct Formula {
  std::string yes;
  std::string no;
};

// One assignment of facts, under some law. Names of SMT constants begin with `world`, so
// that a script may speak of several.
class World {
 public:
  // `provisions` must be of `law`; those of `Catalogue::in_force(day)`, or fewer or more of
  // them to ask what the law would be.
  World(std::string world, catalogue::Catalogue law,
        std::vector<const catalogue::Provision*> provisions, CivilDate day);

  // Declares the functions that all worlds of one law and day share; first in a script.
  [[nodiscard]] std::string functions() const;
  // Declares the facts of this world, and defines what is derived from them.
  [[nodiscard]] std::string declarations() const;

  // The condition, which must be of the same law.
  [[nodiscard]] Formula of(const catalogue::Condition& condition) const;

  // Is the rule, a prohibition or a demand, broken when `act` is done? Lifted it is not.
  [[nodiscard]] Formula broken(const catalogue::Provision& rule, catalogue::ActIndex act) const;
  // Is the rule lifted by an exception that is known to hold?
  [[nodiscard]] std::string lifted(const catalogue::Provision& rule,
                                   catalogue::ActIndex act) const;
  // Does the act rest on a basis?
  [[nodiscard]] Formula basis(catalogue::ActIndex act) const;

  // The three outcomes.
  [[nodiscard]] std::string permitted(catalogue::ActIndex act) const;
  [[nodiscard]] std::string denied(catalogue::ActIndex act) const;

  [[nodiscard]] std::string known(catalogue::FactIndex fact) const;
  // The value as Vocabulary::intern has it, a number; of a boolean, true or false.
  [[nodiscard]] std::string value(catalogue::FactIndex fact) const;
  // Of a set: whether it has the word at that position.
  [[nodiscard]] std::string has(catalogue::FactIndex fact, std::size_t word) const;
  // That the fact is known and has that value.
  [[nodiscard]] std::string is(catalogue::FactIndex fact, std::int64_t interned) const;

  // What the calendar makes of the fact where the law moves it by months, years or working
  // days, when its value is that day: without this a solver may choose.
  [[nodiscard]] std::string calendar_at(catalogue::FactIndex fact, std::int64_t day) const;

  // That the fact is the same, known or not, in both worlds.
  [[nodiscard]] std::string same(const World& other, catalogue::FactIndex fact) const;
  // That `other` knows at least what this one knows, and nothing else of it.
  [[nodiscard]] std::string is_completed_by(const World& other) const;

  [[nodiscard]] const std::vector<const catalogue::Provision*>& provisions() const {
    return provisions_;
  }

 private:
  [[nodiscard]] Formula of(const catalogue::Test& test) const;
  [[nodiscard]] std::string holds(const catalogue::Test& test,
                                  const catalogue::FactDefinition* fact) const;
  [[nodiscard]] Formula derived(catalogue::FactIndex fact) const;
  [[nodiscard]] Formula definition(catalogue::FactIndex fact) const;
  [[nodiscard]] std::string holds(const catalogue::Provision& exception) const;
  [[nodiscard]] std::string bounds() const;
  [[nodiscard]] std::string number(const catalogue::Term& term) const;
  [[nodiscard]] std::string moved(const catalogue::Term& term) const;
  [[nodiscard]] std::string calendar(const catalogue::Shift& shift) const;
  [[nodiscard]] std::string announced(const catalogue::Shift& shift) const;
  [[nodiscard]] std::string name(std::string_view what, catalogue::FactIndex fact) const;
  [[nodiscard]] std::int64_t amount(const catalogue::Shift& shift) const;
  [[nodiscard]] std::int64_t parameter(catalogue::ParameterIndex index) const;

  std::string world_;
  catalogue::Catalogue law_;
  std::vector<const catalogue::Provision*> provisions_;
  CivilDate day_;
};

// Conjunction and disjunction of formulas; of none, true and false.
[[nodiscard]] std::string all_of(const std::vector<std::string>& parts);
[[nodiscard]] std::string any_of(const std::vector<std::string>& parts);
[[nodiscard]] std::string negated(const std::string& formula);

// What a script says of the law in force on `day`: facts, then for each act its outcome, as
// functions named `permitted ACT` and `denied ACT`. For reading, and for other solvers.
[[nodiscard]] std::string script(const catalogue::Catalogue& law, CivilDate day);

}  // namespace menshen::proof
