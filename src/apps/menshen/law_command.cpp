#include "menshen/law_command.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_desk/book.hpp"
#include "law_desk/due.hpp"
#include "law_desk/pages.hpp"
#include "law_desk/shelf.hpp"
#include "machine/files.hpp"
#include "menshen/commands.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "plain_yaml/fields.hpp"
#include "proof/smt.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

using namespace law_desk;  // NOLINT: this file only runs its pages

// What all verbs take.
struct Options {
  CommonOptions common;
  std::string law_dir;  // empty: the program's own
};

// What the verbs take besides.
struct Verbs {
  Options options;
  std::string instrument;
  std::string kind;
  std::string act;
  std::string on;
  std::string from;
  std::int64_t working_days = 0;
  std::vector<std::string> words;
  std::string folder;
};

Result<LawShelf> open_shelf(const Options& options) {
  const crypto_openssl::OpensslCrypto crypto;
  if (!options.law_dir.empty()) return load_shelf(options.law_dir, crypto);
  MENSHEN_TRY(const auto share, find_share());
  return load_shelf(share.law, crypto);
}

Result<std::optional<CivilDate>> optional_day(const std::string& text) {
  if (text.empty()) return std::optional<CivilDate>();
  MENSHEN_TRY(const CivilDate day, parse_civil_date(text));
  return std::optional(day);
}

std::optional<std::string> optional_text(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

Result<Exit> print(const std::string& text) {
  fmt::print("{}", text);
  return Exit::ok;
}

// Refuses `wrong`, which is none of `known`, and offers the nearest.
tl::unexpected<Error> unknown(std::string_view what, std::string_view wrong,
                              const std::vector<std::string_view>& known) {
  const auto near = nearest(wrong, known);
  return fail(Code::invalid_input,
              fmt::format("the law has no {} `{}`{}", what, wrong,
                          near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
}

template <typename Range, typename Projection>
Result<> need_one_of(std::string_view what, const std::string& wanted, const Range& range,
                     Projection id) {
  if (wanted.empty()) return {};
  std::vector<std::string_view> known;
  for (const auto& one : range) known.push_back(std::invoke(id, one));
  if (std::ranges::find(known, wanted) != known.end()) return {};
  return unknown(what, wanted, known);
}

Result<> check_instrument(const LawShelf& shelf, const std::string& id) {
  return need_one_of("instrument", id, shelf.law.instruments(), &catalogue::Instrument::id);
}

Result<Exit> facts(const Verbs& verbs, const LawShelf& shelf) {
  const auto& vocabulary = shelf.law.vocabulary();
  return print(verbs.options.common.json
                   ? facts_as_json(vocabulary)
                   : facts_as_text(vocabulary, verbs.options.common.language));
}

Result<Exit> list(const Verbs& verbs, const LawShelf& shelf) {
  MENSHEN_TRY(const auto on, optional_day(verbs.on));
  const auto known = check_instrument(shelf, verbs.instrument).and_then([&] {
    return need_one_of("act", verbs.act, shelf.law.vocabulary().acts(),
                       &catalogue::ActDefinition::id);
  });
  if (!known) return tl::unexpected<Error>(known.error());
  const auto provisions = listed(shelf.law, {.instrument = optional_text(verbs.instrument),
                                             .kind = optional_text(verbs.kind),
                                             .act = optional_text(verbs.act),
                                             .on = on});
  return print(verbs.options.common.json
                   ? list_as_json(shelf.law, provisions)
                   : list_as_text(shelf.law, provisions, verbs.options.common.language));
}

Result<Exit> show(const Verbs& verbs, const LawShelf& shelf) {
  std::string pages;
  for (const std::string& id : verbs.words) {
    const std::string page = show_as_text(shelf, id, verbs.options.common.language);
    if (page.empty()) {
      std::vector<std::string_view> known;
      for (const auto& row : shelf.matrix) known.push_back(row.id);
      return unknown("provision", id, known);
    }
    pages += (pages.empty() ? "" : "\n") + page;
  }
  return print(pages);
}

Result<Exit> search(const Verbs& verbs, const LawShelf& shelf) {
  const std::string found = search_as_text(shelf, verbs.words, verbs.options.common.language);
  static_cast<void>(print(found));
  return found.empty() ? Exit::failure : Exit::ok;
}

Result<Exit> cover(const Verbs& verbs, const LawShelf& shelf) {
  std::vector<std::string_view> groups;
  for (const auto& row : shelf.matrix) groups.push_back(row.instrument);
  const bool is_known =
      verbs.instrument.empty() || std::ranges::find(groups, verbs.instrument) != groups.end();
  if (!is_known) return unknown("instrument", verbs.instrument, groups);
  const auto instrument = optional_text(verbs.instrument);
  static_cast<void>(
      print(verbs.options.common.json
                ? coverage_as_json(shelf, instrument)
                : coverage_as_text(shelf, instrument, verbs.options.common.language)));
  const auto rows = coverage(shelf);
  const bool is_whole = std::ranges::none_of(
      rows, [](const CoveredRow& row) { return row.place == CoveredRow::Place::missing; });
  return is_whole ? Exit::ok : Exit::failure;
}

// The draft may be named first or second.
Result<Exit> diff(const Verbs& verbs, const LawShelf& shelf) {
  for (const std::string& id : verbs.words) {
    if (const auto known = check_instrument(shelf, id); !known) {
      return tl::unexpected<Error>(known.error());
    }
  }
  for (const std::string& id : verbs.words) {
    const std::string text = diff_as_text(shelf.law, id, verbs.options.common.language);
    if (!text.empty()) return print(text);
  }
  return fail(Code::invalid_input,
              fmt::format("neither `{}` nor `{}` is a draft that the law folder compares; "
                          "try `menshen law diff m25 d23`",
                          verbs.words.front(), verbs.words.back()));
}

Result<Exit> due(const Verbs& verbs, const LawShelf& shelf) {
  MENSHEN_TRY(const CivilDate from, parse_civil_date(verbs.from));
  const WorkingDaysAnswer answer = count_working_days(shelf.law, from, verbs.working_days);
  static_cast<void>(print(verbs.options.common.json
                              ? due_as_json(answer)
                              : due_as_text(answer, verbs.options.common.language)));
  return answer.is_announced() ? Exit::ok : Exit::undetermined;
}

Result<Exit> book(const Verbs& verbs, const LawShelf& shelf) {
  for (const auto& [name, text] : law_book(shelf)) {
    if (const auto done = machine::write_file(fs::path(verbs.folder) / name, text); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return Exit::ok;
}

Result<Exit> smt(const Verbs& verbs, const LawShelf& shelf) {
  MENSHEN_TRY(const CivilDate on, parse_civil_date(verbs.on));
  return print(proof::script(shelf.law, on));
}

using Run = Result<Exit> (*)(const Verbs&, const LawShelf&);

Exit run(const Verbs& verbs, Run verb) {
  auto done = open_shelf(verbs.options).and_then([&](const LawShelf& shelf) {
    return verb(verbs, shelf);
  });
  if (done) return *done;
  fmt::print(stderr, "menshen: {}\n", done.error().what);
  return done.error().code == Code::unavailable ? Exit::failure : Exit::data;
}

}  // namespace

void add_law_command(CLI::App& app, Exit& exit) {
  CLI::App* law = app.add_subcommand("law", "Shows the law that Menshen applies");
  law->require_subcommand(1);
  const auto verbs = std::make_shared<Verbs>();
  const auto add = [&](const char* name, const char* what, Run verb) {
    CLI::App* command = law->add_subcommand(name, what);
    const std::map<std::string, Language> languages{{"zh", Language::zh}, {"en", Language::en}};
    command->add_option("--lang", verbs->options.common.language, "zh or en")
        ->transform(CLI::CheckedTransformer(languages));
    command->add_option("--law-dir", verbs->options.law_dir,
                        "law folder to read instead of the program's own");
    command->callback([verbs, verb, &exit] { exit = run(*verbs, verb); });
    return command;
  };
  const auto add_json = [&](CLI::App* command) {
    command->add_flag("--json", verbs->options.common.json, "print JSON instead of text");
  };

  add_json(add("facts", "Every fact the law asks about, and every act", facts));

  CLI::App* list_app = add("list", "The provisions, one line each", list);
  add_json(list_app);
  list_app->add_option("--instrument", verbs->instrument, "of one instrument, as m25");
  list_app->add_option("--kind", verbs->kind, "of one kind")
      ->check(CLI::IsMember(
          {"defines", "basis", "prohibits", "demands", "excepts", "duty", "advises"}));
  list_app->add_option("--act", verbs->act, "that govern one act, as face.enroll");
  list_app->add_option("--on", verbs->on, "in force on that day");

  add("show", "Text, rule, dates, source and cases of a provision or article", show)
      ->add_option("ID", verbs->words, "as M25-13-4, or M25-13 for the whole article")
      ->required();

  add("search", "Provisions with all these words, in either language", search)
      ->add_option("WORD", verbs->words, "words")
      ->required();

  CLI::App* coverage_app =
      add("coverage", "Where each row of the requirement matrix stands", cover);
  add_json(coverage_app);
  coverage_app->add_option("--instrument", verbs->instrument, "of one instrument, as m25");

  add("diff", "What changed between a draft and the law that came of it", diff)
      ->add_option("INSTRUMENT", verbs->words, "the law and the draft, as m25 d23")
      ->required()
      ->expected(2);

  CLI::App* due_app = add("due", "The day a deadline in working days falls on", due);
  add_json(due_app);
  due_app->add_option("--from", verbs->from, "the day that starts it, as 2025-06-01")
      ->required();
  constexpr std::int64_t kMost = 1000;
  due_app->add_option("--working-days", verbs->working_days, "how many")
      ->required()
      ->check(CLI::Range(std::int64_t{1}, kMost));

  add("book", "Writes the law as Markdown pages, for review", book)
      ->add_option("FOLDER", verbs->folder, "folder to write to")
      ->required();

  add("smt", "The law of one day in SMT-LIB, for a solver", smt)
      ->add_option("--on", verbs->on, "the day")
      ->required();
}

}  // namespace menshen::app
