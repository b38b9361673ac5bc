// Whole files, with limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::machine {

// The file's bytes. Errors: not_found; exhausted when it has more than `bytes_max`;
// unavailable when it cannot be read. Each names the file.
[[nodiscard]] Result<std::vector<std::byte>> read_file(const std::filesystem::path& file,
                                                       std::uintmax_t bytes_max);

// The same for a file that nobody else may see, such as a photograph: in `memory`, which must
// outlive the bytes. Errors: also exhausted when `memory` has not so much left.
[[nodiscard]] Result<Secret> read_secret_file(const std::filesystem::path& file,
                                              std::uintmax_t bytes_max,
                                              std::pmr::memory_resource& memory);

// Writes a file with its folders, in place of an older one; it is whole or not there.
// Errors: unavailable, naming the file.
[[nodiscard]] Result<> write_file(const std::filesystem::path& file,
                                  std::span<const std::byte> bytes);
[[nodiscard]] Result<> write_file(const std::filesystem::path& file, std::string_view text);

}  // namespace menshen::machine
