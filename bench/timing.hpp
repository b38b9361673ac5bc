// Times of works beside each other on one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace menshen::bench {

// The median processor time of each work in milliseconds: what else the machine does costs
// cache and bandwidth but no time, and falls on all works, which take turns. What a work reads
// is brought into the cache first, as far as it fits.
[[nodiscard]] std::vector<double> median_times(std::span<const std::function<void()>> works,
                                               std::size_t repeats);

}  // namespace menshen::bench
