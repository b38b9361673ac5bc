#include "menshen/commands.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "accuracy/det_svg.hpp"
#include "base/error.hpp"
#include "gate/reply.hpp"
#include "ledger/note.hpp"
#include "machine/files.hpp"
#include "menshen/demo.hpp"
#include "menshen/detail/progress_bar.hpp"
#include "menshen/evaluate.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "model_files/score_file.hpp"
#include "record_desk/export_record.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

Exit explain_refusal(const gate::Reply& reply, Language language) {
  fmt::print(stderr, "menshen: {}\n", words_for(reply.verdict).in(language));
  for (const auto& ground : reply.grounds) {
    fmt::print(stderr, "  {}  {}\n    → {}\n", padded(ground.rule, 10),
               in(ground.citation, language), in(ground.remedy, language));
  }
  for (const auto& fact : reply.missing) {
    fmt::print(stderr, "  ? {}  {}\n", fact.id, in(fact.question, language));
  }
  return reply.verdict == gate::Verdict::undetermined ? Exit::undetermined : Exit::failure;
}

// The record as files, and beside it what each decision's caller was given.
Result<> export_demo(const Parts& parts, const std::vector<DemoStep>& steps,
                     const fs::path& folder) {
  const ledger::VerifierKey key{.name = parts.ledger->origin(),
                                .key = parts.signer->public_key()};
  if (auto done = record_desk::export_record(
          parts.ledger->archive(), parts.ledger->checkpoint(), folder,
          {.key = ledger::to_text(key, *parts.crypto) + "\n"});
      !done) {
    return done;
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].receipt.empty()) continue;
    const auto file = folder / "receipts" / fmt::format("step_{}.cose", i + 1);
    if (auto done = machine::write_file(file, steps[i].receipt); !done) return done;
  }
  return {};
}

Result<bool> demo(const DemoCommand& command) {
  MENSHEN_TRY(const auto share, find_share());
  MENSHEN_TRY(const auto folder, TemporaryFolder::make());
  const fs::path state = command.state ? fs::path(*command.state) : folder.path() / "state";
  if (fs::exists(StateFolder{state}.record())) {
    return fail(
        Code::conflict,
        fmt::format("`{}` holds a record already; the demo begins a new one", state.string()));
  }
  MENSHEN_TRY(auto parts, make_parts(share, state));
  MENSHEN_TRY(const auto steps, play_demo(parts,
                                          {.first = share.portraits / "astronaut.png",
                                           .second = share.portraits / "grace_hopper.jpg"},
                                          state));
  if (command.record) {
    if (const auto done = export_demo(parts, steps, *command.record); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  fmt::print("{}", command.common.json ? demo_as_json(steps)
                                       : demo_as_text(steps, command.common.language));
  return std::ranges::all_of(steps, &DemoStep::is_as_expected);
}

Result<> write_results(const gate::Reply& reply, const Measurement& measurement,
                       const fs::path& folder, Language language) {
  const auto& words = language == Language::zh ? accuracy::kDetWordsZh : accuracy::kDetWordsEn;
  if (auto done = machine::write_file(folder / "det.svg",
                                      accuracy::det_svg(measurement.performance, words));
      !done) {
    return done;
  }
  return machine::write_file(folder / "results.json", evaluation_as_json(reply, measurement));
}

Result<Exit> evaluate_folder(const EvaluateCommand& command) {
  MENSHEN_TRY(const auto share, find_share());
  MENSHEN_TRY(const auto temporary, TemporaryFolder::make());
  const fs::path state = command.state ? fs::path(*command.state) : temporary.path() / "state";
  MENSHEN_TRY(auto parts, make_parts(share, state));
  MENSHEN_TRY(const auto evaluation, evaluate(parts,
                                              {.folder = command.folder,
                                               .statement = command.statement,
                                               .with_scores = command.scores.has_value()},
                                              progress_bar()));
  const Language language = command.common.language;
  if (!evaluation.measurement) return explain_refusal(evaluation.reply, language);
  const gate::Reply& reply = evaluation.reply;
  const Measurement& measurement = *evaluation.measurement;
  if (command.out) {
    if (const auto done = write_results(reply, measurement, *command.out, language); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  if (command.scores && measurement.scores) {
    const auto done =
        machine::write_file(*command.scores, model_files::scores_as_json(*measurement.scores));
    if (!done) return tl::unexpected<Error>(done.error());
  }
  fmt::print("{}", command.common.json ? evaluation_as_json(reply, measurement)
                                       : evaluation_as_text(reply, measurement, language));
  return Exit::ok;
}

}  // namespace

Exit complain(const Error& error) {
  fmt::print(stderr, "menshen: {}\n", error.what);
  switch (error.code) {
    case Code::invalid_input:
    case Code::not_found:
    case Code::exhausted: return Exit::data;
    case Code::conflict:
    case Code::refused:
    case Code::unavailable:
    case Code::corrupt: return Exit::failure;
  }
  return Exit::failure;
}

Exit run_demo(const DemoCommand& command) {
  const auto as_expected = demo(command);
  if (!as_expected) return complain(as_expected.error());
  return *as_expected ? Exit::ok : Exit::failure;
}

Exit run_evaluate(const EvaluateCommand& command) {
  const auto exit = evaluate_folder(command);
  return exit ? *exit : complain(exit.error());
}

}  // namespace menshen::app
