// What is kept of persons, store by store, and who certifies that it is gone.
#pragma once

#include <vector>

#include "erasure_desk/absence.hpp"
#include "erasure_desk/erasing.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {

// `parts` must outlive both.
[[nodiscard]] std::vector<erasure_desk::Store> stores_of(const Parts& parts);
[[nodiscard]] erasure_desk::Desk erasing_desk(const Parts& parts);

}  // namespace menshen::app
