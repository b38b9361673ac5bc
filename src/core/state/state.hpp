// What is on file, changed only by what stands in the record: a change is sealed first, then
// applied. What the registry holds can therefore be made anew from the record.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent/answer.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
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
  // when it is none that can be kept (registry/valid.hpp), does not fit what is on file (see
  // Registry::check), or is an answer to a purpose, which `record` takes; nothing is recorded
  // then.
  [[nodiscard]] Result<Changed> put(const registry::Record& record, const Author& author);

  // The same of many, all or none: each gets an entry of its own, and all are made durable at
  // once; at most ledger::kSealAllBytesMax of them. Returns the receipt of the last. Errors: as
  // `put`, naming the first that is refused by its position.
  [[nodiscard]] Result<Changed> put_all(std::span<const registry::Record> records,
                                        const Author& author);

  // Whether `put_all` would take them now; changes nothing. Errors: as it.
  [[nodiscard]] Result<> check(std::span<const registry::Record> records);

  // Puts a person's answer on file. Errors: invalid_input when its id is taken.
  [[nodiscard]] Result<Changed> record(const consent::Answer& answer, const Author& author);

  // The same of many, as `put_all`.
  [[nodiscard]] Result<Changed> record_all(std::span<const consent::Answer> answers,
                                           const Author& author);

  // Withdraws the person's standing consents to the purpose, and has forgotten what they
  // allowed to be kept. That the person consented, and withdrew, stays on file. Nothing on file
  // can refuse it.
  [[nodiscard]] Result<Changed> withdraw(const SubjectId& subject, const PurposeId& purpose,
                                         const Author& author);

  // What may be kept of a person no longer.
  struct Lapsed {
    SubjectId subject;
    PurposeId purpose;
  };

  // Has forgotten what was kept, because it may be kept no longer. What the persons answered
  // stays on file as it is. An entry for each, made durable at once; at most
  // ledger::kSealAllBytesMax of them, and at least one. Returns the receipt of the last.
  [[nodiscard]] Result<Changed> lapse_all(std::span<const Lapsed> lapsed, const Author& author);

  // Removes the person: references, records, and the key, so that nothing in the record leads
  // to the person any more, or can be read.
  [[nodiscard]] Result<Changed> erase(const SubjectId& subject, const Author& author);

  // Seals everything on file once more, so that it can be made anew from this on, when what
  // was recorded before is forgotten. Other changes wait meanwhile; an entry, made durable, for
  // each record on file. Cut short, it is as if it had not been begun, but for the entries.
  // Returns the receipt of the last one.
  [[nodiscard]] Result<Changed> reseal(const Author& author);

  // Everything on file about one question. What nobody stands before is kept in memory until
  // something of it changes.
  [[nodiscard]] Result<registry::World> world(const PurposeId& purpose, const DeviceId& device,
                                              const SubjectId& subject);

  // To find and list what is on file. Errors: those of what is recorded and not applied.
  [[nodiscard]] Result<const registry::Registry*> registry();

 private:
  explicit State(Ports ports) : ports_(std::move(ports)) {}

  using SettingPtr = std::shared_ptr<const registry::Setting>;

  [[nodiscard]] Result<> fits(std::span<const registry::Record> records);
  // A change, and what its entry shows of it.
  struct Planned {
    registry::Change change;
    std::string action;
    PurposeId purpose;
  };
  struct Sealed {
    std::vector<registry::Recorded> recorded;
    ledger::Receipt last;
  };

  [[nodiscard]] Result<Changed> change(const Planned& planned, const Author& author);
  [[nodiscard]] Result<Changed> apply(const registry::Recorded& recorded,
                                      const ledger::Receipt& receipt);
  // From here on nothing is answered before all of it is applied. The caller holds the mutex.
  [[nodiscard]] Result<Sealed> seal_all(std::vector<Planned> planned, const Author& author);
  [[nodiscard]] Result<ledger::ToSeal> to_seal(const Planned& planned, const Author& author);
  [[nodiscard]] Result<registry::Change> of_somebody(registry::Change change) const;
  [[nodiscard]] Result<> settle();
  [[nodiscard]] Result<> settle_if_behind();
  [[nodiscard]] Result<SettingPtr> setting(const PurposeId& purpose, const DeviceId& device);
  [[nodiscard]] Result<> halt(const registry::Change& change) const;
  void forget_settings();
  void forget_settings_if_changed(std::span<const registry::Recorded> changes);
  // Those that `fit` says nothing against. The caller holds the mutex.
  using Fit = std::function<Result<>(const registry::Record&)>;
  [[nodiscard]] Result<> fits(std::span<const registry::Record> records, const Fit& fit);
  [[nodiscard]] Result<Changed> write_all(std::span<const registry::Record> records,
                                          const Fit& fit, const Author& author);

  Ports ports_;
  std::mutex mutex_;                     // held during a change
  std::atomic<bool> is_behind_ = false;  // a recorded change is not applied

  using SettingKey = std::pair<std::string, std::string>;  // purpose, device
  std::shared_mutex settings_mutex_;
  std::map<SettingKey, SettingPtr> settings_;
  std::uint64_t settings_age_ = 0;  // how often they were forgotten
};

}  // namespace menshen::state
