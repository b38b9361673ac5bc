// Draws a detection error trade-off curve as one SVG file that needs nothing else.
#pragma once

#include <string>
#include <string_view>

#include "accuracy/performance.hpp"

namespace menshen::accuracy {

// The words on the drawing; any text, escaped when drawn.
struct DetWords {
  std::string_view title;
  std::string_view fmr;
  std::string_view fnmr;
  std::string_view curve;  // followed by ` 300 / 300`
  std::string_view interval;
  std::string_view equal_error_rate;
  std::string_view tmr;      // followed by ` 0.1 %: 99.10 % [98.21 %, 99.55 %]`
  std::string_view too_few;  // on the part that so few comparisons cannot measure
};

inline constexpr DetWords kDetWordsEn = {
    .title = "Detection error trade-off",
    .fmr = "False match rate (FMR)",
    .fnmr = "False non-match rate (FNMR)",
    .curve = "measured: mated / non-mated comparisons",
    .interval = "95 % interval of FNMR",
    .equal_error_rate = "EER",
    .tmr = "TMR at FMR",
    .too_few = "too few comparisons",
};

inline constexpr DetWords kDetWordsZh = {
    .title = "检测错误权衡曲线",
    .fmr = "错误匹配率（FMR）",
    .fnmr = "错误不匹配率（FNMR）",
    .curve = "实测：同人比对 / 异人比对次数",
    .interval = "FNMR 的 95% 置信区间",
    .equal_error_rate = "等错误率",
    .tmr = "正确匹配率（给定 FMR）",
    .too_few = "比对次数不足",
};

// FNMR against FMR, both axes logarithmic and in per cent, on white: the curve with Wilson's
// band for FNMR, the line of equal error and the EER on it, the points of tmr_at_fmr. Left of
// 3 / n false matches (rule of 3) the drawing is shaded: the curve there is counted but shows
// nothing. A rate of zero has no place on the axis and is drawn on its edge. The same numbers
// give the same bytes.
[[nodiscard]] std::string det_svg(const Performance& performance, const DetWords& words);

}  // namespace menshen::accuracy
