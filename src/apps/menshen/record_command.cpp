#include "menshen/record_command.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/drafting.hpp"
#include "menshen/detail/state_options.hpp"
#include "menshen/record_steps.hpp"
#include "menshen/run_consent.hpp"
#include "menshen/run_obligation.hpp"
#include "menshen/run_record.hpp"
#include "menshen/run_request.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "record_form/labels.hpp"
#include "registry/field_value.hpp"
#include "registry/persons.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::app {
namespace {

using registry::Kind;
using Verb = std::function<Result<Exit>()>;

constexpr std::size_t kPageMax = 1000;

// An option for each of the fields, which --help explains in the language that was asked for.
void add_fields(CLI::App* command, const std::shared_ptr<RecordOptions>& options,
                const std::vector<std::string>& names) {
  for (const auto& name : names) {
    command->add_option(option_of(options->kind, name), options->fields[name])
        ->allow_extra_args(false)
        ->group("");
  }
  command->footer([options, names] {
    const auto share = find_share();
    const auto law = share ? load_law(*share, crypto_openssl::OpensslCrypto())
                           : Result<catalogue::Catalogue>(fail(Code::not_found, ""));
    return field_help(options->kind, names, law ? &*law : nullptr, options->common.language);
  });
  command->allow_extras();  // so that a slip is answered with the right name
}

// What CLI11 would only call unexpected.
std::string unexpected(const CLI::App& command) {
  std::vector<std::string> known;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) known.push_back("--" + name);
  }
  const std::vector<std::string_view> names(known.begin(), known.end());
  const std::string wrong = command.remaining().front();
  const auto near = nearest(wrong.substr(0, wrong.find('=')), names);
  return near.empty() ? fmt::format("`{}` is no option of it; --help lists them", wrong)
                      : fmt::format("`{}` is no option of it; did you mean `{}`?", wrong, near);
}

void run_by(CLI::App* command, Exit& exit, Verb verb) {
  command->callback([command, &exit, verb = std::move(verb)] {
    if (command->remaining_size() > 0) {
      exit = refuse_usage(unexpected(*command));
      return;
    }
    const auto done = verb();
    exit = done ? *done : complain(done.error());
  });
}

std::shared_ptr<RecordOptions> options_of(Kind kind) {
  auto options = std::make_shared<RecordOptions>();
  options->kind = kind;
  return options;
}

// Of a verb that takes more than a record: all its options, and the record's among them.
template <typename Options>
std::pair<std::shared_ptr<Options>, std::shared_ptr<RecordOptions>> options_around(Kind kind) {
  auto options = std::make_shared<Options>();
  options->record.kind = kind;
  return {options, {options, &options->record}};
}

CLI::App* add_verb(CLI::App* noun, const std::string& name, const std::string& what,
                   const std::shared_ptr<RecordOptions>& options) {
  CLI::App* command = noun->add_subcommand(name, what);
  add_state_options(command, options->common, options->state);
  return command;
}

void add_id(CLI::App* command, const std::shared_ptr<RecordOptions>& options) {
  command->add_option("ID", options->id, "its identifier")->required();
}

std::vector<std::string> fields_of(Kind kind) {
  std::vector<std::string> names;
  for (const auto& field : registry::describe(kind)) {
    // What a request alone writes is no option.
    const bool is_option = field.name != "id" && field.name != registry::kFrozenSince;
    if (is_option) names.emplace_back(field.name);
  }
  return names;
}

void add_put(CLI::App* noun, Kind kind, Exit& exit) {
  const auto options = options_of(kind);
  CLI::App* put =
      add_verb(noun, "put",
               "Writes the fields that are given, and leaves the others as they are", options);
  add_id(put, options);
  put->add_option("--from", options->from, "JSON file with fields; options come after it");
  add_dry_run(put, options->dry_run);
  add_fields(put, options, fields_of(kind));
  run_by(put, exit, [options] { return put_record(*options); });
}

void add_show(CLI::App* noun, Kind kind, Exit& exit) {
  const auto options = options_of(kind);
  CLI::App* show = add_verb(noun, "show", "Prints one, with its version", options);
  add_id(show, options);
  run_by(show, exit, [options] { return show_record(*options); });
}

void add_list(CLI::App* noun, Kind kind, Exit& exit) {
  const auto options = options_of(kind);
  CLI::App* list =
      add_verb(noun, "list", "Prints those of one scope, which must be said", options);
  list->add_option("--org", options->organization, "of this organization");
  list->add_option("--site", options->site, "of this site");
  list->add_option("--place", options->place, "of this place");
  list->add_option("--purpose", options->purpose, "of this purpose");
  list->add_option("--subject", options->subject, "of this person");
  list->add_option("--after", options->after, "those behind this identifier");
  list->add_option("--limit", options->limit, "how many at most (100)")
      ->check(CLI::Range(std::size_t{1}, kPageMax));
  run_by(list, exit, [options] { return list_records(*options); });
}

void add_steps(CLI::App* noun, Kind kind, Exit& exit) {
  for (const Step& step : steps()) {
    if (step.kind != registry::name_of(kind)) continue;
    const auto options = options_of(kind);
    CLI::App* command =
        add_verb(noun, std::string(step.verb), std::string(step.help.en), options);
    add_id(command, options);
    add_dry_run(command, options->dry_run);
    std::vector<std::string> names(step.needs.begin(), step.needs.end());
    names.insert(names.end(), step.may_take.begin(), step.may_take.end());
    add_fields(command, options, names);
    for (const auto& needed : step.needs) {
      command->get_option(option_of(kind, needed))->required();
    }
    run_by(command, exit, [&step, options] { return take_step(step, *options); });
  }
}

void add_paper(CLI::App* noun, Kind kind, Exit& exit) {
  const auto [paper, options] = options_around<PaperOptions>(kind);
  CLI::App* command =
      add_verb(noun, "paper",
               "Enters a signed paper, which a second one of the staff has compared", options);
  add_id(command, options);
  add_dry_run(command, options->dry_run);
  command->add_flag("--came-unasked", paper->came_unasked,
                    "the person came to be asked; nobody went to ask");
  const std::vector<std::string> needed{"subject",    "purpose",   "notice",      "given",
                                        "language",   "shown_at",  "answered_at", "scan",
                                        "entered_by", "checked_by"};
  std::vector<std::string> names = needed;
  names.insert(names.end(), {"guardian", "storage_given", "alternative_offered", "expires_on"});
  add_fields(command, options, names);
  for (const auto& name : needed) command->get_option(option_of(kind, name))->required();
  run_by(command, exit, [paper] { return enter_paper(*paper); });
}

void add_receipt(CLI::App* noun, Kind kind, Exit& exit) {
  const auto [receipt, options] = options_around<ReceiptOptions>(kind);
  CLI::App* command = add_verb(
      noun, "receipt", "Writes the signed receipt of an answer, for whoever gave it", options);
  add_id(command, options);
  command->add_option("--out", receipt->out, "file for it; menshen-verify checks it")
      ->required();
  run_by(command, exit, [receipt] { return write_receipt(*receipt); });
}

void add_answer(CLI::App* noun, Kind kind, Exit& exit) {
  const auto [answer, options] = options_around<AnswerOptions>(kind);
  CLI::App* command = add_verb(
      noun, "answer", "Does what was asked, and writes what the person is handed", options);
  add_id(command, options);
  add_dry_run(command, options->dry_run);
  command->add_option(
      "--out", answer->out,
      "file for what the person is handed: their file, a letter, or the deletion "
      "certificate; never written over another");
  command->add_option("--from", answer->correction,
                      "of a correction: JSON file with fields of the person's record");
  command->add_option("--purpose", options->purpose,
                      "of a withdrawal: the consent to this purpose alone");
  add_fields(command, options, {"outcome", "reason", "answer"});
  run_by(command, exit, [answer] { return answer_request(*answer); });
}

void add_withdraw(CLI::App* noun, Exit& exit) {
  const auto options = std::make_shared<WithdrawOptions>();
  CLI::App* command = noun->add_subcommand(
      "withdraw", "Withdraws a person's consent at once, and forgets what it allowed to keep");
  add_state_options(command, options->common, options->state);
  command->add_option("SUBJECT", options->subject, "the person's pseudonym")->required();
  command->add_option("PURPOSE", options->purpose, "id of the purpose")->required();
  command->add_option(
      "--receipt", options->receipt,
      "file for the signed receipt of the withdrawal; menshen-verify checks it");
  add_dry_run(command, options->dry_run);
  run_by(command, exit, [options] { return withdraw_consent(*options); });
}

void add_due(CLI::App* noun, Exit& exit) {
  const auto options = std::make_shared<StateOptions>();
  CLI::App* command = noun->add_subcommand(
      "due", "Brings the obligations to today, and prints those that are open");
  add_state_options(command, options->common, options->state);
  run_by(command, exit, [options] { return list_due(*options); });
}

void add_done(CLI::App* noun, Kind kind, Exit& exit) {
  const auto options = options_of(kind);
  CLI::App* command = add_verb(noun, "done", "Says that it was done today", options);
  add_id(command, options);
  add_dry_run(command, options->dry_run);
  add_fields(command, options, {"done_by", "evidence"});
  command->get_option(option_of(kind, "done_by"))->required();
  run_by(command, exit, [options] { return finish_obligation(*options); });
}

}  // namespace

void add_record_commands(CLI::App& app, Exit& exit) {
  for (Kind kind = 0; kind < registry::kKinds; ++kind) {
    const auto words = record_form::words_for(kind);
    CLI::App* noun = app.add_subcommand(std::string(noun_of(kind)),
                                        fmt::format("{}（{}）", words.en, words.zh));
    noun->group("Records");
    noun->require_subcommand(1);
    if (kind == registry::kKind<registry::Consent>) {
      add_paper(noun, kind, exit);
      add_withdraw(noun, exit);
      add_receipt(noun, kind, exit);
    } else {
      add_put(noun, kind, exit);
    }
    if (kind == registry::kKind<registry::Request>) add_answer(noun, kind, exit);
    add_show(noun, kind, exit);
    add_list(noun, kind, exit);
    add_steps(noun, kind, exit);
    if (kind == registry::kKind<registry::Obligation>) {
      add_due(noun, exit);
      add_done(noun, kind, exit);
    }
  }
}

}  // namespace menshen::app
