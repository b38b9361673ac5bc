#include "record_desk/retention.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"

namespace menshen::record_desk {
namespace {

namespace json = boost::json;

// Records of processing; assessment reports, whose approval may be an entry.
constexpr std::array<std::string_view, 2> kParameters = {"PIPL-56-4.years",
                                                         "M25-9-6.report_years"};

// The same day so many years before; of the 29th of February, the 28th: a day more is kept.
CivilDate years_before(CivilDate day, std::int64_t years) {
  const std::chrono::year_month_day today(day);
  auto then = today - std::chrono::years(years);
  if (!then.ok()) then = then.year() / then.month() / std::chrono::day(28);
  return then;
}

}  // namespace

Result<LawfulRetention> lawful_retention(const catalogue::Catalogue& law, CivilDate today) {
  std::optional<LawfulRetention> longest;
  for (const std::string_view id : kParameters) {
    const auto found = std::ranges::find(law.parameters(), id, &catalogue::Parameter::id);
    const auto* value = found == law.parameters().end() ? nullptr : found->on(today);
    if (value == nullptr || (longest && longest->years >= value->value)) continue;
    longest = LawfulRetention{
        .years = value->value, .parameter = found->id, .citation = found->citation};
  }
  if (longest) return *longest;
  return fail(Code::not_found,
              fmt::format("the law folder does not say how long records are kept: neither `{}` "
                          "nor `{}` has a value today",
                          kParameters[0], kParameters[1]));
}

Result<CivilDate> kept_from(const LawfulRetention& retention, CivilDate today,
                            std::optional<int> keep_days) {
  const CivilDate lawful = years_before(today, retention.years);
  if (!keep_days) return lawful - std::chrono::days(kMarginDays);
  const CivilDate asked = today - std::chrono::days(*keep_days);
  if (asked <= lawful) return asked;
  return fail(
      Code::refused,
      fmt::format("{} days are less than the {} years that the law demands ({}); keep at "
                  "least {} days",
                  *keep_days, retention.years, retention.citation.en,
                  (today - lawful).count()));
}

std::string policy_as_json(const LawfulRetention& retention, std::optional<int> keep_days) {
  json::object policy{
      {"kept_years", retention.years},
      {"parameter", retention.parameter},
      {"citation", {{"zh", retention.citation.zh}, {"en", retention.citation.en}}}};
  if (keep_days) {
    policy["kept_days"] = *keep_days;
  } else {
    policy["and_days"] = kMarginDays;
  }
  return json::serialize(policy) + "\n";
}

}  // namespace menshen::record_desk
