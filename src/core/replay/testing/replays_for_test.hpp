// Replays over rows in memory, for tests of what asks for them.
#pragma once

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "replay/replays.hpp"
#include "replay/testing/memory_answer_rows.hpp"

namespace menshen::replay {

struct ReplaysForTest {
  ReplaysForTest(const Crypto& crypto, const Clock& clock)
      : replays({.rows = rows, .crypto = crypto, .clock = clock}, Digest{}) {}

  MemoryAnswerRows rows;
  Replays replays;
};

}  // namespace menshen::replay
