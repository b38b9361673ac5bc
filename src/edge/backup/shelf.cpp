#include "backup/shelf.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "backup/format.hpp"
#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_file.hpp"

namespace menshen::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kKeysBytesMax = std::uint64_t{4} << 30U;  // of some ten million persons

// `20260301T080000Z-1`: what is called otherwise is not touched.
bool is_name(std::string_view name) {
  constexpr std::string_view kForm = "00000000T000000Z-";
  if (name.size() <= kForm.size()) return false;
  const auto digit = [](char sign) { return sign >= '0' && sign <= '9'; };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_digit = i >= kForm.size() || kForm[i] == '0';
    if (is_digit ? !digit(name[i]) : name[i] != kForm[i]) return false;
  }
  return true;
}

Result<std::vector<fs::path>> folders_in(const fs::path& shelf) {
  std::vector<fs::path> found;
  std::error_code failure;
  fs::directory_iterator at(shelf, failure);
  for (; !failure && at != fs::directory_iterator(); at.increment(failure)) {
    std::error_code gone;
    if (is_name(at->path().filename().string()) && fs::is_directory(at->path(), gone)) {
      found.push_back(at->path());
    }
  }
  if (failure && failure != std::errc::no_such_file_or_directory) {
    return fail(Code::unavailable,
                fmt::format("cannot list `{}`: {}", shelf.string(), failure.message()));
  }
  std::ranges::sort(found);
  return found;
}

bool is_finished(const fs::path& backup) {
  std::error_code failure;
  return fs::exists(backup / kManifestName, failure);
}

}  // namespace

Result<std::vector<fs::path>> Shelf::backups() const {
  MENSHEN_TRY(auto folders, folders_in(folder_));
  std::erase_if(folders, [](const fs::path& each) { return !is_finished(each); });
  return folders;
}

Result<fs::path> Shelf::newest() const {
  MENSHEN_TRY(const auto all, backups());
  if (!all.empty()) return all.back();
  return fail(Code::not_found, fmt::format("`{}` holds no backup", folder_.string()));
}

fs::path Shelf::next(Instant now) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  for (int number = 1;; ++number) {
    const fs::path path = folder_ / fmt::format("{:%Y%m%dT%H%M%SZ}-{}", seconds, number);
    if (std::error_code failure; !fs::exists(path, failure)) return path;
  }
}

Result<> Shelf::remove_unfinished() const {
  MENSHEN_TRY(const auto folders, folders_in(folder_));
  for (const auto& each : folders) {
    if (is_finished(each)) continue;
    std::error_code failure;
    fs::remove_all(each, failure);
    if (failure) {
      return fail(Code::unavailable,
                  fmt::format("cannot remove `{}`, which was not finished: {}", each.string(),
                              failure.message()));
    }
  }
  return {};
}

Result<> Shelf::put_keys(Files& files, const fs::path& from) const {
  if (auto made = files.make_folder(folder_); !made) return made;
  MENSHEN_TRY(const auto keys, read_whole(files, from, kKeysBytesMax));
  return replace_whole(files, this->keys(), keys);
}

}  // namespace menshen::backup
