// A passphrase or a PIN from a file that its owner alone should be able to read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory_resource>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret.hpp"

namespace menshen {

inline constexpr std::size_t kSecretFileBytesMax = 4096;

// The file's first line without its end, in `memory`; at least one byte. Errors: not_found;
// refused when others than its owner and its group may read it, or than its owner write it;
// invalid_input when the line is empty or the file has more than kSecretFileBytesMax bytes;
// exhausted when `memory` has none left; unavailable.
[[nodiscard]] Result<Secret> read_secret_line(Files& files, const std::filesystem::path& file,
                                              std::pmr::memory_resource& memory);

}  // namespace menshen
