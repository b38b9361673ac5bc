#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "assessment/assess.hpp"
#include "assessment/detail/parts.hpp"
#include "assessment/formats.hpp"
#include "assessment/words.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/words.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/decision.hpp"

namespace menshen::assessment {
namespace {

namespace json = boost::json;

using catalogue::FactIndex;
using catalogue::Provision;
using policy::Status;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";

// RFC 3986: everything but the unreserved characters, and the slashes of a path, is encoded.
std::string uri_of(std::string_view file) {
  std::string uri = file.starts_with('/') ? "file://" : "";
  for (const char c : file) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') ||
                          std::string_view("-._~/").find(c) != std::string_view::npos;
    uri += is_plain
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return uri;
}

json::object message(std::string_view text) { return {{"text", text}}; }

class Writer {
 public:
  Writer(const AssessReport& report, Language language)
      : report_(report), language_(language) {}

  json::object document(std::string_view version) && {
    for (const CaseReport& one : report_.cases) {
      add(one, one.judged, false);
      if (one.draft) add(one, *one.draft, true);
    }
    json::object driver{{"name", "menshen"},
                        {"version", version},
                        {"language", language_ == Language::zh ? "zh-CN" : "en-US"},
                        {"rules", std::move(rules_)}};
    json::object run{{"tool", {{"driver", std::move(driver)}}},
                     {"columnKind", "utf16CodeUnits"},
                     {"results", std::move(results_)},
                     {"properties",
                      {{"law_digest", to_hex(report_.law.digest())},
                       {"verdict", law_yaml::name(worst(report_))}}}};
    return {
        {"$schema", kSchema}, {"version", "2.1.0"}, {"runs", json::array({std::move(run)})}};
  }

 private:
  [[nodiscard]] const std::string& say(const catalogue::Bilingual& both) const {
    return in(both, language_);
  }

  void add(const CaseReport& one, const LawReport& judged, bool is_beside) {
    for (const RuleReport* rule : rules_of(judged, Status::violated)) {
      add(one, judged, *rule, is_beside ? "note" : "error");
    }
    for (const RuleReport* rule : rules_of(judged, Status::undetermined)) {
      add(one, judged, *rule, is_beside ? "note" : "warning");
    }
  }

  void add(const CaseReport& one, const LawReport& judged, const RuleReport& rule,
           std::string_view level) {
    const Provision& provision = *rule.provision;
    json::object result{
        {"ruleId", provision.row()},
        {"ruleIndex", index_of(provision)},
        {"level", level},
        {"message", message(text_of(one, judged, rule))},
        {"locations", json::array({location(one, main_line(one, rule), true)})}};
    if (rule.grounds.size() > 1) result["relatedLocations"] = related(one, rule);
    result["partialFingerprints"] = {
        {"menshenCaseProvision/v1", fmt::format("{}/{}", one.asked.id, provision.id)}};
    result["properties"] = {{"case", one.asked.id},
                            {"provision", provision.id},
                            {"status", policy::name(rule.status)},
                            {"action", actions(rule)},
                            {"law", judged.law},
                            {"is_draft", judged.is_draft},
                            {"on", to_text(judged.day)}};
    results_.push_back(std::move(result));
  }

  [[nodiscard]] std::string text_of(const CaseReport& one, const LawReport& judged,
                                    const RuleReport& rule) const {
    std::vector<std::string> parts;
    if (judged.is_draft) parts.emplace_back(words::kDraftOnly.in(language_));
    parts.push_back(fmt::format("{}: {} ({})", one.asked.id, say(rule.provision->title),
                                say(rule.provision->citation)));
    for (const FactIndex fact : rule.grounds) {
      parts.push_back(stated(report_, one, fact, language_));
    }
    for (const FactIndex fact : rule.missing) {
      parts.push_back(fmt::format("{} {}: {}", words::kMissing.in(language_),
                                  fact_of(report_, fact).id,
                                  say(fact_of(report_, fact).question)));
    }
    if (!say(rule.provision->remedy).empty()) parts.push_back(say(rule.provision->remedy));
    return fmt::format("{}", fmt::join(parts, "\n"));
  }

  // The fact that breaks the rule; where nobody stated one, the facts as a whole.
  [[nodiscard]] static std::size_t main_line(const CaseReport& one, const RuleReport& rule) {
    for (const FactIndex fact : rule.grounds) {
      if (const auto line = one.lines.find(fact); line != one.lines.end()) return line->second;
    }
    return one.asked.facts_line;
  }

  [[nodiscard]] static json::object location(const CaseReport& one, std::size_t line,
                                             bool names_case) {
    json::object where{{"physicalLocation",
                        {{"artifactLocation", {{"uri", uri_of(one.file)}}},
                         {"region", {{"startLine", line}}}}}};
    if (names_case) where["logicalLocations"] = json::array({{{"name", one.asked.id}}});
    return where;
  }

  [[nodiscard]] json::array related(const CaseReport& one, const RuleReport& rule) const {
    json::array locations;
    for (const FactIndex fact : rule.grounds) {
      const auto line = one.lines.find(fact);
      if (line == one.lines.end()) continue;
      json::object where = location(one, line->second, false);
      where["message"] = message(stated(report_, one, fact, language_));
      locations.push_back(std::move(where));
    }
    return locations;
  }

  [[nodiscard]] static json::array actions(const RuleReport& rule) {
    json::array acts;
    for (const std::string& act : rule.acts) acts.emplace_back(act);
    return acts;
  }

  // The descriptor of the row; written at its first result.
  std::size_t index_of(const Provision& provision) {
    const auto found = std::ranges::find(rows_, provision.row());
    const auto index = static_cast<std::size_t>(found - rows_.begin());
    if (found != rows_.end()) return index;
    rows_.push_back(provision.row());
    rules_.push_back({{"id", provision.row()},
                      {"shortDescription", message(say(provision.title))},
                      {"fullDescription", message(say(provision.text))},
                      {"help", message(help(provision.row()))},
                      {"properties",
                       {{"instrument", provision.instrument},
                        {"text_confidence", catalogue::name(provision.confidence)}}}});
    return index;
  }

  // Both languages, whatever the messages are in: viewers show it to whoever looks.
  [[nodiscard]] std::string help(std::string_view row) const {
    std::vector<std::string> zh;
    std::vector<std::string> en;
    for (const Provision& provision : report_.law.provisions()) {
      if (provision.row() != row) continue;
      zh.push_back(fmt::format("{}：{} {}", provision.citation.zh, provision.text.zh,
                               provision.remedy.zh));
      en.push_back(fmt::format("{}: {} {}", provision.citation.en, provision.text.en,
                               provision.remedy.en));
    }
    return fmt::format("{}\n\n{}", fmt::join(zh, "\n"), fmt::join(en, "\n"));
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const AssessReport& report_;
  Language language_;
  std::vector<std::string_view> rows_;  // beside `rules_`
  json::array rules_;
  json::array results_;
};

}  // namespace

std::string as_sarif(const AssessReport& report, Language language, std::string_view version) {
  return json::serialize(Writer(report, language).document(version)) + "\n";
}

}  // namespace menshen::assessment
