// What a log asks of a witness (c2sp.org/tlog-witness, add-checkpoint): to sign a checkpoint
// after checking that it only adds to the one the witness signed last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::ledger {

// No tree of less than 2^64 entries needs more; the specification forbids more.
inline constexpr std::size_t kConsistencyLinesMax = 63;

struct AddCheckpoint {
  std::uint64_t old_size = 0;  // of the checkpoint that the witness signed last
  std::vector<Digest> proof;   // of consistency, from old_size to that of `checkpoint`
  std::string checkpoint;      // a signed note, read by parse_note

  bool operator==(const AddCheckpoint&) const = default;
};

[[nodiscard]] std::string to_text(const AddCheckpoint& request);

// Errors: invalid_input, naming the line, when it is not of the format. What stands in the
// checkpoint is not looked at.
[[nodiscard]] Result<AddCheckpoint> parse_add_checkpoint(std::string_view text);

}  // namespace menshen::ledger
