#include "law_yaml/load_law.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/detail/law_files.hpp"
#include "law_yaml/read_calendar.hpp"
#include "law_yaml/read_provision.hpp"
#include "law_yaml/read_rows.hpp"
#include "law_yaml/read_vocabulary.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

namespace fs = std::filesystem;

using plain_yaml::Node;

template <typename T>
Result<T> in_file(Result<T> result, std::string_view file) {
  return std::move(result).map_error(
      [file](Error error) { return menshen::in_file(std::move(error), file); });
}

Result<const std::string*> need(const Files& files, const std::string& name) {
  const auto found = files.find(name);
  if (found != files.end()) return &found->second;
  return fail(Code::not_found, fmt::format("the law has no file {}", name));
}

constexpr std::string_view kFacts = "facts/";
constexpr std::string_view kYaml = ".yaml";

// `facts/consent.yaml` holds the facts whose first word is `consent`.
Result<std::vector<catalogue::FactDefinition>> read_all_facts(const Files& files) {
  std::vector<catalogue::FactDefinition> facts;
  for (const auto& [name, text] : files) {
    if (!name.starts_with(kFacts)) continue;
    const auto topic = std::string_view(name).substr(
        kFacts.size(), name.size() - kFacts.size() - kYaml.size());
    MENSHEN_TRY(auto some, in_file(read_facts(text, topic), name));
    std::ranges::move(some, std::back_inserter(facts));
  }
  return facts;
}

Result<catalogue::Vocabulary> read_vocabulary(const Files& files) {
  MENSHEN_TRY(const std::string* acts_text, need(files, "acts.yaml"));
  MENSHEN_TRY(auto facts, read_all_facts(files));
  MENSHEN_TRY(auto acts, in_file(read_acts(*acts_text), "acts.yaml"));
  return catalogue::Vocabulary::make(std::move(facts), std::move(acts));
}

constexpr std::string_view kInstrumentFile = "instrument.yaml";
constexpr std::string_view kOtherRowsFile = "other_rows.yaml";
constexpr std::string_view kComparedFile = "compared.yaml";

constexpr std::string_view kCalendar = "cn/calendar/";

Result<catalogue::Calendar> read_calendar(const Files& files) {
  std::vector<catalogue::CalendarYear> years;
  for (const auto& [name, text] : files) {
    if (!name.starts_with(kCalendar)) continue;
    MENSHEN_TRY(const Node root, in_file(plain_yaml::read_plain_yaml(text), name));
    MENSHEN_TRY(auto year, in_file(read_calendar_year(root), name));
    const std::string expected =
        fmt::format("{}{}{}", kCalendar, static_cast<int>(year.year), kYaml);
    if (name != expected) {
      return fail(Code::invalid_input, fmt::format("{}: belongs into {}", name, expected));
    }
    year.file = name;
    years.push_back(std::move(year));
  }
  return catalogue::Calendar::make(std::move(years));
}

// One file below an instrument's folder, parsed but not yet understood.
struct Page {
  std::string file;
  std::string instrument;  // the name of its folder
  Node root;

  [[nodiscard]] std::string_view name() const {
    return std::string_view(file).substr(file.rfind('/') + 1);
  }
  [[nodiscard]] bool is_a_rule() const {
    return name() != kInstrumentFile && name() != kOtherRowsFile && name() != kComparedFile;
  }
};

Result<std::vector<Page>> read_pages(const Files& files) {
  std::vector<Page> pages;
  for (const auto& [name, text] : files) {
    if (!name.starts_with("cn/") || name == "cn/jurisdiction.yaml") continue;
    if (name.starts_with(kCalendar)) continue;
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
    if (page.name() != kInstrumentFile) continue;
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
    if (!page.is_a_rule() || !is_parameter(page.root)) continue;
    MENSHEN_TRY(auto parameter, in_file(read_parameter(page.root, page.instrument), page.file));
    parameter.file = page.file;
    contents.parameters.push_back(std::move(parameter));
  }
  return {};
}

Result<const catalogue::Instrument*> instrument_of(const Page& page,
                                                   const catalogue::Contents& contents) {
  const auto found =
      std::ranges::find(contents.instruments, page.instrument, &catalogue::Instrument::id);
  if (found != contents.instruments.end()) return &*found;
  return fail(Code::invalid_input,
              fmt::format("{}: belongs to no known instrument: cn/{}/{} is missing", page.file,
                          page.instrument, kInstrumentFile));
}

Result<> read_provisions(const std::vector<Page>& pages, catalogue::Contents& contents) {
  for (const Page& page : pages) {
    if (!page.is_a_rule() || is_parameter(page.root)) continue;
    MENSHEN_TRY(const auto* instrument, instrument_of(page, contents));
    MENSHEN_TRY(auto provision,
                in_file(read_provision(page.root, *instrument, contents.vocabulary,
                                       contents.parameters),
                        page.file));
    provision.file = page.file;
    contents.provisions.push_back(std::move(provision));
  }
  return {};
}

Result<> read_rows(const std::vector<Page>& pages, catalogue::Contents& contents) {
  for (const Page& page : pages) {
    if (page.name() == kOtherRowsFile) {
      MENSHEN_TRY(auto rows, in_file(read_other_rows(page.root, page.instrument), page.file));
      for (auto& row : rows) {
        row.file = page.file;
        contents.other_rows.push_back(std::move(row));
      }
    }
    if (page.name() == kComparedFile) {
      MENSHEN_TRY(auto topics, in_file(read_compared(page.root, page.instrument), page.file));
      for (auto& topic : topics) {
        topic.file = page.file;
        contents.topics.push_back(std::move(topic));
      }
    }
  }
  return {};
}

// The nodes that give an id: a rule's own, and those of other rows.
std::vector<const Node*> ids_of(const Page& page) {
  std::vector<const Node*> ids;
  if (page.is_a_rule()) ids.push_back(page.root.find("id"));
  const Node* rows = page.name() == kOtherRowsFile ? page.root.find("rows") : nullptr;
  if (rows != nullptr) {
    for (const Node& row : rows->children) ids.push_back(row.find("id"));
  }
  return ids;
}

using FileOfId = std::map<std::string_view, std::string_view>;

// An id that is given already is reported where it stands, and so is a row that has a rule.
Result<FileOfId> read_ids(const std::vector<Page>& pages, const catalogue::Contents& contents) {
  FileOfId file_of;
  for (const auto& one : contents.instruments) file_of[one.id] = one.file;
  FileOfId rule_of;
  for (const auto& one : contents.provisions) rule_of[one.row()] = one.file;
  for (const Page& page : pages) {
    for (const Node* id : ids_of(page)) {
      auto [other, is_new] = file_of.emplace(id->text, page.file);
      if (is_new && page.is_a_rule()) continue;
      const auto rule = rule_of.find(id->text);
      if (is_new && rule == rule_of.end()) continue;
      return fail(Code::invalid_input,
                  fmt::format("{}:{}: `{}` is given in {} already", page.file, id->line,
                              id->text, is_new ? rule->second : other->second));
    }
  }
  return file_of;
}

// A lifted name that is wrong is reported where it stands.
Result<> check_names(const std::vector<Page>& pages, const catalogue::Contents& contents) {
  MENSHEN_TRY(const FileOfId file_of, read_ids(pages, contents));
  std::vector<std::string_view> known;
  known.reserve(file_of.size());
  for (const auto& [id, file] : file_of) known.push_back(id);
  for (const Page& page : pages) {
    const Node* lifts = page.root.find("lifts");
    if (lifts == nullptr) continue;
    for (const Node& target : lifts->children) {
      if (file_of.contains(target.text)) continue;
      const auto near = nearest(target.text, known);
      return fail(Code::invalid_input,
                  fmt::format("{}:{}: lifts `{}`, which is not in the law{}", page.file,
                              target.line, target.text,
                              near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
    }
  }
  return {};
}

Result<> check_review(const catalogue::Contents& contents, Strictness strictness) {
  const auto check = [strictness](const auto& part) -> Result<> {
    const bool is_example = part.review == catalogue::ReviewState::example;
    if (!is_example || strictness == Strictness::writing) return {};
    return fail(Code::invalid_input,
                fmt::format("{}: `{}` is an example and no law", part.file, part.id));
  };
  for (const auto& one : contents.parameters) {
    if (auto sound = check(one); !sound) return sound;
  }
  for (const auto& one : contents.provisions) {
    if (auto sound = check(one); !sound) return sound;
  }
  return {};
}

}  // namespace

Result<catalogue::Catalogue> load_law(const fs::path& folder, const Crypto& crypto,
                                      Strictness strictness) {
  MENSHEN_TRY(const Files files, read_folder(folder));
  MENSHEN_TRY(auto vocabulary, read_vocabulary(files));
  MENSHEN_TRY(const std::string* home, need(files, "cn/jurisdiction.yaml"));
  MENSHEN_TRY(const Node home_root,
              in_file(plain_yaml::read_plain_yaml(*home), "cn/jurisdiction.yaml"));
  MENSHEN_TRY(auto jurisdiction, in_file(read_jurisdiction(home_root), "cn/jurisdiction.yaml"));
  MENSHEN_TRY(const auto pages, read_pages(files));
  MENSHEN_TRY(auto calendar, read_calendar(files));

  catalogue::Contents contents{.vocabulary = std::move(vocabulary),
                               .jurisdiction = std::move(jurisdiction),
                               .calendar = std::move(calendar),
                               .digest = digest_of(files, crypto)};
  const auto read = read_instruments(pages, contents)
                        .and_then([&] { return read_parameters(pages, contents); })
                        .and_then([&] { return read_provisions(pages, contents); })
                        .and_then([&] { return read_rows(pages, contents); })
                        .and_then([&] { return check_names(pages, contents); })
                        .and_then([&] { return check_review(contents, strictness); });
  if (!read) return tl::unexpected<Error>(read.error());
  return catalogue::Catalogue::make(std::move(contents));
}

}  // namespace menshen::law_yaml
