#include "accuracy/det_svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "accuracy/det.hpp"
#include "accuracy/performance.hpp"
#include "accuracy/rate.hpp"

namespace menshen::accuracy {
namespace {

constexpr double kSide = 480;  // of the plot, in SVG user units
constexpr double kLeft = 84;
constexpr double kTop = 56;
constexpr double kWidth = kLeft + kSide + 36;
constexpr double kLegendLine = 22;
constexpr double kStepMin = 0.25;  // nearer points are one point to the eye

constexpr std::string_view kInk = "#1a1a1a";
constexpr std::string_view kCurve = "#0b5cad";
constexpr std::string_view kMark = "#b3261e";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default: safe += c;
    }
  }
  return safe;
}

std::string round_percent(double rate) { return fmt::format("{:.4g} %", 100 * rate); }

std::string percent(double rate) { return fmt::format("{:.2f} %", 100 * rate); }

struct Place {
  double x = 0;
  double y = 0;
};

constexpr Place at(double x, double y) { return {.x = x, .y = y}; }

// One logarithmic axis for both rates, so that the line of equal error is the diagonal.
class Axis {
 public:
  explicit Axis(std::size_t trials)
      : decades_(std::clamp(
            static_cast<int>(std::ceil(std::log10(static_cast<double>(trials)) - 1e-9)), 2,
            9)) {}

  [[nodiscard]] int decades() const { return decades_; }
  [[nodiscard]] double x(double rate) const { return kLeft + along(rate); }
  [[nodiscard]] double y(double rate) const { return kTop + kSide - along(rate); }

 private:
  [[nodiscard]] double along(double rate) const {
    const double floor = std::pow(10.0, -decades_);
    return kSide * (1 + (std::log10(std::max(rate, floor)) / decades_));
  }

  int decades_;
};

class Drawing {
 public:
  Drawing(const Performance& performance, const DetWords& words)
      : performance_(&performance),
        words_(words),
        axis_(std::max(performance.det.mated(), performance.det.non_mated())) {}

  std::string svg() {
    open();
    too_few();
    grid();
    curve();
    marks();
    labels();
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  [[nodiscard]] const Det& det() const { return performance_->det; }

  template <typename... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...);
  }

  void text(Place place, std::string_view anchor, std::string_view words, int size = 13) {
    put("<text x='{:.1f}' y='{:.1f}' font-size='{}' text-anchor='{}'>{}</text>\n", place.x,
        place.y, size, anchor, escaped(words));
  }

  void line(Place from, Place to, std::string_view style) {
    put("<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' {}/>\n", from.x, from.y, to.x,
        to.y, style);
  }

  void polyline(const std::vector<Place>& places, std::string_view element,
                std::string_view style) {
    put("<{} points='", element);
    for (const auto& place : places) put("{:.2f},{:.2f} ", place.x, place.y);
    put("' {}/>\n", style);
  }

  void open() {
    const double height =
        kTop + kSide + 76 +
        (kLegendLine * static_cast<double>(3 + performance_->tmr_at_fmr.size()));
    put("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' "
        "height='{1}' role='img' font-family='system-ui, Noto Sans CJK SC, sans-serif' "
        "fill='{2}'>\n<title>{3}</title>\n"
        "<rect width='{0}' height='{1}' fill='#ffffff'/>\n",
        kWidth, height, kInk, escaped(words_.title));
  }

  void too_few() {
    const double right = axis_.x(std::min(1.0, 3 / static_cast<double>(det().non_mated())));
    put("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' "
        "fill='#eeeeee'/>\n",
        kLeft, kTop, right - kLeft, kSide);
    if (right - kLeft > 16) {
      put("<text transform='translate({:.1f} {:.1f}) rotate(-90)' font-size='12' "
          "text-anchor='end' fill='#5a5a5a'>{}</text>\n",
          ((kLeft + right) / 2) + 4, kTop + 12, escaped(words_.too_few));
    }
  }

  void grid() {
    for (int decade = 0; decade <= axis_.decades(); ++decade) {
      const double rate = std::pow(10.0, -decade);
      const double x = axis_.x(rate);
      const double y = axis_.y(rate);
      line(at(x, kTop), at(x, kTop + kSide), "stroke='#cfcfcf'");
      line(at(kLeft, y), at(kLeft + kSide, y), "stroke='#cfcfcf'");
      text(at(x, kTop + kSide + 20), "middle", round_percent(rate));
      text(at(kLeft - 8, y + 4), "end", round_percent(rate));
    }
    line(at(kLeft, kTop + kSide), at(kLeft + kSide, kTop),
         "stroke='#8a8a8a' stroke-dasharray='5 5'");
  }

  // The curve is a staircase: between two thresholds only one of the rates moves.
  void curve() {
    std::vector<Place> steps;
    std::vector<Place> band;
    std::vector<Place> below;
    for (const auto& point : det().points()) {
      const auto fnmr = det().fnmr(point);
      const Place here = at(axis_.x(det().fmr(point).value), axis_.y(fnmr.value));
      if (!steps.empty()) {
        const auto last = steps.back();
        if (std::hypot(here.x - last.x, here.y - last.y) < kStepMin) continue;
        steps.push_back(at(here.x, last.y));
      }
      steps.push_back(here);
      band.push_back(at(here.x, axis_.y(fnmr.upper)));
      below.push_back(at(here.x, axis_.y(fnmr.lower)));
    }
    band.insert(band.end(), below.rbegin(), below.rend());
    polyline(band, "polygon", fmt::format("fill='{}' fill-opacity='0.16'", kCurve));
    polyline(steps, "polyline",
             fmt::format("fill='none' stroke='{}' stroke-width='2'", kCurve));
  }

  void marks() {
    const double eer = performance_->equal_error_rate.value;
    put("<circle cx='{:.1f}' cy='{:.1f}' r='5' fill='#ffffff' stroke='{}' "
        "stroke-width='2'/>\n",
        axis_.x(eer), axis_.y(eer), kInk);
    for (const auto& goal : performance_->tmr_at_fmr) {
      if (!goal.is_shown) continue;
      square(at(axis_.x(goal.fmr_goal), axis_.y(1 - goal.counted.tmr.value)));
    }
  }

  void square(Place centre) {
    put("<rect x='{:.1f}' y='{:.1f}' width='9' height='9' fill='{}'/>\n", centre.x - 4.5,
        centre.y - 4.5, kMark);
  }

  void labels() {
    text(at(kLeft + (kSide / 2), 32), "middle", words_.title, 18);
    text(at(kLeft + (kSide / 2), kTop + kSide + 44), "middle", words_.fmr, 14);
    put("<text transform='translate(20 {:.1f}) rotate(-90)' font-size='14' "
        "text-anchor='middle'>{}</text>\n",
        kTop + (kSide / 2), escaped(words_.fnmr));

    double y = kTop + kSide + 76;
    const auto entry = [this, &y](std::string_view words) {
      text(at(kLeft + 34, y + 4), "start", words);
      y += kLegendLine;
    };
    line(at(kLeft, y), at(kLeft + 24, y), fmt::format("stroke='{}' stroke-width='2'", kCurve));
    entry(fmt::format("{} {} / {}", words_.curve, det().mated(), det().non_mated()));
    put("<rect x='{:.1f}' y='{:.1f}' width='24' height='12' fill='{}' "
        "fill-opacity='0.16'/>\n",
        kLeft, y - 6, kCurve);
    entry(words_.interval);
    put("<circle cx='{:.1f}' cy='{:.1f}' r='5' fill='#ffffff' stroke='{}' "
        "stroke-width='2'/>\n",
        kLeft + 12, y, kInk);
    entry(fmt::format("{}: {}", words_.equal_error_rate,
                      percent(performance_->equal_error_rate.value)));
    for (const auto& goal : performance_->tmr_at_fmr) {
      if (goal.is_shown) square(at(kLeft + 12, y));
      entry(tmr_entry(goal));
    }
  }

  [[nodiscard]] std::string tmr_entry(const TmrAtFmr& goal) const {
    const auto name = fmt::format("{} {}", words_.tmr, round_percent(goal.fmr_goal));
    if (!goal.is_shown) {
      return fmt::format("{}: {} ({} < {})", name, words_.too_few, det().non_mated(),
                         goal.non_mated_needed);
    }
    const auto& tmr = goal.counted.tmr;
    return fmt::format("{}: {} [{}, {}]", name, percent(tmr.value), percent(tmr.lower),
                       percent(tmr.upper));
  }

  const Performance* performance_;
  DetWords words_;
  Axis axis_;
  std::string out_;
};

}  // namespace

std::string det_svg(const Performance& performance, const DetWords& words) {
  return Drawing(performance, words).svg();
}

}  // namespace menshen::accuracy
