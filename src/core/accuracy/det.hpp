// The detection error trade-off: how false matches and false non-matches trade as the
// threshold moves. Words and definitions are those of ISO/IEC 19795-1.
//
// A comparison is a match if its score is at or above the threshold. FMR is the share of
// non-mated comparisons that match, FNMR the share of mated ones that do not, TMR = 1 - FNMR.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "accuracy/rate.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {

struct DetPoint {
  double threshold = 0;
  std::size_t false_matches = 0;
  std::size_t false_non_matches = 0;

  bool operator==(const DetPoint&) const = default;
};

// What one false match rate costs. The threshold is the lowest whose counted FMR is not above
// the goal; the interval of the TMR is for that threshold, taken as given.
struct OperatingPoint {
  double threshold = 0;
  Rate fmr;
  Rate tmr;
};

// With fewer non-mated comparisons than the rule of 3 asks for the point is only what was
// counted: that its false match rate is not above the goal has not been shown.
struct TmrAtFmr {
  double fmr_goal = 0;
  OperatingPoint counted;
  std::size_t non_mated_needed = 0;
  bool is_shown = false;  // were there as many?
};

struct EqualErrorRate {
  double value = 0;      // in [0, 1]
  double threshold = 0;  // of the counted point nearest to it
};

class Det {
 public:
  // Both spans hold comparison scores, any order, one or more, finite; higher is more alike.
  // Errors: invalid_input. Cost: O(n log n).
  [[nodiscard]] static Result<Det> make(std::span<const double> mated,
                                        std::span<const double> non_mated);

  // One point per distinct score and one above them all, by rising threshold: from FMR 1 and
  // FNMR 0 to FMR 0 and FNMR 1, neither ever turning back.
  [[nodiscard]] std::span<const DetPoint> points() const noexcept { return points_; }
  [[nodiscard]] std::size_t mated() const noexcept { return mated_; }
  [[nodiscard]] std::size_t non_mated() const noexcept { return non_mated_; }
  [[nodiscard]] Rate fmr(const DetPoint& point) const;
  [[nodiscard]] Rate fnmr(const DetPoint& point) const;
  [[nodiscard]] Rate tmr(const DetPoint& point) const;

  // Where FMR and FNMR are equal, on straight lines between the points.
  [[nodiscard]] EqualErrorRate equal_error_rate() const;

  // fmr_goal in (0, 1).
  [[nodiscard]] TmrAtFmr tmr_at_fmr(double fmr_goal) const;

 private:
  Det(std::vector<DetPoint> points, std::size_t mated, std::size_t non_mated);

  std::vector<DetPoint> points_;
  std::size_t mated_;
  std::size_t non_mated_;
};

}  // namespace menshen::accuracy
