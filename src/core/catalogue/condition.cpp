#include "catalogue/condition.hpp"

#include <chrono>
#include <cstdint>
#include <functional>

#include "base/error.hpp"

namespace menshen::catalogue {
namespace {

// The same day of the month, or the month's last.
std::chrono::sys_days in_month(std::chrono::year_month month, std::chrono::day day) {
  const std::chrono::year_month_day wanted{month.year(), month.month(), day};
  if (wanted.ok()) return wanted;
  return month / std::chrono::last;
}

}  // namespace

void for_each_term(const Condition& condition, const std::function<void(const Term&)>& visit) {
  if (condition.kind == Condition::Kind::test) {
    visit(condition.test.left);
    visit(condition.test.right);
  }
  for (const Condition& part : condition.parts) for_each_term(part, visit);
}

std::int64_t moved(std::int64_t days_since_1970, std::int64_t amount, Period period,
                   bool is_back) noexcept {
  MENSHEN_ASSERT(period != Period::working_days);
  const std::int64_t step = is_back ? -amount : amount;
  if (period == Period::days) return days_since_1970 + step;
  const std::chrono::year_month_day start{
      std::chrono::sys_days{std::chrono::days{days_since_1970}}};
  const auto months =
      static_cast<std::chrono::months::rep>(period == Period::years ? step * 12 : step);
  const auto month = start.year() / start.month() + std::chrono::months{months};
  return in_month(month, start.day()).time_since_epoch().count();
}

}  // namespace menshen::catalogue
