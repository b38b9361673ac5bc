// Whole files, of at most the size that is asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {

// Puts the file's bytes into `bytes`, whose memory is used again. Errors: incomplete when there
// is no such file; unreadable when it is no regular file, is larger, or cannot be read.
[[nodiscard]] Checked<void> read_file(const std::filesystem::path& path, std::size_t bytes_max,
                                      std::vector<std::uint8_t>& bytes);

}  // namespace menshen::menshen_verify
