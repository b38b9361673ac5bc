#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"
#include "menshen/law_command.hpp"
#include "menshen/words.hpp"

namespace {

using namespace menshen::app;  // NOLINT: this file is the program

void add_common(CLI::App* command, CommonOptions& common) {
  const std::map<std::string, Language> languages{{"zh", Language::zh}, {"en", Language::en}};
  command->add_option("--lang", common.language, "language of what is printed: zh or en")
      ->transform(CLI::CheckedTransformer(languages));
  command->add_flag("--json", common.json, "print JSON instead of text");
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
  demo_app->callback([&] { exit = run_demo(demo); });

  EvaluateCommand evaluate;
  auto* evaluate_app = app.add_subcommand(
      "evaluate", "Measures accuracy on a set of photographs laid out like LFW");
  add_common(evaluate_app, evaluate.common);
  evaluate_app
      ->add_option("PAIRS_DIR", evaluate.folder,
                   "folder with pairs.txt and PERSON/PERSON_0001.jpg")
      ->required();
  evaluate_app->add_option("--basis", evaluate.statement.basis,
                           "why these photographs may be processed, as you state it for the "
                           "record: a value of the fact basis.kind, such as "
                           "public_information (the default) or consent");
  evaluate_app
      ->add_option("--youngest", evaluate.statement.youngest_years,
                   "full years of the youngest person on them, as you state it (18)")
      ->check(CLI::Range(0, 150));
  evaluate_app->add_option("--out", evaluate.out, "folder for results.json and det.svg");
  evaluate_app->add_option("--state", evaluate.state,
                           "database file that keeps the record; without it the record goes "
                           "with the run");
  evaluate_app->callback([&] { exit = run_evaluate(evaluate); });

  ServeCommand serve;
  auto* serve_app = app.add_subcommand(
      "serve", "Serves health, the law in force and the record's checkpoint; no faces yet");
  serve_app->add_option("--listen", serve.listen,
                        "loopback address and port (127.0.0.1:8600); port 0 takes a free one");
  serve_app->add_option("--state", serve.state, "database file that keeps the record")
      ->required();
  serve_app->callback([&] { exit = run_serve(serve); });

  add_law_command(app, exit);

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
    return static_cast<int>(run(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "menshen: {}\n", error.what());
    return static_cast<int>(Exit::failure);
  }
}
