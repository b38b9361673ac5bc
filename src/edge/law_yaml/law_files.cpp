#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "law_yaml/detail/law_files.hpp"
#include "law_yaml/load_law.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_bytes(const fs::path& path, const std::string& name) {
  std::error_code problem;
  const auto size = fs::file_size(path, problem);
  if (!problem && size > plain_yaml::kBytesMax) {
    return fail(Code::exhausted, fmt::format("{}: more than 1 MiB", name));
  }
  std::string text(problem ? 0 : static_cast<std::size_t>(size), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (problem || !file) return fail(Code::not_found, fmt::format("{}: cannot be read", name));
  return text;
}

// Law files stand in acts.yaml and below facts/ and cn/.
bool is_law(std::string_view name) {
  return name == "acts.yaml" || name.starts_with("facts/") || name.starts_with("cn/");
}

Result<> add_file(const fs::directory_entry& entry, const fs::path& folder, Files& files) {
  const std::string name = entry.path().lexically_relative(folder).generic_string();
  if (!is_law(name) || entry.path().filename() == "README.md") return {};
  std::error_code problem;
  if (entry.is_directory(problem)) return {};
  if (!entry.is_regular_file(problem) || entry.path().extension() != ".yaml") {
    return fail(Code::invalid_input, fmt::format("{}: not a .yaml file", name));
  }
  if (files.size() == kFilesMax) {
    return fail(Code::exhausted, fmt::format("more than {} law files", kFilesMax));
  }
  MENSHEN_TRY(files[name], read_bytes(entry.path(), name));
  return {};
}

}  // namespace

Result<Files> read_folder(const fs::path& folder) {
  std::error_code problem;
  fs::recursive_directory_iterator entries(folder, problem);
  Files files;
  while (!problem && entries != fs::recursive_directory_iterator()) {
    if (const auto added = add_file(*entries, folder, files); !added) {
      return tl::unexpected<Error>(added.error());
    }
    entries.increment(problem);
  }
  if (problem) {
    return fail(Code::not_found,
                fmt::format("the law folder cannot be read: {}", problem.message()));
  }
  std::size_t bytes = 0;
  for (const auto& [name, text] : files) bytes += text.size();
  if (bytes > kTotalBytesMax) return fail(Code::exhausted, "more than 32 MiB of law");
  return files;
}

Digest digest_of(const Files& files, const Crypto& crypto) {
  std::string canonical = "menshen law 1\n";
  for (const auto& [name, text] : files) {
    canonical += fmt::format("{}\n{}\n", name, text.size());
    canonical += text;
  }
  return crypto.sha256(std::as_bytes(std::span(canonical)));
}

}  // namespace menshen::law_yaml
