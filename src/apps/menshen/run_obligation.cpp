#include "menshen/run_obligation.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "duty/clockwork.hpp"
#include "duty/kinds.hpp"
#include "gate/law_of_the_day.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/drafting.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/run_record.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "record_form/record_json.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::app {
namespace {

using registry::Kept;
using registry::Obligation;

// By escalation.
constexpr std::array<Words, 4> kPresses{
    Words{.zh = "待办", .en = "open"}, Words{.zh = "临近", .en = "near"},
    Words{.zh = "到期", .en = "due"}, Words{.zh = "逾期", .en = "overdue"}};

// The state folder, with the law that says what is owed.
struct Opened {
  std::unique_ptr<Parts> parts;
  std::unique_ptr<gate::LawOfTheDay> law;
  std::unique_ptr<duty::Clockwork> clockwork;
};

Result<Opened> open(const std::string& state) {
  Opened opened;
  MENSHEN_TRY(opened.parts, open_state(state));
  MENSHEN_TRY(auto law, law_of(*opened.parts));
  opened.law = std::make_unique<gate::LawOfTheDay>(std::move(law));
  opened.clockwork = make_clockwork(*opened.parts, *opened.law);
  return opened;
}

std::string line_of(const Obligation& each, Language language) {
  const auto& pressing = kPresses.at(static_cast<std::size_t>(each.escalation));
  const duty::Kind kind = duty::kind_of(each.kind);
  const Words what{.zh = kind.zh, .en = kind.en};
  const std::string day = each.due_on ? to_text(*each.due_on) : std::string(10, ' ');
  return fmt::format("{:7} {} {}{}\n        {}\n", pressing.in(language), day,
                     what.in(language), each.rule ? fmt::format(" ({})", *each.rule) : "",
                     each.id.text());
}

void print_open(const std::vector<Kept<Obligation>>& open, const CommonOptions& common) {
  if (common.json) {
    std::vector<registry::KeptRecord> records;
    for (const auto& each : open) records.push_back({each.record, each.origin});
    fmt::print("{}", record_form::page_as_json(registry::kKind<Obligation>, records,
                                               std::numeric_limits<std::size_t>::max()));
    return;
  }
  for (const auto& each : open) fmt::print("{}", line_of(each.record, common.language));
  constexpr Words kNone{.zh = "没有待办义务\n", .en = "nothing is owed\n"};
  if (open.empty()) fmt::print("{}", kNone.in(common.language));
}

}  // namespace

Result<Exit> list_due(const StateOptions& options) {
  MENSHEN_TRY(const auto opened, open(options.state));
  MENSHEN_TRY(const auto tick, opened.clockwork->tick());
  if (tick.failed > 0) {
    return fail(Code::unavailable,
                fmt::format("{} references that may be kept no longer were not erased; try "
                            "again",
                            tick.failed));
  }
  MENSHEN_TRY(const auto open, opened.clockwork->open());
  print_open(open, options.common);
  return Exit::ok;
}

Result<Exit> finish_obligation(const RecordOptions& options) {
  MENSHEN_TRY(const auto opened, open(options.state));
  Parts& parts = *opened.parts;
  MENSHEN_TRY(const auto kept, on_file(parts, options));
  if (!kept) return is_not_there(options.kind);
  const auto before = registry::Draft::of(kept->record);
  auto draft = before;
  if (const auto done = apply_options(options, *parts.crypto, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(const auto said, draft.record());
  const auto& obligation = std::get<Obligation>(said);
  const duty::Clockwork::Doer doer{.by = obligation.done_by.value_or(""),
                                   .evidence = obligation.evidence};
  MENSHEN_TRY(const auto done, options.dry_run ? opened.clockwork->finished(obligation.id, doer)
                                               : opened.clockwork->finish(obligation.id, doer));
  return print_written(parts, options, before, done);
}

}  // namespace menshen::app
