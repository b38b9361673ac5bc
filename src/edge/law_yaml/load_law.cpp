#include "law_yaml/load_law.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_provision.hpp"
#include "law_yaml/read_vocabulary.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

namespace fs = std::filesystem;

using plain_yaml::Node;

// Every file's text by its path below the law folder; a map keeps the paths in order.
using Files = std::map<std::string, std::string>;

// `line 3: what` in `cn/m25/x.yaml` becomes `cn/m25/x.yaml:3: what`.
Error in_file(Error error, std::string_view file) {
  constexpr std::string_view prefix = "line ";
  if (!error.what.starts_with(prefix)) return in_context(std::move(error), file);
  error.what = fmt::format("{}:{}", file, error.what.substr(prefix.size()));
  return error;
}

template <typename T>
Result<T> in_file(Result<T> result, std::string_view file) {
  return std::move(result).map_error(
      [file](Error error) { return in_file(std::move(error), file); });
}

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

// Law files stand in facts.yaml, acts.yaml and below cn/.
bool is_law(std::string_view name) {
  return name == "facts.yaml" || name == "acts.yaml" || name.starts_with("cn/");
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

// Paths and lengths are part of it, so no two folders have the same bytes to hash.
Digest digest_of(const Files& files, const Crypto& crypto) {
  std::string canonical = "menshen law 1\n";
  for (const auto& [name, text] : files) {
    canonical += fmt::format("{}\n{}\n", name, text.size());
    canonical += text;
  }
  return crypto.sha256(std::as_bytes(std::span(canonical)));
}

Result<const std::string*> need(const Files& files, const std::string& name) {
  const auto found = files.find(name);
  if (found != files.end()) return &found->second;
  return fail(Code::not_found, fmt::format("the law has no file {}", name));
}

Result<catalogue::Vocabulary> read_vocabulary(const Files& files) {
  MENSHEN_TRY(const std::string* facts_text, need(files, "facts.yaml"));
  MENSHEN_TRY(const std::string* acts_text, need(files, "acts.yaml"));
  MENSHEN_TRY(auto facts, in_file(read_facts(*facts_text), "facts.yaml"));
  MENSHEN_TRY(auto acts, in_file(read_acts(*acts_text), "acts.yaml"));
  return in_file(catalogue::Vocabulary::make(std::move(facts), std::move(acts)), "facts.yaml");
}

// One file below an instrument's folder, parsed but not yet understood.
struct Page {
  std::string file;
  std::string instrument;  // the name of its folder
  Node root;
};

constexpr std::string_view kInstrumentFile = "/instrument.yaml";

Result<std::vector<Page>> read_pages(const Files& files) {
  std::vector<Page> pages;
  for (const auto& [name, text] : files) {
    if (name == "cn/jurisdiction.yaml" || !name.starts_with("cn/")) continue;
    const auto slash = name.find('/', 3);
    if (slash == std::string::npos || name.find('/', slash + 1) != std::string::npos) {
      return fail(Code::invalid_input,
                  fmt::format("{}: law files stand in cn/INSTRUMENT/", name));
    }
    MENSHEN_TRY(auto root, in_file(plain_yaml::read_plain_yaml(text), name));
    pages.push_back(
        {.file = name, .instrument = name.substr(3, slash - 3), .root = std::move(root)});
  }
  return pages;
}

Result<> read_instruments(const std::vector<Page>& pages, catalogue::Contents& contents) {
  for (const Page& page : pages) {
    if (!page.file.ends_with(kInstrumentFile)) continue;
    MENSHEN_TRY(auto instrument, in_file(read_instrument(page.root), page.file));
    if (instrument.id != page.instrument) {
      return fail(Code::invalid_input, fmt::format("{}: the id `{}` is not the folder's name",
                                                   page.file, instrument.id));
    }
    instrument.file = page.file;
    contents.instruments.push_back(std::move(instrument));
  }
  return {};
}

Result<> read_parameters(const std::vector<Page>& pages, catalogue::Contents& contents) {
  for (const Page& page : pages) {
    if (!is_parameter(page.root)) continue;
    MENSHEN_TRY(auto parameter, in_file(read_parameter(page.root, page.instrument), page.file));
    parameter.file = page.file;
    contents.parameters.push_back(std::move(parameter));
  }
  return {};
}

Result<> read_provisions(const std::vector<Page>& pages, catalogue::Contents& contents) {
  for (const Page& page : pages) {
    if (is_parameter(page.root) || page.file.ends_with(kInstrumentFile)) continue;
    MENSHEN_TRY(auto provision,
                in_file(read_provision(page.root, page.instrument, contents.vocabulary,
                                       contents.parameters),
                        page.file));
    provision.file = page.file;
    contents.provisions.push_back(std::move(provision));
  }
  return {};
}

// An id or a lifted name that is wrong is reported where it stands.
Result<> check_names(const std::vector<Page>& pages, const catalogue::Contents& contents) {
  std::map<std::string_view, std::string_view> file_of;
  for (const auto& one : contents.instruments) file_of[one.id] = one.file;
  for (const Page& page : pages) {
    const Node* id = page.root.find("id");
    if (id == nullptr || page.file.ends_with(kInstrumentFile)) continue;
    const auto [other, is_new] = file_of.emplace(id->text, page.file);
    if (is_new) continue;
    return fail(Code::invalid_input, fmt::format("{}:{}: `{}` is given in {} already",
                                                 page.file, id->line, id->text, other->second));
  }
  std::vector<std::string_view> known;
  known.reserve(file_of.size());
  for (const auto& [id, file] : file_of) known.push_back(id);
  for (const Page& page : pages) {
    const Node* lifts = page.root.find("lifts");
    if (lifts == nullptr) continue;
    for (const Node& target : lifts->children) {
      if (file_of.contains(target.text)) continue;
      const auto near = plain_yaml::nearest(target.text, known);
      return fail(Code::invalid_input,
                  fmt::format("{}:{}: lifts `{}`, which is not in the law{}", page.file,
                              target.line, target.text,
                              near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
    }
  }
  return {};
}

}  // namespace

Result<catalogue::Catalogue> load_law(const fs::path& folder, const Crypto& crypto) {
  MENSHEN_TRY(const Files files, read_folder(folder));
  MENSHEN_TRY(auto vocabulary, read_vocabulary(files));
  MENSHEN_TRY(const std::string* home, need(files, "cn/jurisdiction.yaml"));
  MENSHEN_TRY(const Node home_root,
              in_file(plain_yaml::read_plain_yaml(*home), "cn/jurisdiction.yaml"));
  MENSHEN_TRY(auto jurisdiction, in_file(read_jurisdiction(home_root), "cn/jurisdiction.yaml"));
  MENSHEN_TRY(const auto pages, read_pages(files));

  catalogue::Contents contents{.vocabulary = std::move(vocabulary),
                               .jurisdiction = std::move(jurisdiction),
                               .digest = digest_of(files, crypto)};
  const auto read = read_instruments(pages, contents)
                        .and_then([&] { return read_parameters(pages, contents); })
                        .and_then([&] { return read_provisions(pages, contents); })
                        .and_then([&] { return check_names(pages, contents); });
  if (!read) return tl::unexpected<Error>(read.error());
  return catalogue::Catalogue::make(std::move(contents));
}

}  // namespace menshen::law_yaml
