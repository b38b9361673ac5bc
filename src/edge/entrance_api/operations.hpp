// An entrance over the network: sessions from the notice to the open door, passes and PINs, and
// whether the other ways are as quick as the face. What the contract calls `gate-sessions`,
// `passes`, `:make-pin` and `entrance-parity`.
#pragma once

#include <chrono>

#include "base/clock.hpp"
#include "contract/call.hpp"
#include "entrance/desk.hpp"
#include "gate/gates.hpp"
#include "gate/law_of_the_day.hpp"
#include "ledger/ledger.hpp"
#include "state/state.hpp"

namespace menshen::entrance_api {

// The longest that another way may take by the median, in percent of the face: the law's own
// figure, or the reading of it that the law files hold.
inline constexpr const char* kWaitPercent = "COMMON-alternative.wait_percent";

// What the operations work with. They own none of it.
struct Ports {
  entrance::Desk& desk;
  gate::Gates& gates;
  state::State& state;
  gate::LawOfTheDay& law;
  const ledger::Ledger& ledger;
  const Clock& clock;
  std::chrono::milliseconds patience{2'000};  // to wait for a face engine
};

// Safe to call from several threads at once; `ports` must outlive them.
[[nodiscard]] contract::Operations operations(const Ports& ports);

}  // namespace menshen::entrance_api
