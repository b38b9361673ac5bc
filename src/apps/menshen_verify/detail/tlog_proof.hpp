// Proofs of inclusion as text (c2sp.org/tlog-proof): the entry, its index, the path, and a
// signed checkpoint.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

inline constexpr std::string_view kTlogProofLine = "c2sp.org/tlog-proof@v1";

struct TlogProof {
  std::optional<Bytes> entry;  // the line `extra`
  std::uint64_t index = 0;
  std::vector<Digest> path;
  std::string_view checkpoint;  // a note; into what was read
};

[[nodiscard]] std::optional<TlogProof> read_tlog_proof(std::string_view text);

}  // namespace menshen::menshen_verify
