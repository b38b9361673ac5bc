#include "erasure_desk/absence.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "erasure_desk/certificate.hpp"
#include "gallery/template_store.hpp"
#include "registry/changes.hpp"
#include "registry/registry.hpp"
#include "vault/vault.hpp"

namespace menshen::erasure_desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWindowBytes = std::size_t{1} << 20U;

tl::unexpected<Error> cannot_read(const fs::path& what) {
  return fail(Code::unavailable,
              fmt::format("cannot read `{}`, so nothing can be said of it", what.string()));
}

struct Searched {
  std::uint64_t bytes = 0;
  bool is_found = false;
};

// In windows that overlap by one byte less than the pseudonym has.
Result<Searched> search_file(const fs::path& file, std::string_view wanted) {
  Searched searched;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    std::error_code failure;
    if (!fs::exists(file, failure) && !failure) return searched;
    return cannot_read(file);
  }
  std::string window;
  std::string block(kWindowBytes, '\0');
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto came = static_cast<std::size_t>(in.gcount());
    searched.bytes += came;
    window.append(block, 0, came);
    if (window.find(wanted) != std::string::npos) searched.is_found = true;
    if (window.size() >= wanted.size()) window.erase(0, window.size() - wanted.size() + 1);
  }
  if (in.bad()) return cannot_read(file);
  return searched;
}

}  // namespace

Store records_in(const registry::Registry& registry) {
  return {.name = "state.db",
          .what = "records",
          .count = [&registry](const SubjectId& subject) { return registry.count(subject); }};
}

Store references_in(const gallery::TemplateStore& templates) {
  return {.name = "vault.db", .what = "references", .count = [&](const SubjectId& subject) {
            return templates.count(subject);
          }};
}

Store keys_in(const vault::Vault& vault) {
  return {.name = "vault.keys", .what = "keys", .count = [&](const SubjectId& subject) {
            return vault.count(subject);
          }};
}

bool Absence::is_absent() const {
  return std::ranges::all_of(stores, [](const auto& store) { return store.found == 0; }) &&
         std::ranges::all_of(folders, [](const auto& folder) { return folder.found.empty(); });
}

Result<std::vector<CountedStore>> count_in(const std::vector<Store>& stores,
                                           const SubjectId& subject) {
  std::vector<CountedStore> counted;
  for (const auto& store : stores) {
    MENSHEN_TRY(const std::size_t found, store.count(subject));
    counted.push_back({.name = store.name, .what = store.what, .found = found});
  }
  return counted;
}

Result<SearchedFolder> search_folder(const fs::path& folder, const SubjectId& subject) {
  SearchedFolder searched{.folder = folder};
  std::error_code failure;
  if (!fs::is_directory(folder, failure)) {
    return fail(Code::not_found, fmt::format("`{}` is not a folder", folder.string()));
  }
  fs::recursive_directory_iterator at(folder, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    std::error_code gone;
    if (fs::symlink_status(at->path(), gone).type() != fs::file_type::regular) continue;
    MENSHEN_TRY(const auto file, search_file(at->path(), subject.text()));
    ++searched.files;
    searched.bytes += file.bytes;
    if (file.is_found) searched.found.push_back(fs::relative(at->path(), folder).string());
  }
  if (failure) return cannot_read(folder);
  std::ranges::sort(searched.found);
  return searched;
}

Result<Absence> look_for(const SubjectId& subject, const std::vector<Store>& stores,
                         const std::vector<fs::path>& folders) {
  if (subject.text().empty()) {
    return fail(Code::invalid_input, "a person's pseudonym is not empty");
  }
  Absence absence;
  MENSHEN_TRY(absence.stores, count_in(stores, subject));
  for (const auto& folder : folders) {
    MENSHEN_TRY(auto searched, search_folder(folder, subject));
    absence.folders.push_back(std::move(searched));
  }
  return absence;
}

std::vector<Destroyed> destroyed_between(const std::vector<CountedStore>& before,
                                         const std::vector<CountedStore>& after) {
  MENSHEN_ASSERT(before.size() == after.size());
  std::vector<Destroyed> destroyed;
  for (std::size_t i = 0; i < before.size(); ++i) {
    destroyed.push_back({.store = before[i].name,
                         .what = before[i].what,
                         .before = before[i].found,
                         .after = after[i].found});
  }
  return destroyed;
}

}  // namespace menshen::erasure_desk
