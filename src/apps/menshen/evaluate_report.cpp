#include <string>

#include <fmt/format.h>
#include <boost/json.hpp>
#include <utility>

#include "accuracy/performance.hpp"
#include "accuracy/rate.hpp"
#include "gate/reply.hpp"
#include "menshen/evaluate.hpp"
#include "menshen/words.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;

std::string per_cent(const accuracy::Rate& rate) {
  return fmt::format("{:.2f} % [{:.2f}, {:.2f}]", 100 * rate.value, 100 * rate.lower,
                     100 * rate.upper);
}

json::object as_json(const accuracy::Rate& rate) {
  return {{"count", rate.count},
          {"of", rate.of},
          {"value", rate.value},
          {"lower_95", rate.lower},
          {"upper_95", rate.upper}};
}

std::string tmr_lines(const accuracy::Performance& performance, Language language) {
  const Words too_few{
      .zh = "   （仅为计数：证明该 FMR 需要 {} 次非同人比对）",
      .en = "   (only counted: to show that FMR takes {} non-mated comparisons)"};
  std::string text;
  for (const auto& tmr : performance.tmr_at_fmr) {
    text += fmt::format("  {}{}   ≥ {:.4f}",
                        padded(fmt::format("TMR @ FMR {:.0e}", tmr.fmr_goal), 24),
                        per_cent(tmr.counted.tmr), tmr.counted.threshold);
    if (!tmr.is_shown) {
      text += fmt::format(fmt::runtime(too_few.in(language)), tmr.non_mated_needed);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string evaluation_as_text(const gate::Reply& reply, const Measurement& measurement,
                               Language language) {
  const auto& performance = measurement.performance;
  const auto say = [language](Words words) { return words.in(language); };
  const auto line = [&](Words label, const std::string& value) {
    return fmt::format("  {}{}\n", padded(say(label), 24), value);
  };
  std::string text;
  text += line({.zh = "照片", .en = "photographs"},
               fmt::format(fmt::runtime(say({.zh = "{}（其中 {} 张有多张人脸，取最居中者）",
                                             .en = "{} ({} with several faces: the one nearest "
                                                   "the centre was taken)"})),
                           measurement.photographs, measurement.with_several_faces));
  text += line({.zh = "注册失败率", .en = "failure to enrol"},
               per_cent(performance.failure_to_enrol));
  text += line({.zh = "比对（同人／非同人）", .en = "mated, non-mated"},
               fmt::format("{}, {}", performance.mated, performance.non_mated));
  text += line({.zh = "十折准确率", .en = "accuracy over folds"},
               fmt::format("{:.4f} ± {:.4f}", performance.accuracy.mean,
                           performance.accuracy.standard_error));
  text += line({.zh = "等错误率", .en = "equal error rate"},
               fmt::format("{:.4f}   ≥ {:.4f}", performance.equal_error_rate.value,
                           performance.equal_error_rate.threshold));
  text += tmr_lines(performance, language);
  const auto& ms = measurement.stages;
  text +=
      line({.zh = "每张用时（中位数）", .en = "time a photograph"},
           fmt::format(fmt::runtime(say({.zh = "{:.2f} ms = 解码 {:.2f} + 检测 {:.2f} + 定位 "
                                               "{:.2f} + 对齐 {:.2f} + 特征 {:.2f}",
                                         .en = "{:.2f} ms = decode {:.2f} + detect {:.2f} + "
                                               "locate {:.2f} + align {:.2f} + embed "
                                               "{:.2f}"})),
                       ms.all, ms.decode, ms.detect, ms.locate, ms.align, ms.embed));
  text += line({.zh = "操作者声明", .en = "stated by the operator"},
               fmt::format(fmt::runtime(say({.zh = "处理依据 {}；照片中最年轻者不小于 {} 岁",
                                             .en = "basis {}; nobody on the photographs is "
                                                   "younger than {}"})),
                           measurement.statement.basis, measurement.statement.youngest_years));
  text += line(
      {.zh = "记录", .en = "record"},
      fmt::format("#{}, #{}", reply.decided.sequence, reply.done ? reply.done->sequence : 0));
  return text;
}

std::string evaluation_as_json(const gate::Reply& reply, const Measurement& measurement) {
  const auto& performance = measurement.performance;
  json::array tmr;
  for (const auto& point : performance.tmr_at_fmr) {
    tmr.push_back({{"false_match_rate", point.fmr_goal},
                   {"threshold", point.counted.threshold},
                   {"true_match_rate", as_json(point.counted.tmr)},
                   {"counted_false_match_rate", as_json(point.counted.fmr)},
                   {"non_mated_comparisons_needed", point.non_mated_needed},
                   {"is_shown", point.is_shown}});
  }
  json::array det;
  for (const auto& point : performance.det.points()) {
    det.push_back({{"threshold", point.threshold},
                   {"fmr", performance.det.fmr(point).value},
                   {"fnmr", performance.det.fnmr(point).value}});
  }
  json::array folds;
  for (const auto& fold : performance.accuracy.folds) {
    folds.push_back({{"threshold", fold.threshold}, {"accuracy", fold.accuracy}});
  }
  const auto& ms = measurement.stages;
  const json::object all{{"decision_id", reply.decision.text()},
                         {"stated_by_operator",
                          {{"basis.kind", measurement.statement.basis},
                           {"subject.age_years", measurement.statement.youngest_years}}},
                         {"photographs", measurement.photographs},
                         {"photographs_with_several_faces", measurement.with_several_faces},
                         {"failure_to_enrol", as_json(performance.failure_to_enrol)},
                         {"mated", performance.mated},
                         {"mated_not_made", performance.mated_not_made},
                         {"non_mated", performance.non_mated},
                         {"non_mated_not_made", performance.non_mated_not_made},
                         {"accuracy",
                          {{"mean", performance.accuracy.mean},
                           {"standard_error", performance.accuracy.standard_error},
                           {"folds", std::move(folds)}}},
                         {"equal_error_rate",
                          {{"value", performance.equal_error_rate.value},
                           {"threshold", performance.equal_error_rate.threshold}}},
                         {"tmr_at_fmr", std::move(tmr)},
                         {"median_ms",
                          {{"decode", ms.decode},
                           {"detect", ms.detect},
                           {"locate", ms.locate},
                           {"align", ms.align},
                           {"embed", ms.embed},
                           {"all", ms.all}}},
                         {"det", std::move(det)}};
  return json::serialize(all) + "\n";
}

}  // namespace menshen::app
