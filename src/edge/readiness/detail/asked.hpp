// What the law is asked, and about whom.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "policy/facts.hpp"
#include "readiness/examine.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"

namespace menshen::readiness {

// Those of the gate that the purpose is for, and of the whole those around them.
[[nodiscard]] std::vector<std::string_view> acts_of(const registry::Purpose& purpose,
                                                    Extent extent);

// Never on file, and nobody: of whom all is known, and who agreed to what is on file now.
[[nodiscard]] registry::Person somebody(const registry::Setting& setting, CivilDate day);

// What is on file of the setting, with them before the device, at whatever time. Errors: those
// of facts::gather, beside what could be gathered.
[[nodiscard]] Result<> gather_about_somebody(
    const std::shared_ptr<const registry::Setting>& setting, const catalogue::Catalogue& law,
    CivilDate day, policy::Facts& facts);

}  // namespace menshen::readiness
