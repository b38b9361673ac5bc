#include "law_desk/pages.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/condition_text.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/shelf.hpp"
#include "law_desk/words.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_rows.hpp"

namespace menshen::law_desk {
namespace {

using catalogue::Bilingual;
using catalogue::Catalogue;
using catalogue::Condition;
using catalogue::FactDefinition;
using catalogue::Kind;
using catalogue::OtherRow;
using catalogue::Parameter;
using catalogue::Provision;

constexpr int kIdColumns = 24;
constexpr int kKindColumns = 10;

std::string indented(const std::string& lines, int margin) {
  const std::string indent(static_cast<std::size_t>(margin), ' ');
  std::string out = indent;
  for (const char c : lines) {
    out += c;
    if (c == '\n') out += indent;
  }
  return out + "\n";
}

std::string heading(std::string_view id, std::string_view title) {
  return fmt::format("{}  {}\n", id, title);
}

std::string labelled(const Words& label, std::string_view text, Language language) {
  return fmt::format("  {}\n{}", label.in(language), paragraph(text, 4));
}

std::string days(const catalogue::InForce& force, bool is_draft, Language language) {
  if (is_draft) {
    const Words words{.zh = "{} 公布的草案，从未生效", .en = "draft of {}, never in force"};
    return fmt::format(fmt::runtime(words.in(language)), to_text(force.from));
  }
  if (force.until) {
    return fmt::format("{} – {}", to_text(force.from), to_text(*force.until));
  }
  const Words words{.zh = "自 {} 起施行", .en = "in force from {}"};
  return fmt::format(fmt::runtime(words.in(language)), to_text(force.from));
}

std::string rule_text(const Catalogue& law, const Provision& provision) {
  std::string text;
  if (provision.defines) {
    text += fmt::format("    defines {}\n", law.vocabulary().facts()[*provision.defines].id);
  }
  if (!is_absent(provision.when)) {
    text += "    when\n" + indented(to_text(provision.when, law), 6);
  }
  if (!is_absent(provision.requires_)) {
    text += "    requires\n" + indented(to_text(provision.requires_, law), 6);
  }
  if (!provision.lifts.empty()) {
    text += fmt::format("    lifts {}\n", fmt::join(provision.lifts, ", "));
  }
  if (provision.deadline) {
    const bool is_by = provision.deadline->kind == catalogue::Deadline::Kind::by;
    text +=
        fmt::format("    {} {}\n", is_by ? "by" : "until", to_text(*provision.deadline, law));
  }
  return text;
}

std::string in_words(const law_yaml::ManifestCase& tried, Language language) {
  return tried.title ? in(*tried.title, language) : tried.id;
}

std::string page(const LawShelf& shelf, const Provision& provision, Language language) {
  const Catalogue& law = shelf.law;
  std::string text = heading(provision.id, in(provision.title, language));
  text += fmt::format("  {}\n", in(provision.citation, language));
  text +=
      fmt::format("  {} · {} {} · {} · {}\n", name(provision.kind),
                  Words{.zh = "文本", .en = "text"}.in(language), name(provision.confidence),
                  days(provision.in_force, is_draft(law, provision.instrument), language),
                  name(provision.review));
  text += paragraph(in(provision.text, language), 4);
  if (!provision.acts.empty()) {
    text += labelled({.zh = "适用的行为", .en = "acts"}, acts_of(law, provision), language);
  }
  const std::string rule = rule_text(law, provision);
  if (!rule.empty()) {
    text += fmt::format("  {}\n{}", Words{.zh = "规则", .en = "rule"}.in(language), rule);
  }
  if (!in(provision.obligation, language).empty()) {
    text += labelled({.zh = "义务", .en = "obligation"}, in(provision.obligation, language),
                     language);
  }
  if (!in(provision.remedy, language).empty()) {
    text +=
        labelled({.zh = "如何合规", .en = "remedy"}, in(provision.remedy, language), language);
  }
  if (!provision.reading.empty()) {
    text += labelled({.zh = "解读", .en = "reading"}, provision.reading, language);
  }
  if (const auto exceptions = lifted_by(law, provision); !exceptions.empty()) {
    text += labelled({.zh = "例外", .en = "lifted by"},
                     fmt::format("{}", fmt::join(exceptions, ", ")), language);
  }
  std::vector<std::string> tried;
  for (const TriedCase* one : cases_of(shelf, provision.row())) {
    tried.push_back(
        fmt::format("{}:{} {}", one->file, one->tried.line, in_words(one->tried, language)));
  }
  if (!tried.empty()) {
    text += fmt::format("  {}\n", Words{.zh = "案例测试", .en = "cases"}.in(language));
    for (const std::string& line : tried) text += paragraph(line, 4);
  }
  text += fmt::format("  {}: {}\n  law/{}\n", Words{.zh = "来源", .en = "source"}.in(language),
                      provision.in_force.source, provision.file);
  return text;
}

std::string page(const Parameter& parameter, Language language) {
  std::string text = heading(parameter.id, in(parameter.citation, language));
  text += fmt::format("  parameter · {} · {}\n", parameter.unit, name(parameter.meets));
  for (const Parameter::Entry& entry : parameter.values) {
    text += fmt::format("    {}  {}  {}\n", to_text(entry.from), entry.value, entry.source);
  }
  if (!parameter.reading.empty()) {
    text += labelled({.zh = "解读", .en = "reading"}, parameter.reading, language);
  }
  return text + fmt::format("  law/{}\n", parameter.file);
}

Words words_for(OtherRow::Place place) {
  switch (place) {
    case OtherRow::Place::evidence:
      return {.zh = "软件不能判断：请提供证据",
              .en = "not decidable by software: evidence asked for"};
    case OtherRow::Place::none: return {.zh = "不产生规则", .en = "no rule follows"};
    case OtherRow::Place::content:
      return {.zh = "文书内容要求", .en = "a content requirement of a document"};
    case OtherRow::Place::applied: return {.zh = "由程序普遍适用", .en = "applied throughout"};
  }
  return {.zh = "", .en = ""};
}

std::string page(const OtherRow& row, Language language) {
  std::string text = heading(row.id, in(row.title, language));
  text += fmt::format("  {}\n  {} · {} {}\n", in(row.article, language),
                      words_for(row.place).in(language),
                      Words{.zh = "文本", .en = "text"}.in(language), name(row.confidence));
  text += paragraph(in(row.text, language), 4);
  text += labelled({.zh = "原因", .en = "why"}, in(row.why, language), language);
  return text + fmt::format("  law/{}\n", row.file);
}

// `M25-13` names M25-13-1 and M25-13-4.private_space, but not M25-131.
bool is_named(std::string_view id, std::string_view by) {
  if (!id.starts_with(by)) return false;
  return id.size() == by.size() || id[by.size()] == '-' || id[by.size()] == '.';
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool has_all(std::string_view text, const std::vector<std::string>& words) {
  const std::string low = lowered(text);
  return std::ranges::all_of(words, [&low](const std::string& word) {
    return low.find(lowered(word)) != std::string::npos;
  });
}

std::string both(const Bilingual& text) { return text.zh + " " + text.en + " "; }

bool matches(const Filter& filter, const Catalogue& law, const Provision& provision) {
  if (filter.instrument && provision.instrument != *filter.instrument) return false;
  if (filter.kind && name(provision.kind) != *filter.kind) return false;
  if (filter.act) {
    const auto act = law.vocabulary().find_act(*filter.act);
    if (!act || std::ranges::find(provision.acts, *act) == provision.acts.end()) return false;
  }
  if (!filter.on) return true;
  return provision.in_force.covers(*filter.on) && !is_draft(law, provision.instrument);
}

const Bilingual& article_of(const CoveredRow& row) {
  if (row.other != nullptr) return row.other->article;
  return row.provisions.empty() ? row.parameters.front()->article
                                : row.provisions.front()->article;
}

std::string what_of(const CoveredRow& row, Language language) {
  if (row.other != nullptr) {
    return fmt::format("{} – {}", in(row.other->title, language), in(row.other->why, language));
  }
  if (row.provisions.empty()) return in(row.parameters.front()->citation, language);
  return in(row.provisions.front()->title, language);
}

}  // namespace

bool is_draft(const Catalogue& law, std::string_view instrument) {
  const auto found =
      std::ranges::find(law.instruments(), instrument, &catalogue::Instrument::id);
  return found != law.instruments().end() &&
         found->status == catalogue::InstrumentStatus::draft;
}

std::string acts_of(const Catalogue& law, const Provision& provision) {
  const auto acts = law.vocabulary().acts();
  if (provision.acts.size() == acts.size()) return "all";
  std::vector<std::string_view> names;
  for (const auto act : provision.acts) names.push_back(acts[act].id);
  return fmt::format("{}", fmt::join(names, ", "));
}

bool is_absent(const Condition& condition) {
  return condition.kind == Condition::Kind::all && condition.parts.empty();
}

std::vector<std::string_view> lifted_by(const Catalogue& law, const Provision& provision) {
  std::vector<std::string_view> ids;
  for (const Provision& exception : law.provisions()) {
    if (exception.kind != Kind::excepts) continue;
    const auto named = law.lifted_by(exception);
    if (std::ranges::find(named, &provision) != named.end()) ids.push_back(exception.id);
  }
  return ids;
}

std::string type_of(const FactDefinition& fact) {
  if (!fact.unit.empty()) return fmt::format("{}, {}", name(fact.type), fact.unit);
  if (fact.values.empty()) return std::string(name(fact.type));
  return fmt::format("{}: {}", name(fact.type), fmt::join(fact.values, ", "));
}

std::string kinds_of(const CoveredRow& row) {
  std::vector<std::string_view> kinds;
  const auto add = [&kinds](std::string_view kind) {
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
  };
  for (const Provision* provision : row.provisions) add(name(provision->kind));
  if (!row.parameters.empty()) add("parameter");
  return fmt::format("{}", fmt::join(kinds, ", "));
}

std::string facts_as_text(const catalogue::Vocabulary& vocabulary, Language language) {
  std::string text;
  for (const FactDefinition& fact : vocabulary.facts()) {
    text += fmt::format("{}\n", fact.id);
    text += paragraph(in(fact.question, language), 4);
    text += paragraph(type_of(fact), 4);
    text += fmt::format("    {} · {}\n", name(fact.stated_by), fact.source);
  }
  return text;
}

std::vector<const Provision*> listed(const Catalogue& law, const Filter& filter) {
  std::vector<const Provision*> provisions;
  for (const Provision& provision : law.provisions()) {
    if (matches(filter, law, provision)) provisions.push_back(&provision);
  }
  return provisions;
}

std::string list_as_text(const Catalogue& law, std::span<const Provision* const> provisions,
                         Language language) {
  std::string text;
  for (const Provision* provision : provisions) {
    text += fmt::format("{} {} {}  {}{}\n", padded(provision->id, kIdColumns),
                        padded(name(provision->kind), kKindColumns),
                        name(provision->confidence), in(provision->title, language),
                        is_draft(law, provision->instrument)
                            ? Words{.zh = "（草案）", .en = " (draft)"}.in(language)
                            : std::string_view());
  }
  const Words count{.zh = "共 {} 条", .en = "{} provisions"};
  return text + fmt::format(fmt::runtime(count.in(language)), provisions.size()) + "\n";
}

std::string show_as_text(const LawShelf& shelf, std::string_view id, Language language) {
  std::vector<std::string> pages;
  for (const Provision& provision : shelf.law.provisions()) {
    if (is_named(provision.id, id)) pages.push_back(page(shelf, provision, language));
  }
  for (const Parameter& parameter : shelf.law.parameters()) {
    if (is_named(parameter.id, id)) pages.push_back(page(parameter, language));
  }
  for (const OtherRow& row : shelf.law.other_rows()) {
    if (is_named(row.id, id)) pages.push_back(page(row, language));
  }
  return fmt::format("{}", fmt::join(pages, "\n"));
}

std::string search_as_text(const LawShelf& shelf, const std::vector<std::string>& words,
                           Language language) {
  std::string text;
  const auto add = [&](std::string_view id, std::string_view what) {
    text += fmt::format("{} {}\n", padded(id, kIdColumns), what);
  };
  for (const Provision& one : shelf.law.provisions()) {
    const std::string all = one.id + " " + both(one.title) + both(one.citation) +
                            both(one.text) + both(one.remedy) + both(one.obligation) +
                            one.reading;
    if (has_all(all, words)) add(one.id, in(one.title, language));
  }
  for (const Parameter& one : shelf.law.parameters()) {
    if (has_all(one.id + " " + both(one.citation) + one.unit, words)) {
      add(one.id, in(one.citation, language));
    }
  }
  for (const OtherRow& one : shelf.law.other_rows()) {
    if (has_all(one.id + " " + both(one.title) + both(one.text) + both(one.why), words)) {
      add(one.id, in(one.title, language));
    }
  }
  return text;
}

std::string coverage_as_text(const LawShelf& shelf,
                             const std::optional<std::string>& instrument, Language language) {
  constexpr int kRowColumns = 13;
  constexpr int kPlaceColumns = 9;
  constexpr int kYesColumns = 7;
  std::string text;
  std::array<std::size_t, 6> counts{};
  std::string_view group;
  for (const CoveredRow& row : coverage(shelf)) {
    if (instrument && row.row->instrument != *instrument) continue;
    if (row.row->instrument != group) {
      group = row.row->instrument;
      text += fmt::format("{}{}\n", text.empty() ? "" : "\n", group);
    }
    ++counts.at(static_cast<std::size_t>(row.place));
    if (row.place == CoveredRow::Place::missing) {
      text += fmt::format("  {} {}\n", padded(row.row->id, kRowColumns), name(row.place));
      continue;
    }
    text += fmt::format("  {} {} {} {} {}\n", padded(row.row->id, kRowColumns),
                        padded(name(row.place), kPlaceColumns),
                        padded(name(row.row->enforceable), kYesColumns),
                        name(row.row->confidence), in(article_of(row), language));
    const std::string kinds = kinds_of(row);
    text += paragraph((kinds.empty() ? "" : kinds + ": ") + what_of(row, language), 16);
  }
  text += "\n";
  for (std::size_t place = 0; place < counts.size(); ++place) {
    text += fmt::format("{} {}{}", name(static_cast<CoveredRow::Place>(place)),
                        counts.at(place), place + 1 < counts.size() ? ", " : "\n");
  }
  return text;
}

std::string diff_as_text(const Catalogue& law, std::string_view draft, Language language) {
  std::string text;
  for (const catalogue::Topic& topic : law.topics()) {
    if (topic.instrument != draft) continue;
    if (!text.empty()) text += "\n";
    text += fmt::format("{}  [{}]\n", in(topic.topic, language), name(topic.change));
    const auto side = [&](const Words& who, const Bilingual& what,
                          const std::vector<std::string>& rows) {
      text += fmt::format("  {}{}\n", who.in(language),
                          rows.empty() ? "" : fmt::format("  {}", fmt::join(rows, ", ")));
      text += paragraph(in(what, language), 4);
    };
    side({.zh = "草案", .en = "draft"}, topic.draft, topic.draft_rows);
    side({.zh = "正式", .en = "final"}, topic.final, topic.final_rows);
  }
  return text;
}

}  // namespace menshen::law_desk
