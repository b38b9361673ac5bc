// The conditions of the law in the one form that a lane holds: clauses, in which all parts
// must hold.
//
// `any` is a negated clause of negated parts, which is exact in three-valued logic; a
// derived fact is the clause of its definitions. What is said of one fact alone becomes one
// literal: the classes of values for which it is true.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/comparison.hpp"

namespace menshen::policy {

// How a fact's value falls into one of a few classes, all members of which the law treats
// alike.
struct Reading {
  catalogue::FactIndex fact = 0;
  std::int64_t mask = -1;                // of a set: the words that are looked at
  std::vector<std::int64_t> thresholds;  // ascending; a class begins at each
  std::size_t classes = 0;
  bool is_class = false;  // a boolean or a word: the value is the number of its class

  // Some value of that class.
  [[nodiscard]] std::int64_t member(std::size_t of_class) const;
};

struct Literal {
  std::uint32_t reading = 0;
  std::vector<bool> holds_for;  // one for each class

  auto operator<=>(const Literal&) const = default;
};

struct Clause {
  struct Part {
    std::uint32_t clause = 0;
    bool is_negated = false;

    auto operator<=>(const Part&) const = default;
  };

  std::vector<Literal> literals;            // ascending, one for each reading
  std::vector<Part> parts;                  // ascending
  std::optional<std::uint32_t> comparison;  // of two facts; then it is all there is

  auto operator<=>(const Clause&) const = default;
};

// The clauses of the law of one day. Equal ones are one.
class Clauses {
 public:
  // `provisions` are the definitions and rules of the day, and all that condition() is asked.
  Clauses(const catalogue::Catalogue& law, CivilDate day,
          std::span<const catalogue::Provision* const> provisions);

  [[nodiscard]] Clause::Part condition(const catalogue::Condition& condition);
  // A constant is put in.
  [[nodiscard]] Side side(const catalogue::Term& term) const;

  [[nodiscard]] const Clause& operator[](std::uint32_t clause) const {
    return clauses_[clause];
  }
  [[nodiscard]] const Reading& reading(std::uint32_t at) const { return readings_[at]; }
  [[nodiscard]] const Comparison& comparison(std::uint32_t at) const {
    return comparisons_[at];
  }

 private:
  using Part = Clause::Part;

  void note(const catalogue::Condition& condition);
  void note(const catalogue::Test& test);
  std::uint32_t reading(catalogue::FactIndex fact, std::int64_t mask);
  [[nodiscard]] std::optional<std::int64_t> mask_of(const Comparison& comparison) const;

  [[nodiscard]] bool is_derived(const catalogue::Term& term) const;
  [[nodiscard]] Comparison compiled(const catalogue::Test& test) const;
  [[nodiscard]] std::int64_t number(catalogue::ParameterIndex index) const;

  Part test(const catalogue::Test& test);
  Part literal(std::uint32_t at, const Comparison& comparison);
  Part all(std::span<const Part> parts);
  Part opposite(Part part);
  Part kept(Clause clause);

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const catalogue::Catalogue& law_;
  CivilDate day_;
  std::map<std::pair<catalogue::FactIndex, std::int64_t>, std::uint32_t> reading_of_;
  std::vector<Reading> readings_;
  std::vector<Comparison> comparisons_;
  std::map<Clause, std::uint32_t> place_of_;
  std::vector<Clause> clauses_;
  std::map<catalogue::FactIndex, Part> derived_;
};

}  // namespace menshen::policy
