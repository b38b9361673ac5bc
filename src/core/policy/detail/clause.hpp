// The conditions of the law in the one form that evaluation knows: clauses, all parts of
// which must hold.
//
// `any` is a negated clause of negated parts, which is exact in three-valued logic; a derived
// fact is the clause of its definitions. A literal is what a clause says about the answer to
// one question; what it says of one answer is put together in one literal.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/comparison.hpp"

namespace menshen::policy {

// The value of a boolean or a word.
struct Stated {
  catalogue::FactIndex fact = 0;

  auto operator<=>(const Stated&) const = default;
};

// Whether a number or a day reaches `threshold`. Of a set, `mask` and `threshold` are the
// words that it may have.
struct Mark {
  catalogue::FactIndex fact = 0;
  std::int64_t mask = -1;
  std::int64_t threshold = 0;

  auto operator<=>(const Mark&) const = default;
};

// Its answers are numbered from 0; a boolean, a mark and a comparison have no and yes.
using Question = std::variant<Stated, Mark, Comparison>;

struct Literal {
  std::uint32_t question = 0;
  std::vector<bool> holds_for;  // by answer

  auto operator<=>(const Literal&) const = default;
};

struct Clause {
  struct Part {
    std::uint32_t clause = 0;
    bool is_negated = false;

    auto operator<=>(const Part&) const = default;
  };

  std::vector<Literal> literals;  // ascending, one for each question
  std::vector<Part> parts;        // ascending

  auto operator<=>(const Clause&) const = default;
};

// The clauses of the law of one day. Equal ones are one.
class Clauses {
 public:
  // `provisions` hold the definitions of the day.
  Clauses(const catalogue::Catalogue& law, CivilDate day,
          std::span<const catalogue::Provision* const> provisions);

  [[nodiscard]] Clause::Part condition(const catalogue::Condition& condition);
  // The numbers of the law and the day are put in.
  [[nodiscard]] Side side(const catalogue::Term& term) const;
  [[nodiscard]] std::int64_t amount(const catalogue::Shift& shift) const;

  [[nodiscard]] const Clause& operator[](std::uint32_t clause) const {
    return clauses_[clause];
  }
  [[nodiscard]] const Question& question(std::uint32_t at) const { return questions_[at]; }

 private:
  using Part = Clause::Part;

  [[nodiscard]] const catalogue::FactDefinition* definition(const catalogue::Term& term) const;
  [[nodiscard]] std::int64_t number(catalogue::ParameterIndex index) const;

  Part test(const catalogue::Test& test);
  Part choice(const Comparison& comparison, std::size_t answers);
  Part ordered(const Comparison& comparison);
  Part reaches(const Side& side, std::int64_t number);
  Part literal(const Question& question, std::vector<bool> holds_for);
  Part all(std::span<const Part> parts);
  Part opposite(Part part);
  Part kept(Clause clause);

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const catalogue::Catalogue& law_;
  CivilDate day_;
  std::map<catalogue::FactIndex, Part> derived_;
  std::map<Question, std::uint32_t> place_of_question_;
  std::vector<Question> questions_;
  std::map<Clause, std::uint32_t> place_of_clause_;
  std::vector<Clause> clauses_;
};

}  // namespace menshen::policy
