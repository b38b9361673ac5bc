#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "ledger/ledger.hpp"
#include "machine/system_clock.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/opened_record.hpp"
#include "menshen/run_ledger.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "record_desk/retention.hpp"
#include "state/state.hpp"

namespace menshen::app {
namespace {

struct Plan {
  Instant before;             // what was written earlier may go
  std::string policy;         // as it is published
  std::uint64_t entries = 0;  // that may go
};

Result<Plan> plan_for(const OpenedRecord& record, const LedgerOptions& options) {
  const machine::SystemClock clock;
  MENSHEN_TRY(const auto share, find_share());
  MENSHEN_TRY(const auto law, load_law(share, record.crypto()));
  const auto today = std::chrono::floor<std::chrono::days>(clock.now());
  MENSHEN_TRY(const auto retention, record_desk::lawful_retention(law, today));
  MENSHEN_TRY(const auto from, record_desk::kept_from(retention, today, options.keep_days));
  // A day more, so that it is the same in every time zone.
  Plan plan{.before = from - std::chrono::days(1),
            .policy = record_desk::policy_as_json(retention, options.keep_days)};
  const auto see = [&plan](std::uint64_t, std::span<const std::byte>,
                           std::span<const std::byte>, Instant written) -> Result<> {
    if (written < plan.before) ++plan.entries;
    return {};
  };
  const auto& archive = record.archive();
  if (archive.minimum_index() >= archive.head().size) return plan;
  if (auto done = archive.scan(archive.minimum_index(), see); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return plan;
}

Result<std::uint64_t> carry_out(const Plan& plan, const std::string& state,
                                OpenedRecord& record) {
  MENSHEN_TRY(const auto parts, open_state(state));
  // First, so that nothing goes without a policy that says so, and nothing with what goes.
  if (auto done = replace_whole(record.files(), record.folder().retention(), plan.policy);
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (plan.entries > 0) {
    MENSHEN_TRY([[maybe_unused]] const auto kept, parts->state->reseal({.actor = "operator"}));
  }
  return parts->ledger->prune(plan.before);
}

}  // namespace

Result<Exit> prune_ledger(const LedgerOptions& options) {
  MENSHEN_TRY(const auto record, OpenedRecord::open(options.state));
  MENSHEN_TRY(const auto plan, plan_for(*record, options));
  const Language language = options.common.language;
  const Words would{
      .zh = "早于 {} 的条目共 {} 条，可删除（以整段为单位）；依据：{}",
      .en = "{1} entries are older than {0} and may go, in whole segments; by {2}"};
  fmt::print(fmt::runtime(would.in(language)), to_text(plan.before), plan.entries, plan.policy);
  if (!options.yes) {
    const Words ask{.zh = "未作改动；加 --yes 执行，执行时服务必须停止\n",
                    .en = "nothing was changed; to do it, stop the server and say --yes\n"};
    fmt::print("{}", ask.in(language));
    return Exit::ok;
  }
  MENSHEN_TRY(const auto minimum, carry_out(plan, options.state, *record));
  const Words done{.zh = "现存条目自第 {} 条起\n", .en = "entries are kept from {} on\n"};
  fmt::print(fmt::runtime(done.in(language)), minimum);
  return Exit::ok;
}

Result<Exit> rebuild_ledger(const LedgerOptions& options) {
  MENSHEN_TRY(const auto entries, rebuild_state(options.state));
  const Words done{.zh = "已由 {} 条记录重建 state.db\n",
                   .en = "state.db was made anew from {} entries\n"};
  fmt::print(fmt::runtime(done.in(options.common.language)), entries);
  return Exit::ok;
}

}  // namespace menshen::app
