#include "menshen/detail/writing.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_record.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "record_form/labels.hpp"
#include "record_form/record_json.hpp"
#include "record_form/record_text.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry_desk/writing.hpp"

namespace menshen::app {

using registry::Draft;
using registry::Record;

Result<catalogue::Catalogue> law_of(const Parts& parts) {
  MENSHEN_TRY(const auto share, find_share());
  return load_law(share, *parts.crypto);
}

tl::unexpected<Error> is_not_there(registry::Kind kind) {
  return fail(Code::not_found,
              fmt::format("no such {} is on file; `menshen {} list` shows those that are",
                          registry::name_of(kind), noun_of(kind)));
}

Result<std::optional<registry::KeptRecord>> on_file(Parts& parts,
                                                    const RecordOptions& options) {
  MENSHEN_TRY(const auto* registry, parts.state->registry());
  return registry->find(options.kind, options.id);
}

Result<Exit> print_written(Parts& parts, const RecordOptions& options, const Draft& before,
                           const Record& record) {
  const Language language = options.common.language;
  if (options.dry_run && options.common.json) {
    fmt::print("{}", record_form::asked_as_json(record));
    return Exit::ok;
  }
  const std::string changes = record_form::changes_as_text(before, Draft::of(record));
  if (options.dry_run) {
    constexpr Words kAsked{.zh = "将写入{} {}；未作改动\n",
                           .en = "would be written: {} {}; nothing was changed\n"};
    fmt::print(fmt::runtime(kAsked.in(language)),
               record_form::words_for(options.kind).in(language), options.id);
    fmt::print("{}", changes);
    return Exit::ok;
  }
  MENSHEN_TRY(const auto kept, on_file(parts, options));
  if (!kept) return is_not_there(options.kind);
  if (options.common.json) {
    fmt::print("{}", record_form::kept_as_json(*kept));
    return Exit::ok;
  }
  constexpr Words kWritten{.zh = "{} {}：第 {} 版，条目 {}\n",
                           .en = "{} {}: version {}, entry {}\n"};
  fmt::print(fmt::runtime(kWritten.in(language)),
             record_form::words_for(options.kind).in(language), options.id,
             kept->origin.version, kept->origin.entry);
  fmt::print("{}", changes);
  return Exit::ok;
}

Result<Exit> write(Parts& parts, const RecordOptions& options, const catalogue::Catalogue& law,
                   const Draft& before, const Draft& draft) {
  const registry_desk::Desk desk{
      .state = *parts.state, .words = law.vocabulary(), .crypto = *parts.crypto};
  MENSHEN_TRY(const auto record, registry_desk::to_write(desk, before, draft));
  if (!options.dry_run) {
    MENSHEN_TRY([[maybe_unused]] const bool is_another,
                registry_desk::put_if_changed(desk, record, {.actor = "operator"}));
  }
  return print_written(parts, options, before, record);
}

}  // namespace menshen::app
