// Sees to it that what must be done by a day is on file, presses harder as the day comes, and
// does itself what needs nobody. Whoever calls decides when: once a day is enough, every hour
// does no harm, and after a pause of months one call raises all that was missed.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "duty/due.hpp"
#include "duty/references.hpp"
#include "duty/removals.hpp"
#include "ledger/archive.hpp"
#include "policy/program.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "state/state.hpp"

namespace menshen::duty {

// The law of any day, compiled. `on` is safe to call from several threads at once.
struct Law {
  std::chrono::minutes utc_offset{};  // of the jurisdiction
  std::function<std::shared_ptr<const policy::Program>(CivilDate day)> on;
};

// What one call did.
struct Tick {
  CivilDate day;
  std::size_t raised = 0;
  std::size_t escalated = 0;
  std::size_t changed = 0;  // a day that moved, a reason that came back
  std::size_t done = 0;     // whose reason is gone
  std::size_t lapsed = 0;   // persons' references to a purpose
  std::size_t failed = 0;   // that should have lapsed and did not; tried again by the next call

  bool operator==(const Tick&) const = default;
};

// Safe to call from several threads at once; ticks are made one after another.
class Clockwork {
 public:
  // All but the values outlive this object.
  struct Ports {
    state::State& state;
    const ledger::Archive& record;  // that `state` writes
    const Clock& clock;
    const Crypto& crypto;
    const References& references;
    Law law;
  };

  explicit Clockwork(Ports ports) : ports_(std::move(ports)) {}

  // Brings the obligations on file to what is owed today. Called again on the same day, with
  // nothing changed, it writes nothing; cut short anywhere, it is called again and leads to
  // the same. Without an organization on file nothing is owed. Errors: unavailable; exhausted,
  // when it could not be recorded; those of due().
  [[nodiscard]] Result<Tick> tick();

  // Who did it, and what shows that.
  struct Doer {
    std::string by;                  // an office or a staff number, never a civil name
    std::optional<Digest> evidence;  // SHA-256 of a document
  };

  // An obligation as it would be if somebody had done it today; changes nothing. Errors:
  // not_found; conflict when it is done already, or when a record must show it: says so.
  [[nodiscard]] Result<registry::Obligation> finished(const registry::ObligationId& id,
                                                      const Doer& doer) const;

  // Marks it so. Errors: those of `finished`, and of State::put.
  [[nodiscard]] Result<registry::Obligation> finish(const registry::ObligationId& id,
                                                    const Doer& doer);

  // Those that are not done, the most pressing first, then by day. Errors: unavailable.
  [[nodiscard]] Result<std::vector<registry::Kept<registry::Obligation>>> open();

 private:
  [[nodiscard]] Result<> count_persons(const View& view);
  [[nodiscard]] Result<> lapse(const View& view, Owed& owed, Tick& tick);
  [[nodiscard]] Result<> settle(const View& view, const Obligations& wanted, Tick& tick);

  Ports ports_;
  std::mutex mutex_;
  Removals removals_;
};

}  // namespace menshen::duty
