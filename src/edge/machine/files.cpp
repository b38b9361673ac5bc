#include "machine/files.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <memory_resource>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::machine {

namespace {

Result<std::uintmax_t> size_of(const std::filesystem::path& file, std::uintmax_t bytes_max) {
  std::error_code failure;
  const auto size = std::filesystem::file_size(file, failure);
  if (failure) {
    return fail(
        failure == std::errc::no_such_file_or_directory ? Code::not_found : Code::unavailable,
        fmt::format("cannot read `{}`: {}", file.string(), failure.message()));
  }
  if (size > bytes_max) {
    return fail(Code::exhausted, fmt::format("`{}` has {} bytes; at most {} are read",
                                             file.string(), size, bytes_max));
  }
  return size;
}

Result<> fill_from(const std::filesystem::path& file, std::span<std::byte> bytes) {
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(bytes.data()),  // NOLINT: iostreams read characters
          static_cast<std::streamsize>(bytes.size()));
  if (!in) return fail(Code::unavailable, fmt::format("cannot read `{}`", file.string()));
  return {};
}

}  // namespace

Result<std::vector<std::byte>> read_file(const std::filesystem::path& file,
                                         std::uintmax_t bytes_max) {
  MENSHEN_TRY(const auto size, size_of(file, bytes_max));
  std::vector<std::byte> bytes(size);
  if (const auto done = fill_from(file, bytes); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return bytes;
}

Result<Secret> read_secret_file(const std::filesystem::path& file, std::uintmax_t bytes_max,
                                std::pmr::memory_resource& memory) {
  MENSHEN_TRY(const auto size, size_of(file, bytes_max));
  MENSHEN_TRY(auto bytes, Secret::make(size, memory));
  if (const auto done = fill_from(file, bytes.reveal()); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return bytes;
}

Result<> write_file(const std::filesystem::path& file, std::span<const std::byte> bytes) {
  std::error_code failure;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failure);
  const std::filesystem::path part = file.string() + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()),  // NOLINT: as above
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) std::filesystem::rename(part, file, failure);
  if (!out || failure) {
    return fail(Code::unavailable, fmt::format("cannot write `{}`; check that its folder can "
                                               "be written and the disk is not full",
                                               file.string()));
  }
  return {};
}

Result<> write_file(const std::filesystem::path& file, std::string_view text) {
  return write_file(file, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace menshen::machine
