#include "assessment/draft.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "assessment/assess.hpp"
#include "assessment/detail/parts.hpp"
#include "assessment/formats.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "law_desk/words.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_stated.hpp"

namespace menshen::assessment {
namespace {

namespace json = boost::json;
using law_desk::Words;

// What asks for an item names its fact like this.
constexpr std::string_view kItemFact = "assessment.item.";

constexpr Words kTitle{.zh = "个人信息保护影响评估（草稿）",
                       .en = "Personal information protection impact assessment (draft)"};
constexpr Words kPurpose{.zh = "目的", .en = "purpose"};
constexpr Words kStatement{.zh = "对个人的说明", .en = "as people are told"};
constexpr Words kScope{.zh = "评估范围（SHA-256）", .en = "scope (SHA-256)"};

constexpr Words kLaw{.zh = "法律（SHA-256）", .en = "law (SHA-256)"};
constexpr Words kItems{.zh = "须评估的内容", .en = "What has to be assessed"};
constexpr Words kSay{.zh = "结论和理由：", .en = "Finding and reasons:"};
constexpr Words kRest{
    .zh =
        "以下由系统按今天登记的事实写成，供评估时使用；它不是评估结论。每台设备前设想的是一名"
        "已被告知、可以选择其他方式并书面同意的成年人。",
    .en =
        "What follows is made of what is on file today, for the assessment to use; it is no "
        "finding of it. Before each device somebody is supposed who is grown up, was told, "
        "was offered another way and agreed in writing."};
constexpr std::string_view kLine = "____________________";

bool asks_for_item(const catalogue::Provision& provision, const catalogue::Catalogue& law) {
  if (provision.kind != catalogue::Kind::demands) return false;
  bool is_asked = false;
  catalogue::for_each_term(provision.requires_, [&](const catalogue::Term& term) {
    is_asked = is_asked || (term.kind == catalogue::Term::Kind::fact &&
                            law.vocabulary().facts()[term.fact].id.starts_with(kItemFact));
  });
  return is_asked;
}

law_yaml::ManifestCase case_of(const std::string& purpose, CivilDate day, const AtDevice& at) {
  law_yaml::ManifestCase one{
      .id = purpose + "@" + at.device,
      .title = catalogue::Bilingual{.zh = fmt::format("目的 {}，设备 {}", purpose, at.device),
                                    .en = fmt::format("Purpose {} at device {}", purpose,
                                                      at.device)},
      .on = day,
      .acts = {at.acts.begin(), at.acts.end()}};
  for (const auto& stated : at.facts.stated()) {
    one.facts.push_back({.id = stated.definition->id,
                         .value = stated.value,
                         .source = std::string(stated.source)});
  }
  return one;
}

json::object both(const catalogue::Bilingual& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

}  // namespace

Draft draft_of(const catalogue::Catalogue& law, CivilDate day, std::string purpose,
               catalogue::Bilingual statement, std::string scope,
               std::span<const AtDevice> devices) {
  NamedManifest manifest{.file = "on file", .manifest = {.cases = {}, .is_list = true}};
  for (const AtDevice& each : devices) {
    manifest.manifest.cases.push_back(case_of(purpose, day, each));
  }
  Draft draft{.purpose = std::move(purpose),
              .statement = std::move(statement),
              .scope = std::move(scope),
              .report = assess(law, {std::move(manifest)}, {.today = day}),
              .items = {}};
  for (const auto* provision : draft.report.law.in_force(day)) {
    if (asks_for_item(*provision, draft.report.law)) draft.items.push_back(provision);
  }
  return draft;
}

std::string draft_as_markdown(const Draft& draft, Language language) {
  std::string text = fmt::format("# {}\n\n|  |  |\n|---|---|\n", kTitle.in(language));
  const auto row = [&](const Words& name, const std::string& value) {
    text += fmt::format("| {} | {} |\n", name.in(language), value);
  };
  row(kPurpose, plain(draft.purpose));
  row(kStatement, plain(in(draft.statement, language)));
  row(kScope, "`" + draft.scope + "`");
  row(kLaw, "`" + to_hex(draft.report.law.digest()) + "`");
  text += fmt::format("\n## {}\n\n", kItems.in(language));
  for (const auto* item : draft.items) {
    text += fmt::format("### {} {}\n\n{} ({})\n\n{}\n\n{}\n\n", item->row(),
                        in(item->title, language), in(item->text, language),
                        in(item->citation, language), kSay.in(language), kLine);
  }
  return text + fmt::format("{}\n\n", kRest.in(language)) +
         as_markdown(draft.report, language, Explaining::none);
}

std::string draft_as_json(const Draft& draft) {
  json::array items;
  for (const auto* item : draft.items) {
    items.push_back(json::object{{"rule", item->id},
                                 {"title", both(item->title)},
                                 {"text", both(item->text)},
                                 {"citation", both(item->citation)}});
  }
  return json::serialize(json::object{
             {"type", "menshen.assessment-draft"},
             {"version", 1},
             {"purpose", draft.purpose},
             {"statement", both(draft.statement)},
             {"scope", draft.scope},
             {"items", std::move(items)},
             {"assessment", json::parse(as_json(draft.report, Explaining::none))}}) +
         "\n";
}

}  // namespace menshen::assessment
