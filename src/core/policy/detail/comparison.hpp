// One test of the law with its numbers and the day put in.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "catalogue/calendar.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

// Days since 1970-01-01 of `day`, so many working days later, not counting `day` itself (Civil
// Code art. 201); none when a year it runs through was not announced.
[[nodiscard]] std::optional<std::int64_t> after_working_days(
    const catalogue::Calendar& calendar, std::int64_t day, std::int64_t count) noexcept;

struct Side {
  struct Move {
    catalogue::Period period = catalogue::Period::days;
    std::int64_t amount = 0;
    bool is_back = false;
    const catalogue::Calendar* calendar = nullptr;  // of working days

    auto operator<=>(const Move&) const = default;
  };

  std::optional<catalogue::FactIndex> fact;  // none: a constant
  std::int64_t constant = 0;
  std::optional<Move> move;  // of a stated day, or of any that the calendar may not know

  auto operator<=>(const Side&) const = default;

  [[nodiscard]] bool needs_calendar() const noexcept {
    return move && move->period == catalogue::Period::working_days;
  }

  // With `stated` for the fact. Never of what needs the calendar.
  [[nodiscard]] std::int64_t value(std::int64_t stated) const noexcept {
    if (!fact) return constant;
    return move ? catalogue::moved(stated, move->amount, move->period, move->is_back) : stated;
  }
  // None when the fact is unknown, or a year that working days run through.
  [[nodiscard]] std::optional<std::int64_t> value(const Facts& facts) const noexcept;
};

// `words` are those of `in`.
[[nodiscard]] bool holds(catalogue::Relation relation, std::int64_t left, std::int64_t right,
                         std::span<const std::int64_t> words) noexcept;

struct Comparison {
  Side left;
  catalogue::Relation relation = catalogue::Relation::equal;
  Side right;
  std::vector<std::int64_t> words;  // of `in`

  auto operator<=>(const Comparison&) const = default;

  [[nodiscard]] bool holds(std::int64_t left_value, std::int64_t right_value) const noexcept {
    return policy::holds(relation, left_value, right_value, words);
  }
};

}  // namespace menshen::policy
