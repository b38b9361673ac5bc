#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/detail/reasons.hpp"
#include "duty/due.hpp"
#include "duty/kinds.hpp"
#include "registry/persons.hpp"
#include "registry/premises.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::duty {
namespace {

// What one device keeps copies for, and since when.
using Served = std::vector<registry::Kept<registry::Assignment>>;

// What is known of a device's copies from the obligations on file.
struct Reconciled {
  std::optional<Instant> last;                 // somebody said that they are the server's
  const registry::Obligation* open = nullptr;  // somebody is to see to it
};

Reconciled reconciled(const View& view, const DeviceId& device) {
  Reconciled known;
  for (const auto& [id, on_file] : view.on_file) {
    if (on_file->kind != kDeleteOnDevice || on_file->about != device.text()) continue;
    if (!on_file->done_on) {
      known.open = &on_file.record;
    } else if (!known.last || *known.last < on_file.origin.at) {
      known.last = on_file.origin.at;
    }
  }
  return known;
}

bool concerns(const Removal& removal, const Served& served) {
  return std::ranges::any_of(served, [&](const auto& assignment) {
    return removal.at >= assignment.origin.at &&
           (!removal.purpose || *removal.purpose == assignment->purpose);
  });
}

}  // namespace

Result<Obligations> device_copies(const View& view, std::span<const Removal> removals) {
  Obligations obligations;
  std::map<DeviceId, Served> devices;
  MENSHEN_TRY(const auto assignments,
              all<registry::Assignment>(view.registry, view.organization));
  for (const auto& assignment : assignments) devices[assignment->device].push_back(assignment);
  for (const auto& each_device : devices) {
    const DeviceId& device = each_device.first;
    const Served& served = each_device.second;
    const Reconciled known = reconciled(view, device);
    if (known.open != nullptr) {
      obligations.emplace(known.open->id.text(), *known.open);
      continue;
    }
    MENSHEN_TRY(const auto found, registry::find<registry::Device>(view.registry, device));
    if (!found || (*found)->storage != "device") continue;
    const auto first = std::ranges::find_if(removals, [&](const Removal& removal) {
      return (!known.last || removal.at > *known.last) && concerns(removal, served);
    });
    if (first == removals.end()) continue;
    want(view,
         {.kind = kDeleteOnDevice,
          .about = device.text(),
          .occurrence = fmt::format("{}", first->entry),
          .due_on = legal_day(first->at, view.law.law().jurisdiction().utc_offset)},
         obligations);
  }
  return obligations;
}

}  // namespace menshen::duty
