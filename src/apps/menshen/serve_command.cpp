#include "menshen/serve_command.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "http/endpoint.hpp"
#include "machine/posix_files.hpp"
#include "menshen/commands.hpp"
#include "menshen/serve.hpp"
#include "settings/settings.hpp"

namespace menshen::app {
namespace {

struct ServeOptions {
  std::optional<std::string> config;  // file
  std::optional<std::string> listen;
  std::optional<std::string> state;    // folder
  std::vector<std::string> witnesses;  // `URL=VKEY` each
  bool is_plain = false;
};

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view line(*each);
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

// Options stand over the environment, and it over the file.
Result<settings::Settings> settings_of(const ServeOptions& options) {
  std::string text;
  if (options.config) {
    machine::PosixFiles files;
    MENSHEN_TRY(text, read_whole(files, *options.config, settings::kSettingsBytesMax));
  }
  auto read = settings::read_settings(text, environment());
  if (!read) {
    return tl::unexpected<Error>(options.config ? in_file(read.error(), *options.config)
                                                : read.error());
  }
  if (options.listen) read->listen = *options.listen;
  if (options.state) read->state = *options.state;
  if (!options.witnesses.empty()) read->witnesses = options.witnesses;
  if (options.is_plain) read->tls.is_on = false;
  MENSHEN_TRY([[maybe_unused]] const auto endpoint, http::parse_endpoint(read->listen));
  return read;
}

Exit run_serve(const ServeOptions& options) {
  const auto settings = settings_of(options);
  if (!settings) return complain(settings.error());
  if (settings->state.empty()) {
    fmt::print(stderr,
               "menshen: where is the state? say --state DIR, MENSHEN_STATE, or `state` in the "
               "file of --config\n");
    return Exit::usage;
  }
  const auto served = serve(*settings);
  return served ? Exit::ok : complain(served.error());
}

Exit check_config(const ServeOptions& options) {
  const auto settings = settings_of(options);
  if (!settings) return complain(settings.error());
  fmt::print("listen {}, {}, state `{}`\n", settings->listen,
             settings->tls.is_on ? "TLS 1.3" : "plain HTTP", settings->state.string());
  return Exit::ok;
}

void add_config_option(CLI::App* command, ServeOptions& options) {
  command->add_option("--config", options.config, "file with the settings (menshen.yaml)");
}

}  // namespace

void add_serve_commands(CLI::App& app, Exit& exit) {
  const auto options = std::make_shared<ServeOptions>();
  CLI::App* const serve =
      app.add_subcommand("serve", "Serves faces, decisions, records, the law and the ledger");
  add_config_option(serve, *options);
  serve->add_option("--listen", options->listen,
                    "address and port (127.0.0.1:8600); port 0 takes a free one");
  serve->add_option("--state", options->state,
                    "folder that keeps the record and what is on file");
  serve
      ->add_option("--witness", options->witnesses,
                   "URL=KEY: have checkpoints cosigned by this witness; may be repeated")
      ->allow_extra_args(false);
  serve->add_flag("--plain", options->is_plain,
                  "HTTP without TLS, to this machine only (behind a proxy, for trying out)");
  serve->callback([options, &exit] { exit = run_serve(*options); });

  CLI::App* const config = app.add_subcommand("config", "Looks at the server's settings");
  config->require_subcommand(1);
  CLI::App* const check =
      config->add_subcommand("check", "Reads file and environment as `serve` would");
  add_config_option(check, *options);
  check->callback([options, &exit] { exit = check_config(*options); });
}

}  // namespace menshen::app
