#include "law_desk/due.hpp"

#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "law_desk/words.hpp"

namespace menshen::law_desk {
namespace {

namespace json = boost::json;

using catalogue::CountedDay;

json::object as_json(const CountedDay& counted) {
  json::object object{{"day", nullptr}, {"not_before", nullptr}, {"waits_for_notice", nullptr}};
  if (counted.waits_for) {
    object["not_before"] = to_text(counted.day);
    object["waits_for_notice"] = static_cast<int>(*counted.waits_for);
  } else {
    object["day"] = to_text(counted.day);
  }
  return object;
}

}  // namespace

WorkingDaysAnswer count_working_days(const catalogue::Catalogue& law, CivilDate from,
                                     std::int64_t count) {
  return {.from = from, .count = count, .days = law.calendar().working_days_after(from, count)};
}

std::string day_as_text(const CountedDay& counted, Language language) {
  if (!counted.waits_for) return to_text(counted.day);
  const Words words{.zh = "不早于 {}；{} 年放假安排公布前未知",
                    .en = "not before {}, unknown until the notice for {}"};
  return fmt::format(fmt::runtime(words.in(language)), to_text(counted.day),
                     static_cast<int>(*counted.waits_for));
}

std::string due_as_text(const WorkingDaysAnswer& answer, Language language) {
  const Words due{.zh = "起算日不计入（默认，民法典第二百零一条）",
                  .en = "start day not counted (default, Civil Code art. 201)"};
  const Words earliest{.zh = "起算日计入（最早，据此提醒）",
                       .en = "start day counted (earliest, warn by it)"};
  return fmt::format("{}\n  {}\n{}\n  {}\n", day_as_text(answer.days.last_day, language),
                     due.in(language), day_as_text(answer.days.earliest, language),
                     earliest.in(language));
}

std::string due_as_json(const WorkingDaysAnswer& answer) {
  return json::serialize(json::object{{"from", to_text(answer.from)},
                                      {"working_days", answer.count},
                                      {"due", as_json(answer.days.last_day)},
                                      {"earliest", as_json(answer.days.earliest)}}) +
         "\n";
}

}  // namespace menshen::law_desk
