// The text of a checkpoint (c2sp.org/tlog-checkpoint), which is signed as a note: origin,
// size, root in base64, a line each.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

struct Checkpoint {
  std::string origin;  // which record this is; a URL without scheme
  TreeHead head;

  bool operator==(const Checkpoint&) const = default;
};

[[nodiscard]] std::string to_text(const Checkpoint& checkpoint);

// Reads a note's text. Errors: invalid_input, naming the line. Extension lines are refused:
// no record of this program has any.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

}  // namespace menshen::ledger
