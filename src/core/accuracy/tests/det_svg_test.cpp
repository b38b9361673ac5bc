#include "accuracy/det_svg.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::accuracy {
namespace {

using testing::HasSubstr;
using testing::Not;

// Scores spread evenly, the mated ones `shift` higher.
Performance performance(int count, double shift) {
  std::vector<Comparison> comparisons;
  for (int i = 0; i < count; ++i) {
    const double score = static_cast<double>(i) / count;
    comparisons.push_back({.mated = true, .fold = i % 10, .score = score + shift});
    comparisons.push_back({.mated = false, .fold = i % 10, .score = score});
  }
  return measure(comparisons, {.tried = 100}).value();
}

TEST(DetSvg, shows_title_axes_and_legend) {
  const auto svg = det_svg(performance(300, 0.9), kDetWordsEn);
  for (const auto words :
       {kDetWordsEn.title, kDetWordsEn.fmr, kDetWordsEn.fnmr, kDetWordsEn.interval}) {
    EXPECT_THAT(svg, HasSubstr(">" + std::string(words) + "</text>"));
  }
  EXPECT_THAT(svg, HasSubstr("comparisons 300 / 300"));
  EXPECT_THAT(svg, HasSubstr("EER: 5.00 %"));
}

TEST(DetSvg, says_what_so_few_comparisons_cannot_measure) {
  const auto svg = det_svg(performance(300, 0.9), kDetWordsEn);
  EXPECT_THAT(svg, HasSubstr("TMR at FMR 1 %: 9"));
  EXPECT_THAT(svg, HasSubstr("TMR at FMR 0.1 %: too few comparisons (300 &lt; 3000)"));
}

TEST(DetSvg, speaks_chinese) {
  EXPECT_THAT(det_svg(performance(30, 0.5), kDetWordsZh), HasSubstr("错误匹配率（FMR）"));
}

TEST(DetSvg, is_the_same_every_time) {
  const auto found = performance(300, 0.4);
  EXPECT_EQ(det_svg(found, kDetWordsEn), det_svg(found, kDetWordsEn));
}

TEST(DetSvg, escapes_the_words_it_is_given) {
  auto words = kDetWordsEn;
  words.title = "<script>\"R&D\"";
  const auto svg = det_svg(performance(30, 0.5), words);
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;&quot;R&amp;D&quot;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
}

TEST(DetSvg, needs_nothing_from_elsewhere) {
  auto svg = det_svg(performance(30, 0.5), kDetWordsEn);
  EXPECT_THAT(svg, Not(HasSubstr("href")));
  EXPECT_THAT(svg, Not(HasSubstr("url(")));
  EXPECT_THAT(svg, Not(HasSubstr("style")));
}

// What the eye cannot tell apart is drawn once.
TEST(DetSvg, stays_small_for_many_comparisons) {
  EXPECT_LT(det_svg(performance(50'000, 0.5), kDetWordsEn).size(), 300'000U);
}

TEST(DetSvg, draws_extremes_without_leaving_the_numbers) {
  for (const double shift : {-5.0, 0.0, 5.0}) {
    for (const int count : {10, 300}) {
      const auto svg = det_svg(performance(count, shift), kDetWordsEn);
      EXPECT_THAT(svg, Not(HasSubstr("nan")));
      EXPECT_THAT(svg, Not(HasSubstr("inf")));
    }
  }
}

}  // namespace
}  // namespace menshen::accuracy
