#include "law_yaml/read_calendar.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/calendar.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::CalendarYear;
using catalogue::Holiday;
using plain_yaml::Node;

// The holidays have had notices since 1999; beyond the other end nobody plans.
constexpr std::int64_t kYearMin = 1999;
constexpr std::int64_t kYearMax = 2199;

Result<std::vector<CivilDate>> days_of(const Node& map, std::string_view key) {
  std::vector<CivilDate> days;
  if (map.find(key) == nullptr) return days;
  MENSHEN_TRY(const Node* list, plain_yaml::need(map, key, Node::Kind::list));
  for (const Node& node : list->children) {
    MENSHEN_TRY(const CivilDate day, plain_yaml::date(node));
    days.push_back(day);
  }
  return days;
}

Result<Holiday> read_holiday(const Node& node) {
  if (const auto known = plain_yaml::only_keys(node, {"title", "off", "worked"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  Holiday holiday;
  MENSHEN_TRY(holiday.title, bilingual(node, "title"));
  MENSHEN_TRY(holiday.off, days_of(node, "off"));
  MENSHEN_TRY(holiday.worked, days_of(node, "worked"));
  return holiday;
}

Result<> read_notice(const Node& root, CalendarYear& year) {
  MENSHEN_TRY(const Node* notice, plain_yaml::need(root, "notice", Node::Kind::map));
  if (auto known = plain_yaml::only_keys(*notice, {"number", "on", "source"}); !known) {
    return known;
  }
  MENSHEN_TRY(auto number, plain_yaml::optional_text(*notice, "number"));
  year.number = std::move(number).value_or("");
  MENSHEN_TRY(year.noticed_on, day(*notice, "on"));
  MENSHEN_TRY(year.source, plain_yaml::text(*notice, "source"));
  return {};
}

}  // namespace

Result<CalendarYear> read_calendar_year(const Node& root) {
  if (const auto known =
          plain_yaml::only_keys(root, {"year", "notice", "still_valid_on", "holidays"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  CalendarYear year;
  MENSHEN_TRY(const Node* number, plain_yaml::need(root, "year", Node::Kind::text));
  MENSHEN_TRY(const std::int64_t value, plain_yaml::whole_number(*number));
  if (value < kYearMin || value > kYearMax) return plain_yaml::refuse(*number, "no such year");
  year.year = std::chrono::year{static_cast<int>(value)};
  if (const auto notice = read_notice(root, year); !notice) {
    return tl::unexpected<Error>(notice.error());
  }
  MENSHEN_TRY(year.still_valid_on, day(root, "still_valid_on"));
  MENSHEN_TRY(const Node* holidays, plain_yaml::need(root, "holidays", Node::Kind::list));
  for (const Node& node : holidays->children) {
    MENSHEN_TRY(auto holiday, read_holiday(node));
    year.holidays.push_back(std::move(holiday));
  }
  return year;
}

}  // namespace menshen::law_yaml
