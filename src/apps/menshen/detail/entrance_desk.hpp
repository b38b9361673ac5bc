// Who answers at the entrances, over the parts: the desk, with the times of the last days that
// the record holds.
#pragma once

#include <functional>
#include <memory>

#include "base/error.hpp"
#include "caller/passwords.hpp"
#include "entrance/desk.hpp"
#include "entrance/parity.hpp"
#include "entrance_api/operations.hpp"
#include "menshen/wire.hpp"
#include "metrics/metrics.hpp"
#include "settings/settings.hpp"

namespace menshen::app {

class EntranceDesk {
 public:
  // `parts` and `passwords` must outlive it. Errors: those of the record.
  [[nodiscard]] static Result<std::unique_ptr<EntranceDesk>> open(
      Parts& parts, caller::Passwords& passwords, const settings::Entrance& settings);

  // What its operations work with; as long as this lives.
  [[nodiscard]] entrance_api::Ports ports();
  void watch(metrics::Metrics& metrics) const;
  // Told when a place begins to be above what may be, and when it is no more.
  void on_change(std::function<void(const entrance::PlaceParity&)> tell);

 private:
  EntranceDesk(Parts& parts, caller::Passwords& passwords, const settings::Entrance& settings);

  Parts& parts_;
  entrance::Passages passages_;
  entrance::Desk desk_;
};

}  // namespace menshen::app
