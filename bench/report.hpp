// One measurement, as one line of JSON.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace menshen::bench {

using Seconds = std::chrono::duration<double>;

enum class Better { lower, higher };

// `ratio` says how many times better than the peer: above 1 is better.
inline void report(std::string_view bench, std::string_view name, double value,
                   std::string_view unit, std::string_view peer, double peer_value,
                   Better better = Better::lower) {
  fmt::print(R"({{"bench":"{}","case":"{}","value":{:.4g},"unit":"{}",)"
             R"("peer":"{}","peer_value":{:.4g},"ratio":{:.3g}}})"
             "\n",
             bench, name, value, unit, peer, peer_value,
             better == Better::higher ? value / peer_value : peer_value / value);
  std::fflush(stdout);
}

inline void report(std::string_view bench, std::string_view name, double value,
                   std::string_view unit) {
  fmt::print(R"({{"bench":"{}","case":"{}","value":{:.4g},"unit":"{}",)"
             R"("peer":null,"peer_value":null,"ratio":null}})"
             "\n",
             bench, name, value, unit);
  std::fflush(stdout);
}

// What a share of them, 0 to 1, does not exceed. Sorts them; there is at least one.
inline double percentile(std::vector<double>& values, double share) {
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(last * share)];
}

// The median duration of `work` after a warm-up.
template <typename Work>
Seconds median_time(Work&& work, std::size_t repeats) {
  constexpr std::size_t kWarmUps = 3;
  std::vector<Seconds> times;
  for (std::size_t i = 0; i < kWarmUps + repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const Seconds time = std::chrono::steady_clock::now() - start;
    if (i >= kWarmUps) times.push_back(time);
  }
  std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(repeats / 2));
  return times[repeats / 2];
}

}  // namespace menshen::bench
