#include "model_files/calibration_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "face/calibration.hpp"
#include "model_files/detail/parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::model_files {
namespace {

using detail::decimal;
using detail::in_quotes;
using face::Bounds;
using face::CalibratedPoint;
using face::Calibration;
using plain_yaml::need;
using plain_yaml::Node;
using plain_yaml::only_keys;
using plain_yaml::refuse;

constexpr std::int64_t kCountMax = 1'000'000'000'000'000;  // exact as a double

Result<std::uint64_t> count(const Node& map, std::string_view key, std::int64_t least) {
  MENSHEN_TRY(const auto number, detail::whole(map, key, least, kCountMax));
  return static_cast<std::uint64_t>(number);
}

Result<std::optional<std::uint64_t>> optional_count(const Node& map, std::string_view key,
                                                    std::int64_t least) {
  if (map.find(key) == nullptr) return std::nullopt;
  MENSHEN_TRY(const auto number, count(map, key, least));
  return std::optional(number);
}

Result<double> rate(const Node& map, std::string_view key) {
  MENSHEN_TRY(const double value, decimal(map, key, 0, 1));
  if (value > 0 && value < 1) return value;
  return refuse(*map.find(key),
                fmt::format("`{}` is {}; it lies between 0 and 1, both left out", key, value));
}

// [lower, upper], from `least` to 1.
Result<std::optional<Bounds>> bounds(const Node& map, std::string_view key, double least) {
  if (map.find(key) == nullptr) return std::nullopt;
  MENSHEN_TRY(const Node* list, need(map, key, Node::Kind::list));
  if (list->children.size() != 2) {
    return refuse(*list, fmt::format("`{}` must be a list of two numbers", key));
  }
  Bounds bounds;
  MENSHEN_TRY(bounds.lower, plain_yaml::decimal_number(list->children[0]));
  MENSHEN_TRY(bounds.upper, plain_yaml::decimal_number(list->children[1]));
  if (least <= bounds.lower && bounds.lower <= bounds.upper && bounds.upper <= 1) {
    return std::optional(bounds);
  }
  return refuse(*list, fmt::format("`{}` is [{}, {}]; expected two numbers from {} to 1, the "
                                   "lower one first",
                                   key, bounds.lower, bounds.upper, least));
}

// That a value lies in its own bounds.
Result<> check_holds(const Node& map, std::string_view key, const std::optional<Bounds>& bounds,
                     double value) {
  if (!bounds || (bounds->lower <= value && value <= bounds->upper)) return {};
  return refuse(*map.find(key), fmt::format("`{}` does not hold {}", key, value));
}

Result<CalibratedPoint> read_point(const Node& map, std::uint64_t non_mated) {
  if (auto known =
          only_keys(map, {"false_match_rate", "threshold", "threshold_95", "false_matches",
                          "false_match_rate_95", "true_match_rate", "true_match_rate_95"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  CalibratedPoint point;
  MENSHEN_TRY(point.false_match_rate, rate(map, "false_match_rate"));
  MENSHEN_TRY(point.threshold, decimal(map, "threshold", -1, 1));
  MENSHEN_TRY(point.threshold_bounds, bounds(map, "threshold_95", -1));
  MENSHEN_TRY(point.false_matches, optional_count(map, "false_matches", 0));
  MENSHEN_TRY(point.false_match_rate_bounds, bounds(map, "false_match_rate_95", 0));
  if (map.find("true_match_rate") != nullptr) {
    MENSHEN_TRY(point.true_match_rate, decimal(map, "true_match_rate", 0, 1));
  }
  MENSHEN_TRY(point.true_match_rate_bounds, bounds(map, "true_match_rate_95", 0));
  if (point.false_matches &&
      static_cast<double>(*point.false_matches) / static_cast<double>(non_mated) >
          point.false_match_rate) {
    return refuse(*map.find("false_matches"),
                  fmt::format("`false_matches` is {} of {}: more than the rate {}",
                              *point.false_matches, non_mated, point.false_match_rate));
  }
  const auto held =
      check_holds(map, "threshold_95", point.threshold_bounds, point.threshold).and_then([&] {
        return check_holds(map, "true_match_rate_95", point.true_match_rate_bounds,
                           point.true_match_rate.value_or(-1));
      });
  if (!held) return tl::unexpected<Error>(held.error());
  return point;
}

Result<std::vector<CalibratedPoint>> read_points(const Node& list, std::uint64_t non_mated) {
  std::vector<CalibratedPoint> points;
  for (const Node& item : list.children) {
    MENSHEN_TRY(const auto point, read_point(item, non_mated));
    if (!points.empty() && (point.false_match_rate >= points.back().false_match_rate ||
                            point.threshold < points.back().threshold)) {
      return refuse(item,
                    "`points` stand by falling `false_match_rate`, with a `threshold` that "
                    "never falls");
    }
    points.push_back(point);
  }
  if (points.empty()) return refuse(list, "`points` is empty");
  return points;
}

std::string as_yaml(std::string_view key, const std::optional<Bounds>& bounds) {
  if (!bounds) return {};
  return fmt::format("    {}: [{}, {}]\n", key, bounds->lower, bounds->upper);
}

template <typename Number>
std::string as_yaml(std::string_view indent, std::string_view key,
                    const std::optional<Number>& number) {
  return number ? fmt::format("{}{}: {}\n", indent, key, *number) : std::string();
}

std::string as_yaml(const CalibratedPoint& point) {
  return fmt::format("  - false_match_rate: {}\n    threshold: {}\n", point.false_match_rate,
                     point.threshold) +
         as_yaml("threshold_95", point.threshold_bounds) +
         as_yaml("    ", "false_matches", point.false_matches) +
         as_yaml("false_match_rate_95", point.false_match_rate_bounds) +
         as_yaml("    ", "true_match_rate", point.true_match_rate) +
         as_yaml("true_match_rate_95", point.true_match_rate_bounds);
}

}  // namespace

Result<Calibration> read_calibration(std::string_view yaml) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(yaml));
  if (auto known = only_keys(root, {"model", "sha256", "calibrated_on", "basis", "comparisons",
                                    "persons", "photographs", "points"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Calibration calibration;
  MENSHEN_TRY(calibration.model, plain_yaml::text(root, "model"));
  MENSHEN_TRY(calibration.sha256, detail::sha256_in(root));
  MENSHEN_TRY(const Node* day, need(root, "calibrated_on", Node::Kind::text));
  MENSHEN_TRY(calibration.calibrated_on, plain_yaml::date(*day));
  MENSHEN_TRY(calibration.basis, plain_yaml::text(root, "basis"));
  MENSHEN_TRY(const Node* comparisons, need(root, "comparisons", Node::Kind::map));
  if (auto known = only_keys(*comparisons, {"non_mated", "mated"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(calibration.non_mated, count(*comparisons, "non_mated", 1));
  MENSHEN_TRY(calibration.mated, optional_count(*comparisons, "mated", 1));
  MENSHEN_TRY(calibration.persons, optional_count(root, "persons", 2));
  MENSHEN_TRY(calibration.photographs, optional_count(root, "photographs", 2));
  MENSHEN_TRY(const Node* points, need(root, "points", Node::Kind::list));
  MENSHEN_TRY(calibration.points, read_points(*points, calibration.non_mated));
  return calibration;
}

std::string calibration_as_yaml(const Calibration& calibration) {
  std::string text =
      fmt::format("model: {}\nsha256: {}\ncalibrated_on: {}\nbasis: {}\n",
                  in_quotes(calibration.model), to_hex(calibration.sha256),
                  to_text(calibration.calibrated_on), in_quotes(calibration.basis));
  text += fmt::format("comparisons:\n  non_mated: {}\n", calibration.non_mated);
  text += as_yaml("  ", "mated", calibration.mated);
  text += as_yaml("", "persons", calibration.persons);
  text += as_yaml("", "photographs", calibration.photographs);
  text +=
      "# Bounds hold with 95 % confidence if comparisons are independent. Those that share a\n"
      "# person are not: the true bounds are wider.\n"
      "points:\n";
  for (const auto& point : calibration.points) text += as_yaml(point);
  return text;
}

}  // namespace menshen::model_files
