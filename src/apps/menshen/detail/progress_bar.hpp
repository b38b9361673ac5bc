// How far a long command is.
#pragma once

#include <cstddef>
#include <functional>

namespace menshen::app {

// A bar on standard error, only where somebody sees it. Called with what is done, of how much.
[[nodiscard]] std::function<void(std::size_t, std::size_t)> progress_bar();

}  // namespace menshen::app
