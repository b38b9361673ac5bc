// The law folder, read whole: plain YAML in, one checked catalogue out.
#pragma once

#include <cstddef>
#include <filesystem>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"

namespace menshen::law_yaml {

// More than all the law we know of; a folder beyond it is a mistake.
inline constexpr std::size_t kFilesMax = 4096;
inline constexpr std::size_t kTotalBytesMax = 32U << 20U;

// Whether a rule that only shows a form (`review: example`) may stand in the law. What judges
// real people takes none.
enum class Strictness { release, writing };

// Reads facts/, acts.yaml and cn/ of `folder`; README.md files, matrix.yaml, cases/ and
// situations/ are not part of the law. `crypto` gives the digest: SHA-256 over every file's
// path and bytes, in the order of the paths.
//
// Errors: invalid_input as `FILE:LINE: what` when a file is not what law/README.md says or
// contradicts another, or is an example; not_found when a file cannot be read; exhausted above
// the limits.
[[nodiscard]] Result<catalogue::Catalogue> load_law(
    const std::filesystem::path& folder, const Crypto& crypto,
    Strictness strictness = Strictness::release);

}  // namespace menshen::law_yaml
