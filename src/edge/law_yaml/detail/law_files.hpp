// The bytes of a law folder, before anybody reads them.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::law_yaml {

// Every file's text by its path below the law folder; a map keeps the paths in order.
using Files = std::map<std::string, std::string>;

// Errors: as load_law says, without those of what a file means.
[[nodiscard]] Result<Files> read_folder(const std::filesystem::path& folder);

// Paths and lengths are part of it, so no two folders have the same bytes to hash.
[[nodiscard]] Digest digest_of(const Files& files, const Crypto& crypto);

}  // namespace menshen::law_yaml
