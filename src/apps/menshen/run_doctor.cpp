#include "menshen/run_doctor.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/wire.hpp"
#include "model_files/load_models.hpp"
#include "policy/decision.hpp"
#include "policy/program.hpp"
#include "readiness/examine.hpp"
#include "readiness/formats.hpp"
#include "readiness/report.hpp"
#include "record_desk/audit.hpp"

namespace menshen::app {
namespace {

using readiness::Check;

Result<Check> check_record(const Parts& parts) {
  MENSHEN_TRY(const auto audit,
              record_desk::audit_record(parts.ledger->archive(), std::nullopt, *parts.crypto));
  if (!audit.faults.empty()) {
    return Check{.what = {.zh = "记录不完整：运行 menshen ledger verify",
                          .en = "the record is not whole: run menshen ledger verify"},
                 .is_well = false};
  }
  return Check{
      .what = {.zh = fmt::format("记录可读，共 {} 条", audit.head.size),
               .en = fmt::format("the record is readable: {} entries", audit.head.size)},
      .is_well = true};
}

Result<Check> check_stores(Parts& parts) {
  MENSHEN_TRY(const auto* registry, parts.state->registry());
  MENSHEN_TRY(const std::uint64_t applied, registry->applied());
  const bool is_well = applied == parts.ledger->archive().head().size;
  return is_well ? Check{.what = {.zh = "state.db 与记录一致",
                                  .en = "state.db has all that is recorded"},
                         .is_well = true}
                 : Check{.what = {.zh = "state.db 落后于记录：运行 menshen ledger rebuild",
                                  .en = "state.db lags behind the record: run menshen ledger "
                                        "rebuild"},
                         .is_well = false};
}

Check check_models(const Share& share, const Crypto& crypto) {
  const auto models = model_files::load_model_set(share.model_set, share.model_files, crypto);
  if (!models) {
    return {.what = {.zh = fmt::format("模型：{}", models.error().what),
                     .en = fmt::format("models: {}", models.error().what)},
            .is_well = false};
  }
  if (!std::filesystem::exists(share.inference_library)) {
    return {.what = {.zh = "缺少推理库：运行 ./dev setup，或者安装整个软件包",
                     .en = "the inference library is not there: run ./dev setup, or install "
                           "the whole package"},
            .is_well = false};
  }
  if (!models->embedder.calibration) {
    return {.what = {.zh = "模型未校准：见 menshen calibrate",
                     .en = "the model is not calibrated: see menshen calibrate"},
            .is_well = false};
  }
  return {.what = {.zh = "模型齐全并已校准", .en = "the models are there, and calibrated"},
          .is_well = true};
}

Exit exit_of(const readiness::Report& report) {
  if (!report.is_healthy()) return Exit::failure;
  switch (report.outcome()) {
    case policy::Outcome::permit: return Exit::ok;
    case policy::Outcome::undetermined: return Exit::undetermined;
    case policy::Outcome::deny: break;
  }
  return Exit::failure;
}

}  // namespace

Result<readiness::Report> examine_state(Parts& parts, readiness::Extent extent) {
  MENSHEN_TRY(const auto share, find_share());
  MENSHEN_TRY(const auto law, load_law(share, *parts.crypto));
  MENSHEN_TRY(const auto* registry, parts.state->registry());
  const CivilDate today = legal_day(parts.clock->now(), law.jurisdiction().utc_offset);
  const auto program = policy::compile(law, today);
  MENSHEN_TRY(auto report, readiness::examine({.day = today,
                                               .law = program,
                                               .registry = *registry,
                                               .crypto = *parts.crypto,
                                               .extent = extent}));
  MENSHEN_TRY(auto record, check_record(parts));
  MENSHEN_TRY(auto stores, check_stores(parts));
  report.checks.push_back(std::move(record));
  report.checks.push_back(std::move(stores));
  report.checks.push_back(check_models(share, *parts.crypto));
  return report;
}

void print_report(const readiness::Report& report, const StateOptions& options) {
  fmt::print("{}", options.common.json
                       ? readiness::as_json(report, options.state)
                       : readiness::as_text(report, options.state, options.common.language));
}

Result<Exit> run_doctor(const StateOptions& options, readiness::Extent extent) {
  MENSHEN_TRY(const auto parts, open_state(options.state));
  MENSHEN_TRY(const auto report, examine_state(*parts, extent));
  print_report(report, options);
  return exit_of(report);
}

}  // namespace menshen::app
