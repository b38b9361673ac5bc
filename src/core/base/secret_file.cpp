#include "base/secret_file.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory_resource>
#include <system_error>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret.hpp"

namespace menshen {
namespace {

namespace fs = std::filesystem;

// The port of files knows no modes; a file that only the port knows has none to check.
Result<> check_mode(const fs::path& file) {
  constexpr fs::perms kTooWide =
      fs::perms::group_write | fs::perms::others_read | fs::perms::others_write;
  std::error_code failure;
  const auto mode = fs::status(file, failure).permissions();
  if (failure || mode == fs::perms::unknown || (mode & kTooWide) == fs::perms::none) return {};
  return fail(Code::refused,
              fmt::format("`{}` may be read or changed by others (mode {:04o}); `chmod 600` it",
                          file.string(), static_cast<unsigned>(mode)));
}

}  // namespace

Result<Secret> read_secret_line(Files& files, const fs::path& file,
                                std::pmr::memory_resource& memory) {
  if (auto done = check_mode(file); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(const auto open, files.open(file, Files::Mode::read));
  MENSHEN_TRY(const auto size, open->size());
  if (size > kSecretFileBytesMax) {
    return fail(Code::invalid_input,
                fmt::format("`{}` has {} bytes; a secret of one line, at most {} bytes, was "
                            "expected",
                            file.string(), size, kSecretFileBytesMax));
  }
  MENSHEN_TRY(auto whole, Secret::make(static_cast<std::size_t>(size), memory));
  MENSHEN_TRY(const auto count, open->read_at(0, whole.reveal()));
  auto line = whole.reveal().first(count);
  line = line.first(
      static_cast<std::size_t>(std::ranges::find(line, std::byte{'\n'}) - line.begin()));
  if (!line.empty() && line.back() == std::byte{'\r'}) line = line.first(line.size() - 1);
  if (line.empty()) {
    return fail(
        Code::invalid_input,
        fmt::format("the first line of `{}` is empty; it should be the secret", file.string()));
  }
  MENSHEN_TRY(auto secret, Secret::make(line.size(), memory));
  std::ranges::copy(line, secret.reveal().begin());
  return secret;
}

}  // namespace menshen
