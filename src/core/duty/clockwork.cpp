#include "duty/clockwork.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/detail/reasons.hpp"
#include "duty/due.hpp"
#include "duty/escalation.hpp"
#include "duty/kinds.hpp"
#include "duty/references.hpp"
#include "registry/fields.hpp"
#include "registry/pages.hpp"
#include "registry/persons.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"
#include "state/state.hpp"

namespace menshen::duty {
namespace {

using registry::Kept;
using registry::Obligation;

// So many obligations, or lapses, are made durable at once.
constexpr std::size_t kAtOnce = 500;

state::Author author() { return {.actor = std::string(kActor)}; }

bool is_same(const Obligation& one, const Obligation& other) {
  return registry::Fields<Obligation>::of(one) == registry::Fields<Obligation>::of(other);
}

Result<ObligationsOnFile> obligations_on_file(const registry::Registry& registry,
                                              const registry::OrganizationId& organization) {
  ObligationsOnFile on_file;
  const auto done = each<Obligation>(registry, organization,
                                     [&](const Kept<Obligation>& obligation) -> Result<> {
                                       on_file.emplace(obligation->id.text(), obligation);
                                       return {};
                                     });
  if (!done) return tl::unexpected<Error>(done.error());
  return on_file;
}

// What is to stand on file of a reason that is given today. It presses no less than it did,
// unless its day is another now. What somebody says is done is done.
Obligation as_of(CivilDate day, Obligation wanted, const Obligation* on_file) {
  if (on_file == nullptr) {
    wanted.escalation = escalation_on(wanted, day);
    return wanted;
  }
  const bool is_closed = on_file->done_on && (on_file->done_by != kActor || wanted.done_on);
  if (is_closed) return *on_file;
  if (!on_file->done_on) wanted.raised_on = on_file->raised_on;
  wanted.escalation = escalation_on(wanted, day);
  if (!on_file->done_on && wanted.due_on == on_file->due_on) {
    wanted.escalation = std::max(wanted.escalation, on_file->escalation);
  }
  return wanted;
}

void count(const Obligation& now, const Obligation* before, Tick& tick) {
  if (before == nullptr) {
    ++tick.raised;
  } else if (now.done_on) {
    ++tick.done;
  } else if (now.escalation > before->escalation) {
    ++tick.escalated;
  } else {
    ++tick.changed;
  }
}

// The law counts persons and not copies. Who is on two devices and on no server is counted
// twice, because nobody can tell.
Result<std::int64_t> persons_only_on_devices(const registry::Registry& registry,
                                             const registry::OrganizationId& organization) {
  std::int64_t persons = 0;
  const auto counted = registry::each<registry::Device>(
      registry, organization, [&](const Kept<registry::Device>& device) -> Result<> {
        persons += device->persons_only_here.value_or(0);
        return {};
      });
  if (!counted) return tl::unexpected<Error>(counted.error());
  return persons;
}

}  // namespace

References::~References() = default;

Result<Tick> Clockwork::tick() {
  const std::scoped_lock lock(mutex_);
  Tick tick{.day = legal_day(ports_.clock.now(), ports_.law.utc_offset)};
  MENSHEN_TRY(const registry::Registry* const registry, ports_.state.registry());
  MENSHEN_TRY(const auto organization, registry->organization());
  if (!organization) return tick;
  const auto law = ports_.law.on(tick.day);
  MENSHEN_TRY(const auto on_file, obligations_on_file(*registry, organization->record.id));
  MENSHEN_TRY(const std::int64_t persons, ports_.references.persons());
  MENSHEN_TRY(const std::int64_t elsewhere,
              persons_only_on_devices(*registry, organization->record.id));
  MENSHEN_TRY(const auto expired, ports_.references.expired(tick.day));
  const View view{.day = tick.day,
                  .law = *law,
                  .registry = *registry,
                  .crypto = ports_.crypto,
                  .organization = organization->record.id,
                  .on_file = on_file,
                  .persons = persons + elsewhere,
                  .expired = expired};
  // In this order each step sees what those before it wrote, so that nothing is left for a
  // second tick: the count begins the clock of the filing, and what lapses here must go from
  // devices too.
  if (const auto done = count_persons(view); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(auto owed, due(view));
  if (const auto done = lapse(view, owed, tick); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(const auto removals, removals_.read(ports_.record));
  MENSHEN_TRY(auto copies, device_copies(view, removals));
  owed.obligations.merge(copies);
  if (const auto done = settle(view, owed.obligations, tick); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return tick;
}

Result<> Clockwork::count_persons(const View& view) {
  MENSHEN_TRY(const auto filing, counted_filing(view));
  if (!filing) return {};
  MENSHEN_TRY([[maybe_unused]] const auto changed, ports_.state.put(*filing, author()));
  return {};
}

// What did not lapse is not said to have lapsed; what is still kept is somebody's to look at.
Result<> Clockwork::lapse(const View& view, Owed& owed, Tick& tick) {
  for (std::span<const Lapse> rest(owed.lapses); !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kAtOnce));
    rest = rest.subspan(some.size());
    std::vector<state::State::Lapsed> lapsed;
    for (const Lapse& each : some) {
      lapsed.push_back({.subject = each.subject, .purpose = each.purpose});
    }
    if (ports_.state.lapse_all(lapsed, author())) {
      tick.lapsed += some.size();
      continue;
    }
    tick.failed += some.size();
    for (const Lapse& each : some) {
      if (each.told_by) owed.obligations.erase(*each.told_by);
    }
  }
  if (view.expired.empty()) return {};
  MENSHEN_TRY(const auto kept, ports_.references.expired(view.day));
  for (const Reference& reference : kept) {
    want(view,
         {.kind = kEraseReference,
          .about = reference.subject.text(),
          .occurrence = reference.purpose.text(),
          .due_on = reference.keep_until + std::chrono::days{1},
          .subject = reference.subject},
         owed.obligations);
  }
  return {};
}

Result<> Clockwork::settle(const View& view, const Obligations& wanted, Tick& tick) {
  std::vector<registry::Record> records;
  const auto write = [&](const Obligation& now, const Obligation* before) {
    if (before != nullptr && is_same(now, *before)) return;
    count(now, before, tick);
    records.emplace_back(now);
  };
  for (const auto& [id, obligation] : wanted) {
    const auto found = view.on_file.find(id);
    const Obligation* before = found == view.on_file.end() ? nullptr : &found->second.record;
    write(as_of(view.day, obligation, before), before);
  }
  for (const auto& [id, kept] : view.on_file) {
    // What others keep among the obligations is theirs.
    if (wanted.contains(id) || kept->done_on || find_kind(kept->kind) == nullptr) continue;
    Obligation now = kept.record;
    now.done_on = view.day;
    now.done_by = std::string(kActor);
    write(now, &kept.record);
  }
  for (std::span<const registry::Record> rest(records); !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kAtOnce));
    MENSHEN_TRY([[maybe_unused]] const auto changed, ports_.state.put_all(some, author()));
    rest = rest.subspan(some.size());
  }
  return {};
}

Result<Obligation> Clockwork::finished(const registry::ObligationId& id,
                                       const Doer& doer) const {
  MENSHEN_TRY(const registry::Registry* const registry, ports_.state.registry());
  MENSHEN_TRY(auto found, registry::find<Obligation>(*registry, id));
  if (!found) return fail(Code::not_found, "no such obligation is on file");
  Obligation& obligation = found->record;
  if (obligation.done_on) {
    return fail(Code::conflict, "the obligation is done since " + to_text(*obligation.done_on));
  }
  if (kind_of(obligation.kind).ends == Ends::by_record) {
    return fail(Code::conflict,
                "a record shows when this is done; put it on file, and the obligation ends by "
                "itself");
  }
  obligation.done_on = legal_day(ports_.clock.now(), ports_.law.utc_offset);
  obligation.done_by = doer.by;
  obligation.evidence = doer.evidence;
  return obligation;
}

Result<Obligation> Clockwork::finish(const registry::ObligationId& id, const Doer& doer) {
  const std::scoped_lock lock(mutex_);
  MENSHEN_TRY(auto obligation, finished(id, doer));
  MENSHEN_TRY([[maybe_unused]] const auto changed,
              ports_.state.put(obligation, {.actor = doer.by}));
  return obligation;
}

Result<std::vector<Kept<Obligation>>> Clockwork::open() {
  MENSHEN_TRY(const registry::Registry* const registry, ports_.state.registry());
  MENSHEN_TRY(const auto organization, registry->organization());
  std::vector<Kept<Obligation>> open;
  if (!organization) return open;
  MENSHEN_TRY(auto on_file, obligations_on_file(*registry, organization->record.id));
  for (auto& [id, kept] : on_file) {
    if (!kept->done_on) open.push_back(std::move(kept));
  }
  std::ranges::stable_sort(open, {}, [](const Kept<Obligation>& each) {
    return std::tuple(-each->escalation, each->due_on.value_or(each->raised_on));
  });
  return open;
}

}  // namespace menshen::duty
