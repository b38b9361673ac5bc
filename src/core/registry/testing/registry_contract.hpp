// What every Registry must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty registries.
#pragma once

#include "registry/testing/contract_changes.hpp"    // IWYU pragma: export
#include "registry/testing/contract_persons.hpp"    // IWYU pragma: export
#include "registry/testing/contract_questions.hpp"  // IWYU pragma: export
#include "registry/testing/contract_world.hpp"      // IWYU pragma: export
