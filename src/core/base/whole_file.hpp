// Small files, read and replaced whole, over the port of durable files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen {

// Errors: not_found; corrupt when it has more than `bytes_max`; unavailable.
[[nodiscard]] Result<std::string> read_whole(Files& files, const std::filesystem::path& file,
                                             std::uint64_t bytes_max);

// The same; null when there is no such file. Errors: corrupt; unavailable.
[[nodiscard]] Result<std::optional<std::string>> read_if_there(
    Files& files, const std::filesystem::path& file, std::uint64_t bytes_max);

// Puts the text in place of an older file. Durable when it returns; after an error either the
// older or the new one is there, whole. Not for two threads at once with one file: what is
// being written is `FILE.new`. Errors: exhausted; unavailable.
[[nodiscard]] Result<> replace_whole(Files& files, const std::filesystem::path& file,
                                     std::string_view text);

}  // namespace menshen
