// One year's file of law/cn/calendar/.
#pragma once

#include "base/error.hpp"
#include "catalogue/calendar.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

// `file` stays empty. Errors: invalid_input, with the line.
[[nodiscard]] Result<catalogue::CalendarYear> read_calendar_year(const plain_yaml::Node& root);

}  // namespace menshen::law_yaml
