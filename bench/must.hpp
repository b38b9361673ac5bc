// What a benchmark does with an error: it says so and ends.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"

namespace menshen::bench {

[[noreturn]] inline void give_up(std::string_view why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);  // NOLINT(concurrency-mt-unsafe): no other thread runs
}

template <typename Value>
Value must(Result<Value> result) {
  if (!result) give_up(result.error().what);
  return *std::move(result);
}

inline void must(const Result<>& result) {
  if (!result) give_up(result.error().what);
}

}  // namespace menshen::bench
