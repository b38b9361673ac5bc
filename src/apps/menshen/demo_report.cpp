#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ratio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "gate/reply.hpp"
#include "menshen/demo.hpp"
#include "menshen/words.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kTitleColumns = 52;
constexpr int kVerdictColumns = 13;
constexpr int kScoreColumns = 16;
constexpr int kTimeColumns = 11;

std::string milliseconds(std::chrono::nanoseconds time) {
  return time.count() == 0 ? "–" : fmt::format("{:.1f} ms", Milliseconds(time).count());
}

std::string score(const DemoStep& step) {
  if (step.identification) {
    return fmt::format("{:.3f} ≥ {:.3f}", step.identification->score,
                       step.identification->threshold);
  }
  if (!step.comparison) return "–";
  const auto& comparison = *step.comparison;
  return fmt::format("{:.3f} {} {:.3f}", comparison.score, comparison.is_match ? "≥" : "<",
                     comparison.threshold);
}

std::string rules(const DemoStep& step) {
  std::vector<std::string_view> ids;
  for (const auto& ground : step.grounds) {
    const bool is_new = std::ranges::find(ids, ground.rule) == ids.end();
    if (ground.is_certain && is_new) ids.push_back(ground.rule);
  }
  return fmt::format("{}", fmt::join(ids, ", "));
}

std::string row(std::string_view mark, std::string_view number, std::string_view title,
                std::string_view verdict, std::string_view score, std::string_view decision,
                std::string_view inference, std::string_view rules) {
  return fmt::format("{} {} {}{}{}{}{}{}\n", mark, padded(number, 3),
                     padded(title, kTitleColumns), padded(verdict, kVerdictColumns),
                     padded(score, kScoreColumns), padded(decision, kTimeColumns),
                     padded(inference, kTimeColumns), rules);
}

// What a person reads below a refusal: what the law says, and what would cure it.
std::string explanation(const DemoStep& step, Language language) {
  const std::string margin(6, ' ');
  std::string text;
  for (const auto& ground : step.grounds) {
    if (!ground.is_certain) continue;
    text += fmt::format("{}{}  {}\n{}  → {}\n", margin, padded(ground.rule, 10),
                        in(ground.citation, language), margin, in(ground.remedy, language));
  }
  if (!step.excepted.empty()) {
    const Words lifted{.zh = "因例外不适用的规则数", .en = "rules lifted by an exception"};
    text += fmt::format("{}{}: {}\n", margin, lifted.in(language), step.excepted.size());
  }
  if (step.remark) text += fmt::format("{}{}\n", margin, step.remark->in(language));
  return text;
}

json::object both(std::string_view zh, std::string_view en) { return {{"zh", zh}, {"en", en}}; }

json::array strings(const std::vector<std::string>& values) {
  json::array array(values.begin(), values.end());
  return array;
}

json::object as_json(const DemoStep& step) {
  json::array grounds;
  for (const auto& ground : step.grounds) {
    grounds.push_back({{"rule_id", ground.rule},
                       {"is_certain", ground.is_certain},
                       {"article", both(ground.citation.zh, ground.citation.en)},
                       {"text", both(ground.text.zh, ground.text.en)},
                       {"remedy", both(ground.remedy.zh, ground.remedy.en)}});
  }
  json::object object{{"step", both(step.title.zh, step.title.en)},
                      {"expected_verdict", words_for(step.expected).en},
                      {"expected_rules", strings(step.expected_rules)},
                      {"verdict", words_for(step.verdict).en},
                      {"grounds", std::move(grounds)},
                      {"missing_facts", strings(step.missing)},
                      {"excepted_rules", strings(step.excepted)},
                      {"decision_ms", Milliseconds(step.decision_time).count()},
                      {"inference_ms", Milliseconds(step.inference_time).count()},
                      {"as_expected", step.is_as_expected}};
  if (step.comparison) {
    object["comparison"] = {{"score", step.comparison->score},
                            {"threshold", step.comparison->threshold},
                            {"false_match_rate", step.comparison->false_match_rate},
                            {"match", step.comparison->is_match}};
  }
  if (step.identification) {
    const auto& found = *step.identification;
    object["identification"] = {
        {"subject", found.subject.text()},
        {"score", found.score},
        {"threshold", found.threshold},
        {"false_positive_identification_rate", found.false_positive_identification_rate},
        {"gallery_size", found.gallery_size}};
  }
  if (step.liveness) object["liveness_advisory"] = *step.liveness;
  if (step.remark) object["remark"] = both(step.remark->zh, step.remark->en);
  return object;
}

}  // namespace

std::string demo_as_text(const std::vector<DemoStep>& steps, Language language) {
  const bool zh = language == Language::zh;
  std::string text =
      zh ? row(" ", "", "步骤", "结论", "分数与阈值", "决定用时", "推理用时", "违反")
         : row(" ", "", "step", "verdict", "score, limit", "decision", "inference", "violated");
  std::size_t as_expected = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const DemoStep& step = steps[i];
    as_expected += step.is_as_expected ? 1U : 0U;
    text +=
        row(step.is_as_expected ? "✓" : "✗", std::to_string(i + 1), step.title.in(language),
            words_for(step.verdict).in(language), score(step), milliseconds(step.decision_time),
            milliseconds(step.inference_time), rules(step));
    text += explanation(step, language);
  }
  text += fmt::format(fmt::runtime(zh ? "\n{} 步中 {} 步与法律一致。\n"
                                      : "\nof {} steps, {} came out as the law says\n"),
                      steps.size(), as_expected);
  return text;
}

std::string demo_as_json(const std::vector<DemoStep>& steps) {
  json::array all;
  for (const auto& step : steps) all.push_back(as_json(step));
  return json::serialize(json::object{{"steps", std::move(all)}}) + "\n";
}

}  // namespace menshen::app
