// How long entries are kept: what the law demands, and a margin. The numbers are the
// catalogue's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::record_desk {

// Days above what the law demands, unless somebody asks for others: time for monitors to read
// on before entries go (c2sp.org/tlog-tiles, Retention Policies).
inline constexpr int kMarginDays = 31;

// What the law demands on a day: the longest of the periods for which records of processing and
// assessment reports are kept.
struct LawfulRetention {
  std::int64_t years = 0;
  std::string parameter;  // `PIPL-56-4.years`
  catalogue::Bilingual citation;
};

// Errors: not_found when the catalogue has none of the parameters on that day.
[[nodiscard]] Result<LawfulRetention> lawful_retention(const catalogue::Catalogue& law,
                                                       CivilDate today);

// The first day whose entries are all kept: `keep_days` before today, or what the law demands
// and the margin. Errors: refused when `keep_days` is less than the law demands.
[[nodiscard]] Result<CivilDate> kept_from(const LawfulRetention& retention, CivilDate today,
                                          std::optional<int> keep_days);

// The policy as it is published: one JSON object, a line.
[[nodiscard]] std::string policy_as_json(const LawfulRetention& retention,
                                         std::optional<int> keep_days);

}  // namespace menshen::record_desk
