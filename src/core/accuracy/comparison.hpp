// One comparison of an accuracy test: what was compared, and what came out.
#pragma once

#include <optional>

namespace menshen::accuracy {

struct Comparison {
  bool mated = false;  // both captures are of one person
  int fold = 0;        // from 0
  // Higher is more alike. None when a capture failed, so that nothing could be compared.
  std::optional<double> score;
};

}  // namespace menshen::accuracy
