// A rate that was counted, and how far it can be trusted.
#pragma once

#include <cstddef>

namespace menshen::accuracy {

// `count` of `of` trials. `lower` and `upper` bound the true rate with 95 % confidence if the
// trials are independent. Trials that share persons are not quite: the true interval is wider.
struct Rate {
  std::size_t count = 0;
  std::size_t of = 0;
  double value = 0;
  double lower = 0;
  double upper = 1;

  bool operator==(const Rate&) const = default;
};

// count <= of, of >= 1. The interval is Wilson's score interval without continuity
// correction: unlike the textbook's normal one it stays inside [0, 1] and does not shrink to
// nothing when no error was seen.
//
// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical
// Inference", JASA 22 (1927) 209-212; recommended by Brown, Cai, DasGupta, "Interval
// Estimation for a Binomial Proportion", Statistical Science 16 (2001) 101-133.
[[nodiscard]] Rate rate(std::size_t count, std::size_t of);

// How many trials without any error it takes to claim, with 95 % confidence, that the error
// rate is below `goal` (in (0, 1)): 3 / goal, rounded up. With fewer, no result of the test
// could show it.
//
// Source: the rule of 3 in ISO/IEC 19795-1.
[[nodiscard]] std::size_t trials_needed(double goal);

}  // namespace menshen::accuracy
