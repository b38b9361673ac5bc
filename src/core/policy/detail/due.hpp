// The day by which an obligation must be met, in both readings of the law.
#pragma once

#include <cstdint>
#include <optional>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "policy/decision.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

// Days since 1970-01-01 of `day`, so many working days later, not counting `day` itself (Civil
// Code art. 201); none when a year it runs through was not announced.
[[nodiscard]] std::optional<std::int64_t> after_working_days(
    const catalogue::Calendar& calendar, std::int64_t day, std::int64_t count) noexcept;

// None when a fact it counts from is missing. A period of calendar days that ends on a day off
// ends on the next working day (Civil Code art. 203). `today` is the day of the judgement;
// the law's numbers are those of that day. Allocates nothing.
[[nodiscard]] std::optional<Due> due_by(const catalogue::Catalogue& law, CivilDate today,
                                        const catalogue::Deadline& deadline,
                                        const Facts& facts) noexcept;

}  // namespace menshen::policy
