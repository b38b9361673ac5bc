// One test of the law with its numbers and the day put in.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "catalogue/calendar.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/due.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

struct Side {
  struct Move {
    catalogue::Period period = catalogue::Period::days;
    std::int64_t amount = 0;
    bool is_back = false;
    const catalogue::Calendar* calendar = nullptr;  // of working days

    bool operator==(const Move&) const = default;
  };

  std::optional<catalogue::FactIndex> fact;  // none: a constant
  std::int64_t constant = 0;
  std::optional<Move> move;  // of a stated day

  bool operator==(const Side&) const = default;

  // Whether the calendar may not know the day.
  [[nodiscard]] bool needs_calendar() const noexcept {
    return move && move->period == catalogue::Period::working_days;
  }

  // With `stated` for the fact. Never of what needs the calendar.
  [[nodiscard]] std::int64_t value(std::int64_t stated) const noexcept {
    if (!fact) return constant;
    return move ? catalogue::moved(stated, move->amount, move->period, move->is_back) : stated;
  }
  // Empty when the fact is unknown, or a year that working days run through.
  [[nodiscard]] std::optional<std::int64_t> value(const Facts& facts) const noexcept {
    if (!fact) return constant;
    const auto stated = facts.interned(*fact);
    if (!stated) return std::nullopt;
    if (needs_calendar()) return after_working_days(*move->calendar, *stated, move->amount);
    return value(*stated);
  }
};

struct Comparison {
  Side left;
  catalogue::Relation relation = catalogue::Relation::equal;
  Side right;
  std::vector<std::int64_t> words;  // of `in`

  bool operator==(const Comparison&) const = default;

  [[nodiscard]] bool holds(std::int64_t left_value, std::int64_t right_value) const noexcept {
    using catalogue::Relation;
    switch (relation) {
      case Relation::equal: return left_value == right_value;
      case Relation::not_equal: return left_value != right_value;
      case Relation::less: return left_value < right_value;
      case Relation::less_or_equal: return left_value <= right_value;
      case Relation::greater: return left_value > right_value;
      case Relation::greater_or_equal: return left_value >= right_value;
      case Relation::contains: return (left_value & right_value) == right_value;
      case Relation::in: break;
    }
    for (const std::int64_t word : words) {
      if (word == left_value) return true;
    }
    return false;
  }
};

}  // namespace menshen::policy
