// Asks the law of the day, as the gate does, about every purpose at every device that serves
// it. Before the device stands somebody made up: a grown-up who was told all that the notice
// says, was offered another way, and agreed in writing. What is left is the organization's to
// see to.
#pragma once

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "policy/program.hpp"
#include "readiness/report.hpp"
#include "registry/registry.hpp"

namespace menshen::readiness {

enum class Extent {
  gate,   // what is done at the gate: to enrol, and to verify or identify
  whole,  // also what else the law asks of whoever does that: audits, officers, rules,
          // entrances
};

// Lends what it names.
struct View {
  CivilDate day;
  const policy::Program& law;  // of that day
  const registry::Registry& registry;
  const Crypto& crypto;
  Extent extent = Extent::gate;
};

// A record that holds what the law has no word for is a check that is not well. Errors:
// unavailable.
[[nodiscard]] Result<Report> examine(const View& view);

}  // namespace menshen::readiness
