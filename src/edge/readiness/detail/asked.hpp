// What the law is asked, and about whom.
#pragma once

#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "readiness/examine.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"

namespace menshen::readiness {

// Those of the gate that the purpose is for, and of the whole those around them.
[[nodiscard]] std::vector<std::string_view> acts_of(const registry::Purpose& purpose,
                                                    Extent extent);

// Never on file, and nobody: of whom all is known, and who agreed to what is on file now.
[[nodiscard]] registry::Person somebody(const registry::Setting& setting, CivilDate day);

}  // namespace menshen::readiness
