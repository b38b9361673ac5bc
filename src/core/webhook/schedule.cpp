#include "webhook/schedule.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/error.hpp"

namespace menshen::webhook {

std::optional<std::chrono::milliseconds> retry_after(std::uint64_t failed,
                                                     std::uint32_t random) {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  using std::chrono::minutes;
  using std::chrono::seconds;
  constexpr std::array<milliseconds, 9> kWaits{seconds(5), minutes(5), minutes(30),
                                               hours(2),   hours(5),   hours(10),
                                               hours(14),  hours(20),  hours(24)};
  MENSHEN_ASSERT(failed > 0);
  if (failed > kWaits.size()) return std::nullopt;
  const milliseconds wait = kWaits.at(failed - 1);
  constexpr std::int64_t kTenth = 10;
  constexpr std::int64_t kAll = std::int64_t{std::numeric_limits<std::uint32_t>::max()} + 1;
  // A tenth of a day has 23 bits in milliseconds, so the product fits.
  return wait + milliseconds(wait.count() / kTenth * random / kAll);
}

}  // namespace menshen::webhook
