#include "event_feed/feed.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/escalation.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "registry/pages.hpp"
#include "registry/persons.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::event_feed {
namespace {

namespace json = boost::json;

constexpr std::string_view kObligationPut = "obligation.put";

json::value or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

json::value or_null(const std::optional<CivilDate>& day) {
  return day ? json::value(to_text(*day)) : json::value();
}

std::string_view state_of(const registry::Obligation& obligation) {
  if (obligation.done_on) return "closed";
  if (obligation.escalation >= duty::kOverdue) return "overdue";
  if (obligation.escalation == duty::kDue) return "due";
  return obligation.escalation == duty::kNear ? "near" : "opened";
}

Event event(std::uint64_t sequence, const ledger::Entry& entry, std::string_view kind,
            std::string_view what, json::object data) {
  Event made{.sequence = sequence,
             .id = "evt_" + entry.decision.text(),
             .kind = kind,
             .type = std::string(kind) + "." + std::string(what),
             .purpose = entry.purpose,
             .device = {},
             .json = {}};
  data["sequence"] = sequence;
  made.json = json::serialize(json::object{
      {"type", made.type}, {"timestamp", to_text(entry.time)}, {"data", std::move(data)}});
  return made;
}

}  // namespace

const std::vector<std::string>& event_types() {
  static const std::vector<std::string> kTypes{
      "decision.permit", "decision.deny",  "decision.undetermined", "obligation.opened",
      "obligation.near", "obligation.due", "obligation.overdue",    "obligation.closed"};
  return kTypes;
}

std::optional<Event> decision_event(std::uint64_t sequence, const ledger::Entry& entry,
                                    const std::optional<DeviceId>& device) {
  if (entry.event != ledger::Event::decision) return std::nullopt;
  auto made = event(sequence, entry, kDecision, name(entry.verdict),
                    {{"decision", entry.decision.text()},
                     {"verdict", name(entry.verdict)},
                     {"act", entry.action},
                     {"purpose", or_null(entry.purpose.text())},
                     {"place", or_null(entry.place.text())},
                     {"device", device ? json::value(device->text()) : json::value()},
                     {"rules", json::value_from(entry.rules)}});
  made.device = device;
  return made;
}

// The id of an obligation towards a person is made of the person's.
Event obligation_event(std::uint64_t sequence, const ledger::Entry& entry,
                       const registry::Obligation& obligation) {
  const auto state = state_of(obligation);
  return event(
      sequence, entry, kObligation, state,
      {{"obligation", obligation.subject ? json::value() : json::value(obligation.id.text())},
       {"state", state},
       {"kind", obligation.kind},
       {"rule", or_null(obligation.rule.value_or(""))},
       {"raised_on", to_text(obligation.raised_on)},
       {"due_on", or_null(obligation.due_on)},
       {"done_on", or_null(obligation.done_on)}});
}

Result<Feed::Obligations> Feed::obligations_from(std::uint64_t entry) const {
  MENSHEN_TRY(const registry::Registry* const registry, ports_.registry());
  Obligations found;
  // First, so that all of it is in what is listed behind it.
  MENSHEN_TRY(found.applied, registry->applied());
  MENSHEN_TRY(const auto organization, registry->organization());
  if (!organization) return found;
  const auto done = registry::each<registry::Obligation>(
      *registry, organization->record.id,
      [&](const registry::Kept<registry::Obligation>& kept) -> Result<> {
        if (kept.origin.entry >= entry) {
          found.by_entry.emplace(kept.origin.entry, kept.record);
        }
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return found;
}

Result<Feed::Looked> Feed::look(std::uint64_t sequence,
                                std::optional<Obligations>& obligations) const {
  MENSHEN_TRY(const auto sealed, ports_.archive.read(sequence));
  const auto entry = ledger::parse_entry(sealed.leaf);
  if (!entry) return Looked{};  // of a later version
  if (entry->event != ledger::Event::change || entry->action != kObligationPut) {
    return Looked{.event = decision_event(sequence, *entry, ports_.device_of(entry->actor))};
  }
  // Read once for a page: what is behind its first obligation is all that is looked for.
  if (!obligations) {
    MENSHEN_TRY(obligations, obligations_from(sequence));
  }
  if (sequence >= obligations->applied) return Looked{.event = {}, .is_on_file = false};
  const auto found = obligations->by_entry.find(sequence);
  if (found == obligations->by_entry.end()) return Looked{};
  return Looked{.event = obligation_event(sequence, *entry, found->second)};
}

Result<Feed::Page> Feed::read(std::uint64_t from, std::size_t entries) const {
  const std::uint64_t end = size();
  Page page{.events = {},
            .next = std::clamp(from, std::min(ports_.archive.minimum_index(), end), end)};
  std::optional<Obligations> obligations;
  for (std::size_t looked = 0; looked < entries && page.next < end; ++looked) {
    MENSHEN_TRY(auto seen, look(page.next, obligations));
    if (!seen.is_on_file) break;
    if (seen.event) page.events.push_back(std::move(*seen.event));
    ++page.next;
  }
  return page;
}

}  // namespace menshen::event_feed
