#include "readiness/on_file.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "policy/facts.hpp"
#include "readiness/detail/asked.hpp"
#include "readiness/examine.hpp"
#include "registry/pages.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/scope.hpp"

namespace menshen::readiness {

Result<std::vector<OnFile>> on_file(const View& view, const PurposeId& purpose) {
  MENSHEN_TRY(const auto assignments,
              registry::all<registry::Assignment>(view.registry, purpose));
  std::vector<OnFile> devices;
  for (const auto& assignment : assignments) {
    MENSHEN_TRY(auto read,
                registry::setting_now(view.registry, purpose, assignment->device, view.crypto));
    if (!read.purpose || !read.device) continue;
    const auto setting = std::make_shared<const registry::Setting>(std::move(read));
    policy::Facts facts(view.law.law().vocabulary());
    const auto known = gather_about_somebody(setting, view.law.law(), view.day, facts);
    if (!known) return tl::unexpected<Error>(known.error());
    devices.push_back({.device = assignment->device,
                       .acts = acts_of(setting->purpose->record, view.extent),
                       .facts = std::move(facts)});
  }
  return devices;
}

}  // namespace menshen::readiness
