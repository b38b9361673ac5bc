// Which threshold an embedder's comparison scores must reach at which error rate, as measured.
// There is no guess between what was measured: where a rate was not calibrated the next
// stricter one is taken, and where there is none, nothing may be compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::face {

// 95 % bounds, lower <= upper.
struct Bounds {
  double lower = 0;
  double upper = 0;

  bool operator==(const Bounds&) const = default;
};

// One threshold that was measured. What is not known of it is left out.
struct CalibratedPoint {
  double false_match_rate = 0;  // in (0, 1)
  double threshold = 0;         // a match has at least this comparison score
  std::optional<Bounds> threshold_bounds;
  std::optional<std::uint64_t> false_matches;  // counted at the threshold
  std::optional<Bounds> false_match_rate_bounds;
  std::optional<double> true_match_rate;
  std::optional<Bounds> true_match_rate_bounds;

  bool operator==(const CalibratedPoint&) const = default;
};

// What a comparison is judged by.
struct OperatingPoint {
  double false_match_rate = 0;
  double threshold = 0;  // a match has at least this comparison score

  bool operator==(const OperatingPoint&) const = default;
};

struct Calibration {
  std::string model;  // the embedder's name
  Digest sha256{};    // of its file: another network has other scores
  CivilDate calibrated_on;
  std::string basis;  // on which comparisons it was measured
  std::uint64_t non_mated = 0;
  std::optional<std::uint64_t> mated;
  std::optional<std::uint64_t> persons;
  std::optional<std::uint64_t> photographs;
  std::vector<CalibratedPoint> points;  // by falling rate; thresholds never fall

  bool operator==(const Calibration&) const = default;
};

// The false match rate that a search of `gallery_size` references needs so that a person who
// is not among them is found there with probability `false_positive_identification_rate`:
// 1 - (1 - p)^(1/N). It takes the comparisons of one search for independent.
//   false_positive_identification_rate  in (0, 1)
//   gallery_size                        1 or more
//
// Source: P. Grother, P. J. Phillips, "Models of Large Population Recognition Performance",
// CVPR 2004, II-68 to II-75 (the binomial model); FPIR as in ISO/IEC 19795-1.
[[nodiscard]] double false_match_rate_for(double false_positive_identification_rate,
                                          std::size_t gallery_size);

// How many references a gallery may hold at most so that false_match_rate_for() of them is not
// below `false_match_rate`; both rates in (0, 1). 0 when not even one.
[[nodiscard]] std::size_t gallery_size_max(double false_positive_identification_rate,
                                           double false_match_rate);

// The threshold of the highest calibrated rate that is not above `false_match_rate`, and that
// rate. Errors: invalid_input when the rate is not in (0, 1); not_found when the model is not
// calibrated for so low a rate, with the remedy.
[[nodiscard]] Result<OperatingPoint> threshold_for_verification(const Calibration& calibration,
                                                                double false_match_rate);

// The same for a search: by the rate of false_match_rate_for(). It holds for any gallery of at
// most `gallery_size` references. Errors: as above; also invalid_input when `gallery_size` is
// 0.
[[nodiscard]] Result<OperatingPoint> threshold_for_identification(
    const Calibration& calibration, double false_positive_identification_rate,
    std::size_t gallery_size);

}  // namespace menshen::face
