// When what was not taken is sent again.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace menshen::webhook {

// How long after the attempt that failed as the `failed`-th, counted from 1, the next one is
// made: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, as Standard Webhooks has it
// (Deliverability and reliability), and up to a tenth more by `random`, so that endpoints that
// failed together do not come back together. None: no more.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(std::uint64_t failed,
                                                                   std::uint32_t random);

}  // namespace menshen::webhook
