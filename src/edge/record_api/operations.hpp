// Records over the network: what is on file, kind by kind, and what persons answer. A record is
// written in the same way and under the same checks as at the command line.
#pragma once

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "contract/call.hpp"
#include "duty/clockwork.hpp"
#include "gate/gates.hpp"
#include "gate/law_of_the_day.hpp"
#include "state/state.hpp"

namespace menshen::record_api {

// What the operations work with. They own none of it.
struct Ports {
  state::State& state;
  gate::LawOfTheDay& law;
  gate::Gates& gates;
  duty::Clockwork& clockwork;
  const Crypto& crypto;
  const Clock& clock;
};

// Of every kind, such as sites: listSites, getSite, and unless the kind is written by acts of
// its own, createSite, putSite and patchSite; recordConsent, withdrawConsent, closeObligation
// and draftAssessment. They are safe to call from several threads at once; `ports` must outlive
// them.
[[nodiscard]] contract::Operations operations(const Ports& ports);

}  // namespace menshen::record_api
