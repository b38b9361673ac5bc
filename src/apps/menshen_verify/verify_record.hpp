// Judges an exported record: a folder in the layout of c2sp.org/tlog-tiles, from its entries
// to the signed checkpoint.
#pragma once

#include <filesystem>

#include "menshen_verify/finding.hpp"
#include "menshen_verify/policy.hpp"

namespace menshen::menshen_verify {

// Computes every hash of the tree from the entries, and compares each with the tiles, the root
// with the checkpoint. What the file `retention` says was pruned may be missing; the tree is
// then computed from the tiles that must be kept. Reads each file once; holds one hash for each
// 256 entries.
[[nodiscard]] Finding verify_record(const std::filesystem::path& folder, const Policy& policy);

}  // namespace menshen::menshen_verify
