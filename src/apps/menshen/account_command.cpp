#include "menshen/account_command.hpp"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/state_options.hpp"
#include "menshen/run_account.hpp"
#include "menshen/run_ca.hpp"
#include "menshen/run_key.hpp"

namespace menshen::app {
namespace {

template <typename Options>
CLI::App* add(CLI::App* noun, const char* name, const char* what,
              const std::shared_ptr<Options>& options, Result<Exit> (*verb)(const Options&),
              Exit& exit) {
  CLI::App* command = noun->add_subcommand(name, what);
  add_state_options(command, options->common, options->state);
  command->callback([options, verb, &exit] {
    const auto done = verb(*options);
    exit = done ? *done : complain(done.error());
  });
  return command;
}

void add_account(CLI::App& app, Exit& exit) {
  CLI::App* account = app.add_subcommand(
      "account", "Who signs in to the server, and as what; while no server runs");
  account->require_subcommand(1);
  const auto options = std::make_shared<AccountOptions>();
  add(account, "list", "Lists accounts", options, list_accounts, exit);
  CLI::App* put = add(account, "put",
                      "Makes an account, and the token by which its owner sets a password; or "
                      "changes its roles or its end",
                      options, put_account, exit);
  put->add_option("LOGIN", options->login, "how its owner signs in")->required();
  put->add_option("--role", options->roles,
                  "operator, dpo, system_admin, security_admin, audit_admin, regulator, "
                  "subject or guardian; may be repeated")
      ->allow_extra_args(false);
  put->add_option("--subject", options->subject,
                  "the pseudonym of whom a subject's or guardian's account is about");
  put->add_option("--expires-at", options->expires_at,
                  "its end, as 2027-01-31T00:00:00+08:00; a regulator's has one");
  add(account, "disable", "Ends an account; its name stays taken", options, disable_account,
      exit)
      ->add_option("LOGIN", options->login, "which")
      ->required();
  add(account, "link",
      "Makes a token, good once and for an hour, that sets an account's password anew; "
      "without LOGIN one that makes a security administrator",
      options, link_account, exit)
      ->add_option("LOGIN", options->login, "which");
}

void add_key(CLI::App& app, Exit& exit) {
  CLI::App* key =
      app.add_subcommand("key", "API keys, by which machines ask; while no server runs");
  key->require_subcommand(1);
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* make =
      add(key, "make", "Makes a key, and shows it this once", options, make_key, exit);
  make->add_option("--label", options->label, "to tell it from others; no person's name")
      ->required();
  make->add_option("--role", options->roles,
                   "operator, device, dpo, system_admin or audit_admin; may be repeated")
      ->required()
      ->allow_extra_args(false);
  make->add_option("--purpose", options->purpose, "which alone it may ask about");
  make->add_option("--device", options->device, "which it is for; role device has one");
  make->add_option("--days", options->days, "how long it is good (90), at most 366");
  add(key, "list", "Lists keys, without their secrets", options, list_keys, exit);
  add(key, "revoke", "Ends a key at once", options, revoke_key, exit)
      ->add_option("ID", options->id, "as `list` shows it")
      ->required();
}

void add_ca(CLI::App& app, Exit& exit) {
  CLI::App* ca =
      app.add_subcommand("ca", "Certificates by which devices are known; while no server runs");
  ca->require_subcommand(1);
  const auto options = std::make_shared<CaOptions>();
  add(ca, "make", "Makes the authority that signs them, for ten years", options, make_ca, exit)
      ->add_option("--name", options->name, "as people see it (Menshen devices)")
      ->default_val("Menshen devices");
  CLI::App* issue = add(ca, "issue", "Makes a device's certificate with its key", options,
                        issue_certificate, exit);
  issue->add_option("--device", options->device, "the device, as it is on file")->required();
  issue->add_option("--out", options->file, "new file for both, PEM, for its owner to read")
      ->required();
  issue->add_option("--days", options->days, "how long it is good (365), at most 398");
  add(ca, "add", "Enters a certificate that another authority made for a device", options,
      add_certificate, exit)
      ->add_option("FILE", options->file, "PEM; with the name `URI:menshen:device:ID`")
      ->required();
  add(ca, "list", "Lists the certificates that were entered", options, list_certificates, exit);
  add(ca, "revoke", "Ends a certificate", options, revoke_certificate, exit)
      ->add_option("ID", options->id, "as `list` shows it")
      ->required();
}

}  // namespace

void add_account_commands(CLI::App& app, Exit& exit) {
  add_account(app, exit);
  add_key(app, exit);
  add_ca(app, exit);
}

}  // namespace menshen::app
