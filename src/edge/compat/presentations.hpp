// Who stands before which device at the moment, as the device says. A client of another API
// names nobody when it searches or compares; the law asks whether whoever stands there agreed.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

namespace menshen::compat {

// A person steps up, is told, answers and looks into the camera; whoever comes after a minute
// may be somebody else.
inline constexpr std::chrono::seconds kPresentationTime{60};

// In memory alone. Safe to call from several threads at once.
class Presentations {
 public:
  explicit Presentations(const Clock& clock) : clock_(clock) {}

  struct Announced {
    SubjectId subject;
    Instant until;
  };

  // In place of whoever was announced before.
  Announced announce(const PurposeId& purpose, const DeviceId& device, SubjectId subject);

  // Whoever was announced; none when nobody was, or too long ago, or was taken.
  [[nodiscard]] std::optional<SubjectId> at(const PurposeId& purpose, const DeviceId& device);
  // The same, once.
  [[nodiscard]] std::optional<SubjectId> take(const PurposeId& purpose, const DeviceId& device);

  // Nothing came of it: may be taken again as long as it was announced for, unless somebody
  // else was meanwhile.
  void give_back(const PurposeId& purpose, const DeviceId& device, const SubjectId& subject);

 private:
  struct Standing {
    SubjectId subject;
    std::chrono::nanoseconds until;  // of Clock::monotonic
    bool is_taken = false;
  };

  using Standings = std::map<std::pair<PurposeId, DeviceId>, Standing>;

  // The caller holds the mutex. Null when there is none.
  [[nodiscard]] Standing* find(const PurposeId& purpose, const DeviceId& device);

  const Clock& clock_;
  std::mutex mutex_;
  Standings standing_;  // one for each two of a key
};

}  // namespace menshen::compat
