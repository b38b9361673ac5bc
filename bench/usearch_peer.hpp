// usearch, which comes from npm and runs in a process of its own.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "search_peers.hpp"

namespace menshen::bench {

struct UsearchTimes {
  std::string name;  // with its recall
  double one = 0;    // ms
  double sixteen = 0;
};

// Its exact search in the first `size` vectors, as int8. None where it does not run.
//   probes   float32[nearest.size()][dimension]
//   nearest  the truth for each
[[nodiscard]] std::optional<UsearchTimes> usearch_exact(const FlatPeer& vectors,
                                                        std::size_t size,
                                                        std::span<const float> probes,
                                                        std::span<const std::size_t> nearest);

}  // namespace menshen::bench
