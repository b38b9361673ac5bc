#include "menshen/site_command.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"
#include "menshen/detail/state_options.hpp"
#include "menshen/run_doctor.hpp"
#include "menshen/run_init.hpp"
#include "readiness/examine.hpp"

namespace menshen::app {

void add_site_commands(CLI::App& app, Exit& exit) {
  const auto said = [&exit](const Result<Exit>& done) {
    exit = done ? *done : complain(done.error());
  };

  const auto init = std::make_shared<InitOptions>();
  CLI::App* begin = app.add_subcommand(
      "init", "Asks a few questions, and puts a first entrance on file in a new state folder");
  add_state_options(begin, init->common, init->state);
  begin->add_option("--answers", init->answers,
                    "YAML file with the answers; without it they are asked for");
  add_dry_run(begin, init->dry_run);
  begin->callback([init, said] { said(run_init(*init)); });

  const auto doctor = std::make_shared<StateOptions>();
  CLI::App* look =
      app.add_subcommand("doctor",
                         "Says what is missing to be lawful, and which command mends it: exit "
                         "0 nothing, 1 the law "
                         "forbids something or something is not well, 2 facts are missing");
  add_state_options(look, doctor->common, doctor->state);
  const auto whole = std::make_shared<bool>(false);
  look->add_flag("--whole", *whole,
                 "also what else the law asks of the organization, its purposes and entrances: "
                 "audits, officers, published rules");
  look->callback([doctor, whole, said] {
    said(run_doctor(*doctor, *whole ? readiness::Extent::whole : readiness::Extent::gate));
  });
}

}  // namespace menshen::app
