#include "menshen/run_record.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/drafting.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "record_form/record_json.hpp"
#include "record_form/record_text.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::app {
namespace {

using registry::Draft;

constexpr std::string_view kScope = "scope";
constexpr std::string_view kNow = "now";

Result<std::unique_ptr<Parts>> open_for_put(const RecordOptions& options) {
  const bool begins = options.kind == registry::kKind<registry::Organization> &&
                      !options.dry_run &&
                      !std::filesystem::exists(StateFolder{options.state}.record());
  return begins ? begin_state(options.state) : open_state(options.state);
}

// `--scope now` names no file.
bool take_now(RecordOptions& options) {
  const auto said = options.fields.find(std::string(kScope));
  if (options.kind != registry::kKind<registry::Assessment> || said == options.fields.end() ||
      said->second != std::vector<std::string>{std::string(kNow)}) {
    return false;
  }
  said->second.clear();
  return true;
}

Result<registry::Scope> scope_of(const RecordOptions& options) {
  std::vector<registry::Scope> scopes;
  const auto add = [&scopes]<typename Id>(const std::optional<std::string>& said, Id /*kind*/) {
    if (said) scopes.emplace_back(Id(*said));
  };
  add(options.organization, registry::OrganizationId(""));
  add(options.site, registry::SiteId(""));
  add(options.place, PlaceId(""));
  add(options.purpose, PurposeId(""));
  add(options.subject, SubjectId(""));
  if (scopes.size() == 1) return scopes.front();
  return fail(Code::invalid_input,
              "whose? say exactly one of --org, --site, --place, --purpose and --subject, with "
              "its id");
}

}  // namespace

Exit refuse_usage(std::string_view what) {
  fmt::print(stderr, "menshen: {}\n", what);
  return Exit::usage;
}

Result<Exit> put_record(const RecordOptions& said) {
  RecordOptions options = said;
  const bool is_as_of_now = take_now(options);
  MENSHEN_TRY(const auto parts, open_for_put(options));
  MENSHEN_TRY(const auto law, law_of(*parts));
  MENSHEN_TRY(const auto kept, on_file(*parts, options));
  const Draft before = kept ? Draft::of(kept->record) : Draft::blank(options.kind, options.id);
  Draft draft = before;
  if (const auto done = apply_options(options, *parts->crypto, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (is_as_of_now) {
    if (const auto done = draft.set(kScope, ""); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return write(*parts, options, law, before, draft);
}

Result<Exit> show_record(const RecordOptions& options) {
  MENSHEN_TRY(const auto parts, open_state(options.state));
  MENSHEN_TRY(const auto kept, on_file(*parts, options));
  if (!kept) return is_not_there(options.kind);
  fmt::print("{}", options.common.json
                       ? record_form::kept_as_json(*kept)
                       : record_form::kept_as_text(*kept, options.common.language));
  return Exit::ok;
}

Result<Exit> list_records(const RecordOptions& options) {
  const auto scope = scope_of(options);
  if (!scope) return refuse_usage(scope.error().what);
  MENSHEN_TRY(const auto parts, open_state(options.state));
  MENSHEN_TRY(const auto* registry, parts->state->registry());
  MENSHEN_TRY(
      const auto records,
      registry->list(options.kind, *scope, {.after = options.after, .limit = options.limit}));
  fmt::print("{}",
             options.common.json
                 ? record_form::page_as_json(options.kind, records, options.limit)
                 : record_form::page_as_text(records, options.limit, options.common.language));
  return Exit::ok;
}

}  // namespace menshen::app
