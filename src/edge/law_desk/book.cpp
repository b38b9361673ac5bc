#include "law_desk/book.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/condition_text.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/pages.hpp"
#include "law_desk/shelf.hpp"
#include "law_yaml/verdict.hpp"

namespace menshen::law_desk {
namespace {

using catalogue::Bilingual;
using catalogue::Catalogue;
using catalogue::Instrument;
using catalogue::Parameter;
using catalogue::Provision;

constexpr std::string_view kMade =
    "<!-- Made by `menshen law book`; edit the files in law/ instead. -->\n\n";

// A cell of a table: a bar in it would end it.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, 1, '\\');
  }
  return text;
}

// A period may be followed by a second language on the same line of a table.
std::string both(const Bilingual& text) { return cell(text.zh + "<br>" + text.en); }

std::string link(std::string_view id, std::string_view file) {
  return fmt::format("[{}](../../law/{})", id, file);
}

std::string yaml(const std::string& lines) {
  return fmt::format("```yaml\n{}\n```\n\n", lines);
}

std::string days(const Catalogue& law, const Provision& provision) {
  const auto& force = provision.in_force;
  if (is_draft(law, provision.instrument)) {
    return fmt::format("proposed {}, never in force", to_text(force.from));
  }
  return fmt::format("from {}{}", to_text(force.from),
                     force.until ? " until " + to_text(*force.until) : "");
}

std::string rule(const Catalogue& law, const Provision& provision) {
  std::string lines = fmt::format("kind: {}\n", name(provision.kind));
  if (provision.defines) {
    lines += fmt::format("defines: {}\n", law.vocabulary().facts()[*provision.defines].id);
  }
  if (!provision.acts.empty()) lines += fmt::format("acts: {}\n", acts_of(law, provision));
  const auto add = [&](std::string_view field, const catalogue::Condition& condition) {
    if (is_absent(condition)) return;
    const std::string text = to_text(condition, law);
    const bool is_one_line = text.find('\n') == std::string::npos &&
                             condition.kind == catalogue::Condition::Kind::test;
    if (is_one_line) {
      lines += fmt::format("{}: {}\n", field, text);
      return;
    }
    lines += fmt::format("{}:\n  ", field);
    for (const char c : text) {
      lines += c;
      if (c == '\n') lines += "  ";
    }
    while (lines.back() == ' ' || lines.back() == '\n') lines.pop_back();
    lines += "\n";
  };
  add("when", provision.when);
  add("requires", provision.requires_);
  if (!provision.lifts.empty()) {
    lines += fmt::format("lifts: [{}]\n", fmt::join(provision.lifts, ", "));
  }
  if (provision.deadline) {
    const bool is_by = provision.deadline->kind == catalogue::Deadline::Kind::by;
    lines += fmt::format("{}: {}\n", is_by ? "by" : "until", to_text(*provision.deadline, law));
  }
  lines.pop_back();
  return yaml(lines);
}

std::string entry(const LawShelf& shelf, const Provision& provision) {
  const Catalogue& law = shelf.law;
  std::string text = fmt::format("#### {} {} · {}\n\n", link(provision.id, provision.file),
                                 provision.title.zh, provision.title.en);
  text += fmt::format("{}\n\n{}\n\n", provision.text.zh, provision.text.en);
  text += fmt::format("Text {} · {} · {} · {}\n\n", name(provision.confidence),
                      days(law, provision), name(provision.review), provision.in_force.source);
  text += rule(law, provision);
  if (!provision.obligation.en.empty()) {
    text += fmt::format("**Obligation** {} {}\n\n", provision.obligation.zh,
                        provision.obligation.en);
  }
  if (!provision.remedy.en.empty()) {
    text += fmt::format("**Remedy** {} {}\n\n", provision.remedy.zh, provision.remedy.en);
  }
  if (!provision.reading.empty()) text += fmt::format("**Reading** {}\n\n", provision.reading);
  if (!provision.despite_rank.en.empty()) {
    text += fmt::format("**Despite its rank** {} {}\n\n", provision.despite_rank.zh,
                        provision.despite_rank.en);
  }
  if (const auto exceptions = lifted_by(law, provision); !exceptions.empty()) {
    text += fmt::format("**Lifted by** {}\n\n", fmt::join(exceptions, ", "));
  }
  return text;
}

std::string entry(const Parameter& parameter) {
  std::string text = fmt::format("#### {} · {}, {}\n\n", link(parameter.id, parameter.file),
                                 parameter.unit, name(parameter.meets));
  for (const Parameter::Entry& value : parameter.values) {
    text +=
        fmt::format("- from {}: **{}** ({})\n", to_text(value.from), value.value, value.source);
  }
  text += "\n";
  if (!parameter.reading.empty()) text += fmt::format("**Reading** {}\n\n", parameter.reading);
  return text;
}

std::string cases(const LawShelf& shelf, std::string_view row) {
  std::string text;
  for (const TriedCase* one : cases_of(shelf, row)) {
    const auto& tried = one->tried;
    const std::string name =
        tried.title ? fmt::format("{} {}", tried.title->zh, tried.title->en) : tried.id;
    const std::string verdict =
        tried.expect && tried.expect->verdict
            ? fmt::format("{}, ", law_yaml::name(*tried.expect->verdict))
            : "";
    text += fmt::format("- {} ({}[{}](../../law/{}))\n", name, verdict, one->file, one->file);
  }
  return text.empty() ? "" : "**Cases**\n\n" + text + "\n";
}

std::string section(const LawShelf& shelf, const CoveredRow& row) {
  std::string text = fmt::format("### {} · {}\n\n", row.row->id, name(row.place));
  if (row.other != nullptr) {
    text += fmt::format("{} {} · {} {}\n\n", row.other->article.zh, row.other->article.en,
                        row.other->title.zh, row.other->title.en);
    text += fmt::format("{}\n\n{}\n\n", row.other->text.zh, row.other->text.en);
    text += fmt::format("Text {} · [law/{}](../../law/{})\n\n", name(row.other->confidence),
                        row.other->file, row.other->file);
    text += fmt::format("**Why** {} {}\n\n", row.other->why.zh, row.other->why.en);
    return text;
  }
  const Bilingual& article = row.provisions.empty() ? row.parameters.front()->article
                                                    : row.provisions.front()->article;
  text += fmt::format("{} · {}\n\n", article.zh, article.en);
  for (const Provision* provision : row.provisions) text += entry(shelf, *provision);
  for (const Parameter* parameter : row.parameters) text += entry(*parameter);
  return text + cases(shelf, row.row->id);
}

std::string preface(const Instrument& instrument) {
  std::string text = fmt::format("# {}\n\n{}\n\n", instrument.title.zh, instrument.title.en);
  text += fmt::format("{} · {}{} · {}", instrument.issuer.zh, instrument.issuer.en,
                      instrument.number.empty() ? "" : ", " + instrument.number,
                      name(instrument.rank));
  if (instrument.promulgated) {
    text += fmt::format(" · promulgated {}", to_text(*instrument.promulgated));
  }
  if (instrument.status == catalogue::InstrumentStatus::draft) {
    return text + " · **a draft, never in force**\n\n";
  }
  return text + fmt::format(" · in force from {}\n\n", to_text(instrument.in_force.from));
}

std::string contents_row(const CoveredRow& row) {
  if (row.other != nullptr) {
    return fmt::format("| {} | {} | {} | {} | {} |\n", row.row->id, both(row.other->article),
                       name(row.place), name(row.other->confidence), both(row.other->title));
  }
  const Bilingual& article = row.provisions.empty() ? row.parameters.front()->article
                                                    : row.provisions.front()->article;
  const Bilingual& title =
      row.provisions.empty() ? row.parameters.front()->article : row.provisions.front()->title;
  return fmt::format("| {} | {} | {} | {} | {} |\n", row.row->id, both(article), kinds_of(row),
                     name(row.row->confidence), both(title));
}

}  // namespace

std::map<std::string, std::string> law_book(const LawShelf& shelf) {
  std::map<std::string, std::string> pages;
  std::map<std::string, std::map<std::string, int>> counts;
  std::vector<std::string> groups;
  std::map<std::string, std::string> tables;
  std::map<std::string, std::string> sections;
  for (const CoveredRow& row : coverage(shelf)) {
    const std::string& group = row.row->instrument;
    if (std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
    ++counts[group][std::string(name(row.place))];
    if (row.place == CoveredRow::Place::missing) continue;
    tables[group] += contents_row(row);
    sections[group] += section(shelf, row);
  }
  std::string index =
      std::string(kMade) +
      "# 法律手册 · The law book\n\n"
      "Every requirement of the matrix with its text, its rule, its sources and the "
      "cases that try it.\nWhat the fields mean: [law/README.md](../../law/README.md)."
      "\n\n| instrument | rows | rule | content | evidence | applied | none |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const std::string& group : groups) {
    const auto instrument = std::ranges::find(shelf.law.instruments(), group, &Instrument::id);
    const std::string title =
        instrument == shelf.law.instruments().end()
            ? group
            : fmt::format("{}<br>{}", instrument->title.zh, instrument->title.en);
    auto& count = counts[group];
    int rows = 0;
    for (const auto& [place, number] : count) rows += number;
    index += fmt::format("| [{}]({}.md) | {} | {} | {} | {} | {} | {} |\n", cell(title), group,
                         rows, count["rule"], count["content"], count["evidence"],
                         count["applied"], count["none"]);
    std::string page(kMade);
    if (instrument != shelf.law.instruments().end()) page += preface(*instrument);
    page += "| row | article | place | text | what |\n|---|---|---|---|---|\n" + tables[group] +
            "\n" + sections[group];
    while (page.ends_with("\n\n")) page.pop_back();
    pages[group + ".md"] = page;
  }
  pages["README.md"] = index;
  return pages;
}

}  // namespace menshen::law_desk
