#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "machine/protect_process.hpp"
#include "menshen/account_command.hpp"
#include "menshen/backup_command.hpp"
#include "menshen/calibrate_command.hpp"
#include "menshen/commands.hpp"
#include "menshen/import_command.hpp"
#include "menshen/law_command.hpp"
#include "menshen/ledger_command.hpp"
#include "menshen/record_command.hpp"
#include "menshen/serve_command.hpp"
#include "menshen/site_command.hpp"
#include "menshen/subject_command.hpp"
#include "menshen/words.hpp"

namespace {

using namespace menshen::app;  // NOLINT: this file is the program

template <typename Value>
std::vector<std::string> keys_of(const std::map<std::string, Value>& map) {
  std::vector<std::string> keys;
  keys.reserve(map.size());
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

// An option that takes one of some names. CLI11 applies first what is added last: a wrong name
// is refused with the right ones before names become numbers.
template <typename Enum>
void add_choice(CLI::App* command, const std::string& name, Enum& target,
                const std::map<std::string, Enum>& names, const std::string& help) {
  command->add_option(name, target, help)
      ->transform(CLI::Transformer(names).description(""))
      ->transform(CLI::IsMember(keys_of(names)));
}

void add_language(CLI::App* command, Language& language) {
  add_choice(command, "--lang", language, {{"zh", Language::zh}, {"en", Language::en}},
             "language of what is printed: zh or en");
}

void add_common(CLI::App* command, CommonOptions& common) {
  add_language(command, common.language);
  command->add_flag("--json", common.json, "print JSON instead of text");
}

CLI::App* add_assess(CLI::App& app, AssessCommand& assess) {
  using enum AssessFormat;
  auto* command = app.add_subcommand(
      "assess", "Judges described cases by the law: exit 0 lawful, 1 unlawful, 2 undetermined");
  add_language(command, assess.language);
  command
      ->add_option("MANIFEST", assess.manifests,
                   "YAML or JSON files that state acts and facts; - reads standard input")
      ->required();
  add_choice(command, "--format", assess.format,
             {{"text", text}, {"json", json}, {"sarif", sarif}, {"markdown", markdown}},
             "text, json, sarif or markdown (text)");
  command
      ->add_flag("--explain{speaking}", assess.explain,
                 "show the conditions of every rule that speaks, with the stated values; "
                 "--explain=all also of those that do not apply")
      ->check(CLI::IsMember({"speaking", "all"}));
  command
      ->add_option("--what-if", assess.what_if,
                   "FACT=VALUE: judge once more with this fact, and show what changes; "
                   "may be repeated")
      ->allow_extra_args(false);
  command->add_option("--on", assess.on,
                      "day of judgement, in place of what the manifest says");
  command->add_option(
      "--law", assess.law,
      "cn (what is in force), d23 (the 2023 draft) or cn+d23 (both side by side)");
  command->add_option("--law-dir", assess.law_dir,
                      "law folder to read instead of the program's own");
  command->add_flag(
      "--check", assess.checks,
      "hold the outcomes to what the manifests expect: exit 0 as expected, 1 not");
  return command;
}

CLI::App* add_evaluate(CLI::App& app, EvaluateCommand& evaluate) {
  auto* command = app.add_subcommand(
      "evaluate", "Measures accuracy on a set of photographs laid out like LFW");
  add_common(command, evaluate.common);
  command
      ->add_option("PAIRS_DIR", evaluate.folder,
                   "folder with pairs.txt and PERSON/PERSON_0001.jpg")
      ->required();
  command->add_option("--basis", evaluate.statement.basis,
                      "why these photographs may be processed, as you state it for the "
                      "record: a value of the fact basis.kind, such as "
                      "public_information (the default) or consent");
  command
      ->add_option("--youngest", evaluate.statement.youngest_years,
                   "full years of the youngest person on them, as you state it (18)")
      ->check(CLI::Range(0, 150));
  command->add_option("--out", evaluate.out, "folder for results.json and det.svg");
  command->add_option("--scores", evaluate.scores,
                      "file for the distribution of comparison scores, which menshen "
                      "calibrate reads; every two photographs are compared for it");
  command->add_option("--state", evaluate.state,
                      "folder that keeps the record and what is on file; without it they "
                      "go with the run");
  return command;
}

Exit run(int argc, char** argv) {
  CLI::App app("Menshen (门神): face recognition that asks the law first");
  app.set_version_flag("--version", "menshen " MENSHEN_VERSION);
  app.require_subcommand(1);
  Exit exit = Exit::ok;

  DemoCommand demo;
  auto* demo_app = app.add_subcommand(
      "demo", "Plays the main job on two public-domain portraits, with a state of its own");
  add_common(demo_app, demo.common);
  demo_app->add_option("--record", demo.record,
                       "folder to export the record to, for menshen-verify");
  demo_app->add_option("--state", demo.state,
                       "new folder that keeps the record and what is on file; without it they "
                       "go with the run");
  demo_app->callback([&] { exit = run_demo(demo); });

  AssessCommand assess;
  add_assess(app, assess)->callback([&] { exit = run_assess(assess); });

  EvaluateCommand evaluate;
  add_evaluate(app, evaluate)->callback([&] { exit = run_evaluate(evaluate); });

  add_serve_commands(app, exit);

  add_account_commands(app, exit);
  add_backup_command(app, exit);
  add_calibrate_command(app, exit);
  add_import_command(app, exit);
  add_law_command(app, exit);
  add_ledger_command(app, exit);
  add_record_commands(app, exit);
  add_site_commands(app, exit);
  add_subject_command(app, exit);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Exit::ok : Exit::usage;
  }
  return exit;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (const auto done = menshen::machine::protect_process(); !done) {
      fmt::print(stderr, "menshen: {}\n", done.error().what);
      return static_cast<int>(Exit::failure);
    }
    return static_cast<int>(run(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "menshen: {}\n", error.what());
    return static_cast<int>(Exit::failure);
  }
}
