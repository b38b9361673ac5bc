#include "catalogue/warnings.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"

namespace menshen::catalogue {
namespace {

constexpr std::int64_t kMonthsUnchecked = 12;

bool is_stale(CivilDate still_valid_on, CivilDate today) {
  return moved(still_valid_on.time_since_epoch().count(), kMonthsUnchecked, Period::months,
               false) < today.time_since_epoch().count();
}

}  // namespace

Warnings warnings(const Catalogue& law, CivilDate today) {
  Warnings found;
  const auto look = [&](std::string id, const std::string& file, CivilDate still_valid_on) {
    if (!is_stale(still_valid_on, today)) return;
    found.unchecked.push_back(
        {.id = std::move(id), .file = file, .still_valid_on = still_valid_on});
  };
  for (const Instrument& one : law.instruments()) {
    look(one.id, one.file, one.in_force.still_valid_on);
  }
  for (const CalendarYear& one : law.calendar().years()) {
    look(fmt::format("{}", static_cast<int>(one.year)), one.file, one.still_valid_on);
  }
  for (const Parameter& one : law.parameters()) {
    look(one.id, one.file, one.still_valid_on);
    if (one.review == ReviewState::example) found.examples.push_back(one.id);
  }
  for (const Provision& one : law.provisions()) {
    look(one.id, one.file, one.in_force.still_valid_on);
    if (one.review == ReviewState::example) found.examples.push_back(one.id);
    if (one.review == ReviewState::transcribed) ++found.transcribed;
    const bool is_compared = one.review == ReviewState::checked_by_two;
    if (one.confidence == Confidence::b && !is_compared) found.to_compare.push_back(one.id);
  }
  return found;
}

}  // namespace menshen::catalogue
