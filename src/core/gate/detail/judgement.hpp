// What the law and the record said to one ask.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "gate/gate.hpp"
#include "gate/reply.hpp"
#include "ledger/entry.hpp"
#include "permit/permit.hpp"
#include "registry/records.hpp"

namespace menshen::gate {

struct Gate::Kept {
  std::string model;  // that made it
  Instant enrolled_at;
  CivilDate keep_until;
};

struct Gate::Judgement {
  Reply reply;
  ledger::Entry entry;  // as it was sealed
  registry::World world;
  std::optional<Kept> kept;           // only for a verification
  std::optional<PermitInUse> permit;  // only when the law permits the act
};

// Where there is no record of a device there is no place either.
[[nodiscard]] inline PlaceId place_of(const registry::World& world) {
  const auto& device = world.setting->device;
  return device ? device->record.place : PlaceId("");
}

}  // namespace menshen::gate
