// Why a provision came out as it did: its conditions as trees, each part with its truth.
#pragma once

#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "policy/truth.hpp"

namespace menshen::policy {

// A part of a condition, judged. The pointers live as long as the law does.
struct Reason {
  const catalogue::Condition* condition = nullptr;
  Truth truth = Truth::unknown;
  // Of a joint, its parts; of a test of a derived fact, the conditions of what defines it, any
  // of which is enough; of another test, none.
  std::vector<Reason> parts;
  // Where this is the condition of a definition: the provision that defines.
  const catalogue::Provision* definition = nullptr;
};

struct Explanation {
  const catalogue::Provision* provision = nullptr;
  Reason when;
  Reason requires_;
  // What decides the provision's status, before exceptions: of a prohibition or demand, that
  // it is broken; of a basis, that it is good; of an exception, definition or duty, that it
  // holds; of an advice, that it is not known to be followed already.
  Truth truth = Truth::unknown;
};

// Explains the provisions of one program. It allocates, and is for people who ask why:
// evaluate() decides. Immutable; safe to use from several threads.
class Explainer {
 public:
  explicit Explainer(const Program& program);

  // Judges `provision`, one of those of the program, by `facts`, from the syntax tree of its
  // conditions. `facts` must have been made with the vocabulary of the program's law.
  [[nodiscard]] Explanation explain(const catalogue::Provision& provision,
                                    const Facts& facts) const;

 private:
  friend class Explaining;

  catalogue::Catalogue law_;
  CivilDate day_;
  // What derived facts may rest on: of the law in force, and of every draft.
  std::vector<const catalogue::Provision*> definitions_;
  std::vector<const catalogue::Provision*> draft_definitions_;
};

// The same for one provision.
[[nodiscard]] Explanation explain(const Program& program, const catalogue::Provision& provision,
                                  const Facts& facts);

// The tests of stated facts that `reason` owes its truth to, from left to right; a derived
// fact counts as the tests of what defines it. When the truth is known, the facts they ask for
// are enough to reach it, whatever else is stated.
[[nodiscard]] std::vector<const Reason*> decisive_tests(const Reason& reason);

// The facts that a test asks for, other than derived ones: none, one or two.
[[nodiscard]] std::vector<catalogue::FactIndex> stated_facts(
    const catalogue::Test& test, const catalogue::Vocabulary& vocabulary);

// The facts that nobody stated and that an unknown `explanation` waits for, in the
// vocabulary's order; empty when its truth is known.
[[nodiscard]] std::vector<catalogue::FactIndex> missing_facts(const Explanation& explanation,
                                                              const Facts& facts);

// The facts that a broken rule is broken by, or that a met condition rests on, each once, in
// the order of the text: of a demand what it asks for and does not find, of the rest their
// circumstance.
[[nodiscard]] std::vector<catalogue::FactIndex> grounds(
    const Explanation& explanation, const catalogue::Vocabulary& vocabulary);

}  // namespace menshen::policy
