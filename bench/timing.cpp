#include "timing.hpp"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <functional>
#include <span>
#include <vector>

namespace menshen::bench {
namespace {

double processor_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

}  // namespace

std::vector<double> median_times(std::span<const std::function<void()>> works,
                                 std::size_t repeats) {
  std::vector<std::vector<double>> times(works.size());
  for (std::size_t round = 0; round < repeats; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      works[i]();
      const double start = processor_milliseconds();
      works[i]();
      times[i].push_back(processor_milliseconds() - start);
    }
  }
  std::vector<double> medians;
  for (auto& each : times) {
    const auto middle = each.begin() + static_cast<std::ptrdiff_t>(repeats / 2);
    std::ranges::nth_element(each, middle);
    medians.push_back(*middle);
  }
  return medians;
}

}  // namespace menshen::bench
