#include "base/whole_file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen {

namespace fs = std::filesystem;

Result<std::string> read_whole(Files& files, const fs::path& file, std::uint64_t bytes_max) {
  MENSHEN_TRY(const auto open, files.open(file, Files::Mode::read));
  MENSHEN_TRY(const auto size, open->size());
  if (size > bytes_max) {
    return fail(Code::corrupt, fmt::format("`{}` has {} bytes; at most {} were expected",
                                           file.string(), size, bytes_max));
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  MENSHEN_TRY(const auto count, open->read_at(0, std::as_writable_bytes(std::span(text))));
  text.resize(count);
  return text;
}

Result<std::optional<std::string>> read_if_there(Files& files, const fs::path& file,
                                                 std::uint64_t bytes_max) {
  auto text = read_whole(files, file, bytes_max);
  if (text) return std::optional(std::move(*text));
  if (text.error().code == Code::not_found) return std::optional<std::string>();
  return tl::unexpected<Error>(text.error());
}

Result<> replace_whole(Files& files, const fs::path& file, std::string_view text) {
  fs::path fresh = file;
  fresh += ".new";
  if (auto done = files.remove(fresh); !done) return done;
  MENSHEN_TRY(const auto open, files.open(fresh, Files::Mode::create));
  if (auto done = open->write_at(0, std::as_bytes(std::span(text))); !done) return done;
  if (auto done = open->sync(); !done) return done;
  if (auto done = files.rename(fresh, file); !done) return done;
  return files.sync_folder(file.parent_path());
}

}  // namespace menshen
