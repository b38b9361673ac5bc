// A condition of the law as a tree: all, any and not over tests of facts.
//
// Total: no loops, no floating point, integers and dates only. It is three-valued when it
// is evaluated (policy/truth.hpp), because a fact may be unknown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {

using ParameterIndex = std::uint32_t;

// Nested deeper than this, a condition has become unreadable.
inline constexpr std::size_t kConditionDepthMax = 16;

// Working days need the calendar, so only deadlines may count them, and only forward: a
// condition stays free of the calendar.
enum class Period { days, months, years, working_days };

// `+ 30 days`, `- parameter(M25-9-6.keep_report) years`: a move of a date.
struct Shift {
  bool is_back = false;
  std::int64_t amount = 0;                  // used when there is no parameter
  std::optional<ParameterIndex> parameter;  // its value on the day is the amount
  Period period = Period::days;

  bool operator==(const Shift&) const = default;
};

// One side of a test.
struct Term {
  enum class Kind { literal, fact, parameter, today };

  Kind kind = Kind::literal;
  std::int64_t literal = 0;  // interned as Vocabulary::intern says
  FactIndex fact = 0;
  ParameterIndex parameter = 0;
  std::optional<Shift> shift;  // of a date only

  bool operator==(const Term&) const = default;
};

enum class Relation {
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  in,        // left is one of `words`
  contains,  // left, a set, has every bit of right
};

struct Test {
  Term left;
  Relation relation = Relation::equal;
  Term right;
  std::vector<std::int64_t> words;  // of `in`

  bool operator==(const Test&) const = default;
};

struct Condition {
  enum class Kind { all, any, negation, test };

  Kind kind = Kind::all;  // `all` of nothing: always
  Test test;
  std::vector<Condition> parts;  // one for a negation, none for a test
};

// Every term of its tests, from left to right.
void for_each_term(const Condition& condition, const std::function<void(const Term&)>& visit);

// A day moved by whole days, months or years; where the month reached has no such day, its
// last day. `period` is not `working_days`.
[[nodiscard]] std::int64_t moved(std::int64_t days_since_1970, std::int64_t amount,
                                 Period period, bool is_back) noexcept;

}  // namespace menshen::catalogue
