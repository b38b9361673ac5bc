// A year of any bytes is read or refused with a reason; one that makes a calendar counts
// forward, and its two readings keep their order.
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/error.hpp"
#include "catalogue/calendar.hpp"
#include "law_words.hpp"
#include "law_yaml/read_calendar.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  return fuzz::over_yaml(data, size, [](const plain_yaml::Node& root) {
    const auto year = fuzz::reasoned(law_yaml::read_calendar_year(root));
    if (!year) return;
    const auto calendar = fuzz::reasoned(catalogue::Calendar::make({*year}));
    if (!calendar) return;
    for (const int count : {0, 1, 30, 300}) {
      const CivilDate start = year->year / std::chrono::January / 1;
      const auto counted = calendar->working_days_after(start, count);
      MENSHEN_ASSERT(start <= counted.earliest.day);
      MENSHEN_ASSERT(counted.earliest.day <= counted.last_day.day);
    }
  });
}
