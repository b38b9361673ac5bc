#include "menshen/detail/progress_bar.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <functional>

#include <fmt/format.h>
#include <unistd.h>

namespace menshen::app {

std::function<void(std::size_t, std::size_t)> progress_bar() {
  if (isatty(STDERR_FILENO) == 0) return [](std::size_t, std::size_t) {};
  return [](std::size_t done, std::size_t of) {
    constexpr std::size_t kWidth = 40;
    const std::size_t filled = done * kWidth / std::max<std::size_t>(of, 1);
    fmt::print(stderr, "\r[{:█<{}}{:·<{}}] {}/{}{}", "", filled, "", kWidth - filled, done, of,
               done == of ? "\n" : "");
    static_cast<void>(std::fflush(stderr));
  };
}

}  // namespace menshen::app
