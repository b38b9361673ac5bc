// What is on file, changed only by what stands in the record: a change is sealed first, then
// applied. What the registry holds can therefore be made anew from the record.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "state/catch_up.hpp"

namespace menshen::state {

// Who changes what is on file, for the entry.
struct Author {
  std::string actor;  // a role or a key's name, never a person's
  PlaceId place{""};  // where it was asked for, if that is known
};

struct Changed {
  ledger::Receipt receipt;
  std::size_t records = 0;     // written, marked or removed
  std::size_t references = 0;  // of the person, erased
};

// Safe to call from several threads at once. Changes are made one after another.
//
// Errors of every change: exhausted when it could not be recorded, and then nothing was
// changed; unavailable when the record has stopped, or when it was recorded and a store did not
// answer. What was recorded is applied before anything else is answered; until that succeeds
// every call fails.
class State {
 public:
  struct Ports {
    ledger::Ledger& ledger;
    const Crypto& crypto;
    const Clock& clock;
    Stores stores;
  };

  // Catches up first. Errors: those of catch_up.
  [[nodiscard]] static Result<std::unique_ptr<State>> open(Ports ports);

  // Writes a record, in place of the one with its id if there is one. Errors: invalid_input
  // when it does not fit what is on file (see Registry::check), or holds what cannot be written
  // down; nothing is recorded then.
  [[nodiscard]] Result<Changed> put(const registry::Record& record, const Author& author);

  // Withdraws the person's standing consents to the purpose, and has forgotten what they
  // allowed to be kept. That the person consented, and withdrew, stays on file. Nothing on file
  // can refuse it.
  [[nodiscard]] Result<Changed> withdraw(const SubjectId& subject, const PurposeId& purpose,
                                         const Author& author);

  // Removes the person: references, records, and the key, so that nothing in the record leads
  // to the person any more, or can be read.
  [[nodiscard]] Result<Changed> erase(const SubjectId& subject, const Author& author);

  // Seals everything on file once more, so that it can be made anew from this on, when what
  // was recorded before is forgotten. Other changes wait meanwhile; an entry, made durable, for
  // each record on file. Cut short, it is as if it had not been begun, but for the entries.
  // Returns the receipt of the last one.
  [[nodiscard]] Result<Changed> reseal(const Author& author);

  // As Registry::world.
  [[nodiscard]] Result<registry::World> world(const PurposeId& purpose, const DeviceId& device,
                                              const SubjectId& subject);

 private:
  explicit State(Ports ports) : ports_(std::move(ports)) {}

  [[nodiscard]] Result<Changed> change(const registry::Change& change, std::string_view action,
                                       const PurposeId& purpose, const Author& author);
  [[nodiscard]] Result<ledger::Receipt> seal(const registry::Change& change,
                                             std::string_view action, const PurposeId& purpose,
                                             const Author& author);
  [[nodiscard]] Result<registry::Change> of_somebody(registry::Change change) const;
  [[nodiscard]] Result<> settle();

  Ports ports_;
  std::mutex mutex_;                     // held during a change
  std::atomic<bool> is_behind_ = false;  // a recorded change is not applied
};

}  // namespace menshen::state
