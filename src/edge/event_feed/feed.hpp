// The record as events for others: decisions, and obligations as they come, press and end. An
// event holds nothing that is about a person: no subject, no score, nobody who asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "registry/persons.hpp"
#include "registry/registry.hpp"

namespace menshen::event_feed {

inline constexpr std::string_view kDecision = "decision";
inline constexpr std::string_view kObligation = "obligation";

struct Event {
  std::uint64_t sequence = 0;  // of its entry in the record
  std::string id;              // `evt_…`: the same whenever it is read
  std::string_view kind;       // kDecision or kObligation
  std::string type;            // `decision.deny`, `obligation.overdue`
  PurposeId purpose;           // empty: of none
  std::optional<DeviceId> device;
  std::string json;  // on one line: type, timestamp and data, as the contract's `Event` has it
};

// Every type there is, in their order.
[[nodiscard]] const std::vector<std::string>& event_types();

// Of the decision in the entry, and of what else stands in a record none.
[[nodiscard]] std::optional<Event> decision_event(std::uint64_t sequence,
                                                  const ledger::Entry& entry,
                                                  const std::optional<DeviceId>& device);

// Of an obligation as it stands on file since the entry.
[[nodiscard]] Event obligation_event(std::uint64_t sequence, const ledger::Entry& entry,
                                     const registry::Obligation& obligation);

// Reads beside whoever writes the record, and holds up nobody. Safe to call from several
// threads at once.
class Feed {
 public:
  // All that is lent outlives it.
  struct Ports {
    const ledger::Archive& archive;
    // What is on file, brought to where the record is.
    std::function<Result<const registry::Registry*>()> registry;
    // The device that the entry's actor speaks for, if any.
    std::function<std::optional<DeviceId>(std::string_view actor)> device_of;
  };

  explicit Feed(Ports ports) : ports_(std::move(ports)) {}

  // How many entries the record has now.
  [[nodiscard]] std::uint64_t size() const { return ports_.archive.head().size; }

  struct Page {
    std::vector<Event> events;  // in their order
    std::uint64_t next = 0;     // the entry behind the last that was looked at
  };

  // The events of at most `entries` entries from `from` on; where those were pruned, from the
  // oldest that is kept; behind the end of the record, from its end. An obligation that changed
  // once more since is told of by its later entry alone, and nothing is told any more of a
  // person who was erased. It ends before a change that is recorded and not on file yet.
  // Errors: those of the archive and the registry.
  [[nodiscard]] Result<Page> read(std::uint64_t from, std::size_t entries) const;

 private:
  // Those that an entry from some one on wrote.
  struct Obligations {
    std::uint64_t applied = 0;  // what entries from this one on wrote is not on file yet
    std::map<std::uint64_t, registry::Obligation> by_entry;
  };
  struct Looked {
    std::optional<Event> event;
    bool is_on_file = true;  // or is going to be
  };

  [[nodiscard]] Result<Looked> look(std::uint64_t sequence,
                                    std::optional<Obligations>& obligations) const;
  [[nodiscard]] Result<Obligations> obligations_from(std::uint64_t entry) const;

  Ports ports_;
};

}  // namespace menshen::event_feed
