#include "menshen/calibrate_command.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "accuracy/calibrate.hpp"
#include "accuracy/rate.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "face/calibration.hpp"
#include "law_desk/words.hpp"
#include "machine/files.hpp"
#include "machine/system_clock.hpp"
#include "menshen/commands.hpp"
#include "menshen/words.hpp"
#include "model_files/calibration_file.hpp"
#include "model_files/score_file.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;

struct Options {
  CommonOptions common;
  std::string distribution;  // file
  std::vector<double> fmr;
  std::optional<double> fpir;
  std::vector<std::size_t> gallery_sizes;
  std::string basis;
  std::string on;  // a day; empty: today
  std::optional<std::string> out;
};

// A rate that was asked for, and for which gallery.
struct Goal {
  double fmr = 0;
  std::optional<std::size_t> gallery_size;
};

// One row of the table: a goal and what was found for it.
struct Row {
  Goal goal;
  accuracy::CalibratedThreshold found;
};

struct Report {
  face::Calibration calibration;
  std::vector<Row> rows;
  accuracy::ScoreDistribution scores;
  double fpir = 0;  // of the rows that are of a gallery
};

Result<std::vector<Goal>> goals_of(const Options& options) {
  std::vector<Goal> goals;
  for (const double fmr : options.fmr) goals.push_back({.fmr = fmr});
  if (options.fpir.has_value() != !options.gallery_sizes.empty()) {
    return fail(Code::invalid_input, "--fpir and --gallery-sizes are given together");
  }
  for (const std::size_t size : options.gallery_sizes) {
    goals.push_back({.fmr = face::false_match_rate_for(options.fpir.value_or(0), size),
                     .gallery_size = size});
  }
  if (goals.empty()) {
    return fail(Code::invalid_input,
                "no rate; give --fmr, or --fpir with --gallery-sizes, or all three");
  }
  std::ranges::stable_sort(goals, std::ranges::greater{}, &Goal::fmr);
  return goals;
}

face::Bounds bounds_of(const accuracy::Rate& rate) {
  return {.lower = rate.lower, .upper = rate.upper};
}

Result<accuracy::CalibratedThreshold> threshold_for(const Goal& goal,
                                                    const accuracy::Scores& scores) {
  auto found = accuracy::calibrate(scores, goal.fmr);
  if (found || !goal.gallery_size) return found;
  return tl::unexpected<Error>(
      in_context(found.error(), fmt::format("a gallery of {}", *goal.gallery_size)));
}

face::CalibratedPoint point_of(const accuracy::CalibratedThreshold& found) {
  return {.false_match_rate = found.fmr_goal,
          .threshold = found.threshold,
          .threshold_bounds = face::Bounds{.lower = found.lower, .upper = found.upper},
          .false_matches = found.fmr.count,
          .false_match_rate_bounds = bounds_of(found.fmr),
          .true_match_rate = found.tmr.value,
          .true_match_rate_bounds = bounds_of(found.tmr)};
}

Result<CivilDate> day_of(const Options& options) {
  if (options.on.empty()) return legal_day(machine::SystemClock().now(), {});
  auto day = parse_civil_date(options.on);
  if (!day) return tl::unexpected<Error>(in_context(day.error(), "--on"));
  return day;
}

std::string basis_of(const Options& options, const accuracy::ScoreDistribution& scores) {
  const auto counted = fmt::format("every two of {} photographs of {} persons",
                                   scores.photographs, scores.persons);
  return options.basis.empty() ? counted : fmt::format("{}: {}", options.basis, counted);
}

Result<accuracy::ScoreDistribution> read(const std::string& file) {
  MENSHEN_TRY(const auto bytes, machine::read_file(file, plain_yaml::kBytesMax));
  auto scores = model_files::read_scores(
      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});  // NOLINT: bytes to text
  if (!scores) return tl::unexpected<Error>(in_file(scores.error(), file));
  return scores;
}

Result<Report> report_on(const Options& options) {
  MENSHEN_TRY(const auto goals, goals_of(options));
  MENSHEN_TRY(auto scores, read(options.distribution));
  Report report{.calibration = {.model = scores.embedder.name,
                                .sha256 = scores.embedder.sha256,
                                .calibrated_on = {},
                                .basis = basis_of(options, scores),
                                .non_mated = scores.all.non_mated.total(),
                                .mated = scores.all.mated.total(),
                                .persons = scores.persons,
                                .photographs = scores.photographs,
                                .points = {}},
                .rows = {},
                .scores = {},
                .fpir = options.fpir.value_or(0)};
  auto& points = report.calibration.points;
  MENSHEN_TRY(report.calibration.calibrated_on, day_of(options));
  for (const Goal& goal : goals) {
    MENSHEN_TRY(const auto found, threshold_for(goal, scores.all));
    report.rows.push_back({.goal = goal, .found = found});
    if (points.empty() || points.back().false_match_rate != goal.fmr) {
      points.push_back(point_of(found));
    }
  }
  report.scores = std::move(scores);
  return report;
}

std::string with_bounds(double value, double lower, double upper) {
  return fmt::format("{:.4f} [{:.4f}, {:.4f}]", value, lower, upper);
}

std::string as_text(const Report& report, Language language) {
  const auto& calibration = report.calibration;
  const auto say = [language](Words words) { return words.in(language); };
  std::string text = fmt::format("{}  {}\n{}\n\n", calibration.model,
                                 to_text(calibration.calibrated_on), calibration.basis);
  text += padded(say({.zh = "误匹配率", .en = "FMR"}), 12);
  text += padded(say({.zh = "阈值 [95%]", .en = "threshold [95 %]"}), 26);
  text += padded(say({.zh = "误匹配次数", .en = "false matches"}), 24);
  text += padded(say({.zh = "真匹配率 [95%]", .en = "TMR [95 %]"}), 26);
  text += say({.zh = "用于", .en = "for"});
  text += "\n";
  for (const auto& [goal, found] : report.rows) {
    text += padded(fmt::format("{:.3g}", goal.fmr), 12);
    text += padded(with_bounds(found.threshold, found.lower, found.upper), 26);
    text += padded(fmt::format("{} / {}", found.fmr.count, calibration.non_mated), 24);
    text += padded(with_bounds(found.tmr.value, found.tmr.lower, found.tmr.upper), 26);
    text += goal.gallery_size
                ? fmt::format("1:N, N ≤ {}, FPIR {:.3g}", *goal.gallery_size, report.fpir)
                : std::string("1:1");
    text += "\n";
  }
  text += "\n";
  text += law_desk::paragraph(
      say({.zh =
               "区间按各次比对相互独立计算；同一个人的照片参与多次比对，并不独立，真实区间更宽"
               "。阈值只对与所测人群相似的人成立。1:N 各行按一次检索中的比对相互独立计算。",
           .en =
               "The intervals take comparisons for independent. Those that share a person are "
               "not, so the true intervals are wider. A threshold holds for people like "
               "those it was measured on. The 1:N rows take the comparisons of one search for "
               "independent."}),
      0);
  return text;
}

std::string as_json(const Report& report) {
  const auto& calibration = report.calibration;
  json::array rows;
  for (const auto& [goal, found] : report.rows) {
    json::object row{{"false_match_rate", goal.fmr},
                     {"threshold", found.threshold},
                     {"threshold_95", json::array{found.lower, found.upper}},
                     {"false_matches", found.fmr.count},
                     {"false_match_rate_95", json::array{found.fmr.lower, found.fmr.upper}},
                     {"true_match_rate", found.tmr.value},
                     {"true_match_rate_95", json::array{found.tmr.lower, found.tmr.upper}}};
    if (goal.gallery_size) {
      row["gallery_size_max"] = *goal.gallery_size;
      row["false_positive_identification_rate"] = report.fpir;
    }
    rows.push_back(std::move(row));
  }
  const json::object all{{"model", calibration.model},
                         {"sha256", to_hex(calibration.sha256)},
                         {"calibrated_on", to_text(calibration.calibrated_on)},
                         {"basis", calibration.basis},
                         {"non_mated", calibration.non_mated},
                         {"mated", report.scores.all.mated.total()},
                         {"persons", report.scores.persons},
                         {"photographs", report.scores.photographs},
                         {"thresholds", std::move(rows)}};
  return json::serialize(all) + "\n";
}

Result<> calibrate(const Options& options) {
  MENSHEN_TRY(const auto report, report_on(options));
  if (options.out) {
    const auto done =
        machine::write_file(*options.out, model_files::calibration_as_yaml(report.calibration));
    if (!done) return done;
  }
  fmt::print("{}",
             options.common.json ? as_json(report) : as_text(report, options.common.language));
  return {};
}

}  // namespace

void add_calibrate_command(CLI::App& app, Exit& exit) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "calibrate", "Thresholds for wanted error rates, from what evaluate --scores wrote");
  command->add_option("DISTRIBUTION", options->distribution, "file of evaluate --scores")
      ->required();
  // Both ends lie within a rate's range, and are no rates themselves.
  const auto rates = CLI::Range(1e-12, 1 - 1e-12);
  command->add_option("--fmr", options->fmr, "false match rates of verification, as 1e-3,1e-4")
      ->delimiter(',')
      ->check(rates);
  command
      ->add_option("--fpir", options->fpir,
                   "false positive identification rate of a search, as 0.01")
      ->check(rates);
  command
      ->add_option("--gallery-sizes", options->gallery_sizes,
                   "how many references a search is among at most, as 100,1000")
      ->delimiter(',')
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}));
  command->add_option("--basis", options->basis, "what the photographs were, for the file");
  command->add_option("--on", options->on, "the day, for the file (today)");
  command->add_option("--out", options->out,
                      "file for the calibration; it is kept beside the model's manifest");
  const std::map<std::string, Language> languages{{"zh", Language::zh}, {"en", Language::en}};
  command->add_option("--lang", options->common.language, "zh or en")
      ->transform(CLI::CheckedTransformer(languages));
  command->add_flag("--json", options->common.json, "print JSON instead of text");
  command->callback([options, &exit] {
    const auto done = calibrate(*options);
    exit = done ? Exit::ok : complain(done.error());
  });
}

}  // namespace menshen::app
