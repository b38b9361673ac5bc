#include <cstdio>
#include <exception>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "machine/protect_process.hpp"
#include "menshen_witness/run.hpp"

namespace {

constexpr int kExitFailure = 1;
constexpr int kExitUsage = 64;
constexpr int kExitData = 65;

using namespace menshen::menshen_witness;  // NOLINT: this file is the program

void add_identity(CLI::App* command, WitnessOptions& options) {
  command
      ->add_option("--name", options.name,
                   "name of the witness's key: a URL without scheme, as witness.example/1")
      ->required();
  command->add_option("--state", options.state, "folder that keeps its key and what it signed")
      ->required();
}

int complain(const menshen::Error& error) {
  fmt::print(stderr, "menshen-witness: {}\n", error.what);
  return error.code == menshen::Code::invalid_input ? kExitData : kExitFailure;
}

int run(int argc, char** argv) {
  CLI::App app("Signs that a record of Menshen only grew (C2SP tlog-witness)");
  app.require_subcommand(1);
  WitnessOptions options;

  auto* serve_app = app.add_subcommand("serve", "Answers add-checkpoint requests");
  add_identity(serve_app, options);
  serve_app
      ->add_option(
          "--log", options.logs,
          "key of a record to watch, as `menshen ledger key` prints it; may be repeated")
      ->required()
      ->allow_extra_args(false);
  serve_app->add_option("--listen", options.listen,
                        "loopback address and port (127.0.0.1:8610); port 0 takes a free one");

  auto* key_app = app.add_subcommand("key", "Prints the witness's key, for those who check");
  add_identity(key_app, options);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  if (key_app->parsed()) {
    const auto text = key(options);
    if (!text) return complain(text.error());
    fmt::print("{}\n", *text);
    return 0;
  }
  const auto served = serve(options);
  return served ? 0 : complain(served.error());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto done = menshen::machine::protect_process();
    return done ? run(argc, argv) : complain(done.error());
  } catch (const std::exception& error) {
    fmt::print(stderr, "menshen-witness: {}\n", error.what());
    return kExitFailure;
  }
}
