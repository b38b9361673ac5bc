#include "law_yaml/read_manifest.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "law_yaml/read_expectation.hpp"
#include "law_yaml/read_stated.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using plain_yaml::Node;
using plain_yaml::refuse;

// Longer is not a name or a title but a text that was put in the wrong place.
constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kTitleBytesMax = 1000;

// What all cases of a file share.
struct Shared {
  std::optional<CivilDate> on;
  std::optional<LawChoice> law;
  std::vector<std::string> acts;
  std::vector<StatedFact> facts;
  std::size_t facts_line = 0;
};

// C0 and C1 of ECMA-48 and DEL; U+0080 to U+009F are C2 80 to C2 9F in UTF-8.
bool has_control_character(std::string_view text) {
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20U || byte == 0x7fU || (before == 0xc2U && byte < 0xa0U)) return true;
    before = byte;
  }
  return false;
}

// Reports print it on terminals, so it must not steer one.
Result<> check_label(const Node& node, std::string_view key, std::size_t bytes_max) {
  if (node.text.size() > bytes_max) {
    return refuse(node, fmt::format("`{}` has more than {} bytes", key, bytes_max));
  }
  if (has_control_character(node.text)) {
    return refuse(node, fmt::format("`{}` has a control character", key));
  }
  return {};
}

std::size_t line_of(const Node& map, std::string_view key) {
  const auto found = std::ranges::find(map.keys, key);
  return found == map.keys.end()
             ? map.line
             : map.key_lines[static_cast<std::size_t>(found - map.keys.begin())];
}

Result<std::string> read_act(const Node& node, const catalogue::Vocabulary& vocabulary) {
  if (node.kind != Node::Kind::text) return refuse(node, "expected the name of an act");
  if (vocabulary.find_act(node.text)) return node.text;
  std::vector<std::string_view> known;
  for (const auto& act : vocabulary.acts()) known.push_back(act.id);
  return unknown_name(node, "act", node.text, known);
}

Result<std::vector<std::string>> read_acts(const Node& node,
                                           const catalogue::Vocabulary& vocabulary) {
  std::vector<std::string> acts;
  if (node.kind == Node::Kind::text) {
    MENSHEN_TRY(acts.emplace_back(), read_act(node, vocabulary));
    return acts;
  }
  if (node.kind != Node::Kind::list || node.children.empty()) {
    return refuse(node, "`action` needs the name of an act, or a list of them");
  }
  for (const Node& child : node.children) {
    MENSHEN_TRY(auto act, read_act(child, vocabulary));
    if (std::ranges::find(acts, act) != acts.end()) {
      return refuse(child, fmt::format("`{}` is given twice", act));
    }
    acts.push_back(std::move(act));
  }
  return acts;
}

// The defaults above a list of cases, or what a case says itself of the same.
Result<Shared> read_shared(const Node& node, const Shared& outer,
                           const catalogue::Catalogue& law) {
  Shared shared = outer;
  if (node.find("on") != nullptr) {
    MENSHEN_TRY(shared.on, day(node, "on"));
  }
  if (node.find("law") != nullptr) {
    MENSHEN_TRY(const Node* name, plain_yaml::need(node, "law", Node::Kind::text));
    const auto choice = read_law_choice(name->text, law);
    if (!choice) return refuse(*name, choice.error().what);
    shared.law = *choice;
  }
  if (const Node* acts = node.find("action")) {
    MENSHEN_TRY(shared.acts, read_acts(*acts, law.vocabulary()));
  }
  const Node* own = node.find("facts");
  if (own != nullptr) shared.facts_line = line_of(node, "facts");
  MENSHEN_TRY(shared.facts, read_stated_over(outer.facts, own, law.vocabulary()));
  return shared;
}

Result<catalogue::Bilingual> read_title(const Node& node) {
  MENSHEN_TRY(auto title, bilingual(node, "title"));
  for (const Node& text : node.find("title")->children) {
    if (const auto fit = check_label(text, "title", kTitleBytesMax); !fit) {
      return tl::unexpected<Error>(fit.error());
    }
  }
  return title;
}

// `node` holds no other keys than those of a case, as its caller has made sure.
Result<ManifestCase> read_case(const Node& node, const Shared& outer,
                               const catalogue::Catalogue& law) {
  ManifestCase one{.line = node.line};
  MENSHEN_TRY(one.id, plain_yaml::text(node, "case"));
  if (const auto fit = check_label(*node.find("case"), "case", kNameBytesMax); !fit) {
    return tl::unexpected<Error>(fit.error());
  }
  if (node.find("title") != nullptr) {
    MENSHEN_TRY(one.title, read_title(node));
  }
  MENSHEN_TRY(Shared own, read_shared(node, outer, law));
  if (own.acts.empty()) return refuse(node, "needs `action`");
  one.on = own.on;
  one.law = std::move(own.law);
  one.acts = std::move(own.acts);
  one.facts = std::move(own.facts);
  one.facts_line = own.facts_line == 0 ? node.line : own.facts_line;
  if (const Node* expect = node.find("expect")) {
    MENSHEN_TRY(one.expect, read_expectation(*expect));
  }
  return one;
}

Result<> check_version(const Node& root) {
  const Node* version = root.find("menshen");
  if (version == nullptr) return refuse(root, "needs `menshen: 1`, the version of this form");
  if (version->kind == Node::Kind::text && version->text == "1") return {};
  return refuse(*version, "only `menshen: 1` is known");
}

Result<Manifest> read_list(const Node& root, const catalogue::Catalogue& law) {
  MENSHEN_TRY(const Shared shared, read_shared(root, {}, law));
  MENSHEN_TRY(const Node* list, plain_yaml::need(root, "cases", Node::Kind::list));
  if (list->children.empty()) return refuse(*list, "`cases` is empty");
  if (list->children.size() > kManifestCasesMax) {
    return fail(Code::exhausted, fmt::format("more than {} cases", kManifestCasesMax));
  }
  Manifest manifest{.is_list = true};
  for (const Node& node : list->children) {
    if (const auto known = plain_yaml::only_keys(
            node, {"case", "title", "on", "law", "action", "facts", "expect"});
        !known) {
      return tl::unexpected<Error>(known.error());
    }
    MENSHEN_TRY(auto one, read_case(node, shared, law));
    const auto other = std::ranges::find(manifest.cases, one.id, &ManifestCase::id);
    if (other != manifest.cases.end()) {
      return refuse(
          node, fmt::format("the case `{}` is given in line {} already", one.id, other->line));
    }
    manifest.cases.push_back(std::move(one));
  }
  return manifest;
}

// The four hexadecimal digits behind `\u` at the start of `text`; none when it has no such.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
  constexpr std::size_t kDigits = 4;
  if (text.size() < 2 + kDigits || !text.starts_with("\\u")) return std::nullopt;
  std::uint32_t unit = 0;
  const char* begin = text.data() + 2;
  const auto [stop, failure] = std::from_chars(begin, begin + kDigits, unit, 16);
  if (failure != std::errc{} || stop != begin + kDigits) return std::nullopt;
  return unit;
}

// JSON escapes what lies beyond U+FFFF as two surrogates (RFC 8259, section 7), YAML as one
// `\U` with eight digits: the only escapes that the two write differently. In text that is not
// JSON a backslash may be just that, so it is left alone.
std::string with_yaml_escapes(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string_view::npos && text[first] == '{';
  if (!is_json) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const bool is_escape = text.front() == '\\' && text.size() > 1;
    std::size_t taken = is_escape ? 2 : 1;
    const auto high = escaped_unit(text);
    const auto low = high ? escaped_unit(text.substr(6)) : std::nullopt;
    const bool is_pair =
        low && *high >= 0xd800U && *high < 0xdc00U && *low >= 0xdc00U && *low < 0xe000U;
    if (is_pair) {
      taken = 12;
      out += fmt::format("\\U{:08x}", 0x10000U + ((*high - 0xd800U) << 10U) + (*low - 0xdc00U));
    } else {
      out += text.substr(0, taken);
    }
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace

Result<LawChoice> read_law_choice(std::string_view name, const catalogue::Catalogue& law) {
  const std::string& jurisdiction = law.jurisdiction().id;
  std::vector<std::string> known{jurisdiction};
  if (name == jurisdiction) return LawChoice{};
  for (const catalogue::Instrument& instrument : law.instruments()) {
    if (instrument.status != catalogue::InstrumentStatus::draft) continue;
    const std::string beside = fmt::format("{}+{}", jurisdiction, instrument.id);
    if (name == instrument.id) return LawChoice{.is_in_force = false, .draft = instrument.id};
    if (name == beside) return LawChoice{.draft = instrument.id};
    known.push_back(instrument.id);
    known.push_back(beside);
  }
  return fail(Code::invalid_input,
              fmt::format("unknown law `{}`; there is {}", name, fmt::join(known, ", ")));
}

Result<Manifest> read_manifest(std::string_view text, const catalogue::Catalogue& law) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(with_yaml_escapes(text)));
  const bool is_list = root.find("cases") != nullptr;
  const auto known =
      is_list
          ? plain_yaml::only_keys(root, {"menshen", "on", "law", "action", "facts", "cases"})
          : plain_yaml::only_keys(root, {"menshen", "case", "title", "on", "law", "action",
                                         "facts", "expect", "cases"});
  if (!known) return tl::unexpected<Error>(known.error());
  if (const auto version = check_version(root); !version) {
    return tl::unexpected<Error>(version.error());
  }
  if (is_list) return read_list(root, law);
  Manifest manifest;
  MENSHEN_TRY(manifest.cases.emplace_back(), read_case(root, {}, law));
  return manifest;
}

}  // namespace menshen::law_yaml
