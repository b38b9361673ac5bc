// Which field of which record shows a fact.
#pragma once

#include <optional>
#include <string_view>

#include "registry/registry.hpp"

namespace menshen::readiness {

struct Target {
  registry::Kind kind = 0;
  std::string_view field;
};

// None when no field does: then it is declared.
[[nodiscard]] std::optional<Target> target_of(std::string_view fact);

}  // namespace menshen::readiness
