#include "menshen/run_subject.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "erasure_desk/absence.hpp"
#include "erasure_desk/erasing.hpp"
#include "ledger/ledger.hpp"
#include "machine/files.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/erasing_desk.hpp"
#include "menshen/detail/seal_done.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "state/state.hpp"

namespace menshen::app {
namespace {

using erasure_desk::CountedStore;

Result<erasure_desk::Recorded> remove(const Parts& parts, const SubjectId& subject) {
  MENSHEN_TRY(const auto changed, parts.state->erase(subject, {.actor = "operator"}));
  if (const auto done = seal_done(
          parts, changed.receipt,
          {.action = "subject.erase", .purpose = PurposeId(""), .subject = std::nullopt});
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(auto receipt, parts.ledger->cose(changed.receipt));
  return erasure_desk::Recorded{.decision = changed.receipt.decision(),
                                .receipt = std::move(receipt)};
}

void print_counts(const std::vector<CountedStore>& counted, Language language) {
  const Words kept{.zh = "  {} {}：{}\n", .en = "  {} {}: {}\n"};
  for (const auto& store : counted) {
    fmt::print(fmt::runtime(kept.in(language)), store.name, store.what, store.found);
  }
}

Result<Exit> only_ask(const std::vector<CountedStore>& counted, Language language) {
  print_counts(counted, language);
  const Words ask{.zh = "未作改动；加 --yes 执行，执行后不可恢复\n",
                  .en = "nothing was changed; to erase it for good, say --yes\n"};
  fmt::print("{}", ask.in(language));
  return Exit::ok;
}

}  // namespace

Result<Exit> erase_subject(const SubjectOptions& options) {
  const Language language = options.common.language;
  const SubjectId subject(options.subject);
  MENSHEN_TRY(const auto parts, open_state(options.state));
  MENSHEN_TRY(const auto before, erasure_desk::count_in(stores_of(*parts), subject));
  if (std::ranges::all_of(before, [](const auto& one) { return one.found == 0; })) {
    return fail(Code::not_found,
                "nothing is kept of that person; `subject prove-absent` looks "
                "into every file too");
  }
  if (!options.yes) return only_ask(before, language);
  // A place that cannot be written to is found out before, not when the counts are gone.
  if (auto done = machine::write_file(options.certificate, ""); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(const auto erased, erasure_desk::erase(erasing_desk(*parts), subject,
                                                     [&] { return remove(*parts, subject); }));
  MENSHEN_TRY(const auto absence,
              erasure_desk::look_for(subject, stores_of(*parts),
                                     {std::filesystem::path(options.state)}));
  fmt::print("{}", options.common.json ? erasure_desk::absence_as_json(absence)
                                       : erasure_desk::absence_as_text(absence, language));
  if (!absence.is_absent()) return Exit::failure;
  if (auto done = machine::write_file(options.certificate, erased.certificate); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return Exit::ok;
}

Result<Exit> prove_absent(const SubjectOptions& options) {
  MENSHEN_TRY(const auto parts, open_state(options.state));
  std::vector<std::filesystem::path> folders{options.state};
  folders.insert(folders.end(), options.folders.begin(), options.folders.end());
  MENSHEN_TRY(const auto absence,
              erasure_desk::look_for(SubjectId(options.subject), stores_of(*parts), folders));
  fmt::print("{}", options.common.json
                       ? erasure_desk::absence_as_json(absence)
                       : erasure_desk::absence_as_text(absence, options.common.language));
  return absence.is_absent() ? Exit::ok : Exit::failure;
}

}  // namespace menshen::app
