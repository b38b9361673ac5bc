// A proof that can be checked without the server (c2sp.org/tlog-proof): an entry, its path, and
// a checkpoint with the signatures of the record and of witnesses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::ledger {

struct TlogProof {
  std::vector<std::byte> entry;  // as the line `extra`
  std::uint64_t index = 0;
  std::vector<Digest> path;
  std::string checkpoint;  // a signed note
};

inline constexpr std::size_t kTlogProofPathMax = 63;  // of a tree of less than 2^63 entries
inline constexpr std::size_t kTlogProofBytesMax = 262'144;

[[nodiscard]] std::string to_text(const TlogProof& proof);

// Reads text of the one form that to_text writes. The checkpoint is of its form, but no
// signature has been looked at, and the path not followed. Without a line `extra` the entry is
// empty. Errors: invalid_input, naming the line.
[[nodiscard]] Result<TlogProof> parse_tlog_proof(std::string_view text);

}  // namespace menshen::ledger
