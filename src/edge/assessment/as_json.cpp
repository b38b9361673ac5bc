#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json.hpp>

#include "assessment/assess.hpp"
#include "assessment/detail/parts.hpp"
#include "assessment/formats.hpp"
#include "assessment/words.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/condition_text.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_stated.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/decision.hpp"
#include "policy/explain.hpp"

namespace menshen::assessment {
namespace {

namespace json = boost::json;

using catalogue::FactIndex;
using policy::Status;

json::object both(const catalogue::Bilingual& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

template <typename Texts>
json::array strings(const Texts& texts) {
  json::array array;
  for (const auto& text : texts) array.emplace_back(std::string_view(text));
  return array;
}

json::value to_json(const catalogue::Value& value) {
  struct Writer {
    json::value operator()(bool flag) const { return flag; }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(CivilDate day) const { return json::string(to_text(day)); }
    json::value operator()(const std::string& text) const { return json::string(text); }
    json::value operator()(const std::vector<std::string>& words) const {
      return strings(words);
    }
  };
  return std::visit(Writer{}, value);
}

class Writer {
 public:
  Writer(const AssessReport& report, Explaining explaining)
      : report_(report), explaining_(explaining) {}

  [[nodiscard]] json::object document() const {
    if (!report_.is_list) return write(report_.cases.front());
    json::array cases;
    for (const CaseReport& one : report_.cases) cases.push_back(write(one));
    return {{"verdict", law_yaml::name(worst(report_))}, {"cases", std::move(cases)}};
  }

 private:
  [[nodiscard]] json::object write(const CaseReport& one) const {
    json::object object{{"case", one.asked.id}};
    if (one.asked.title) object["title"] = both(*one.asked.title);
    object["file"] = one.file;
    if (one.asked.line != 0) object["line"] = one.asked.line;
    object["action"] = strings(one.asked.acts);
    object["facts"] = facts(one);
    for (auto& [key, value] : under(one, one.judged)) object[key] = std::move(value);
    if (one.draft) object["draft"] = beside(one, *one.draft);
    if (one.changed) object["what_if"] = what_if(one.judged, *one.changed);
    if (report_.is_checked) object["check"] = check(one);
    return object;
  }

  [[nodiscard]] json::object under(const CaseReport& one, const LawReport& judged) const {
    json::object object{{"on", to_text(judged.day)},
                        {"law", judged.law},
                        {"is_draft", judged.is_draft},
                        {"law_digest", to_hex(report_.law.digest())},
                        {"verdict", law_yaml::name(judged.verdict)},
                        {"violated", rows(judged, Status::violated)},
                        {"undetermined", rows(judged, Status::undetermined)},
                        {"missing_facts", ids(judged.missing)},
                        {"obligations", obligations(one, judged)},
                        {"remedies", remedies(judged)},
                        {"excepted", rows(judged, Status::excepted)},
                        {"advice", advice(judged)},
                        {"basis", bases(judged)},
                        {"rules", rules(one, judged)},
                        {"questions", questions(judged)}};
    if (explaining_ != Explaining::none) object["explanation"] = explanation(one, judged);
    return object;
  }

  [[nodiscard]] static json::array rows(const LawReport& judged, Status status) {
    return strings(judged.rows(status));
  }

  [[nodiscard]] json::array ids(const std::vector<FactIndex>& facts) const {
    json::array array;
    for (const FactIndex fact : facts) array.emplace_back(fact_of(report_, fact).id);
    return array;
  }

  [[nodiscard]] json::object stated(const CaseReport& one, FactIndex fact) const {
    json::object object{{"fact", fact_of(report_, fact).id}};
    const auto value = value_of(one, fact);
    object["value"] = value ? to_json(*value) : json::value(nullptr);
    const auto line = one.lines.find(fact);
    if (line != one.lines.end() && line->second == 0) {
      object["source"] = place_of(one, fact);  // a record
      return object;
    }
    object["line"] = line == one.lines.end() ? json::value(nullptr) : json::value(line->second);
    return object;
  }

  [[nodiscard]] json::array stated(const CaseReport& one,
                                   const std::vector<FactIndex>& facts) const {
    json::array array;
    for (const FactIndex fact : facts) array.push_back(stated(one, fact));
    return array;
  }

  [[nodiscard]] json::array facts(const CaseReport& one) const {
    json::array array;
    for (const auto& [fact, line] : one.lines) array.push_back(stated(one, fact));
    return array;
  }

  // What every entry says of its provision.
  [[nodiscard]] static json::object cited(const catalogue::Provision& provision) {
    return {{"rule_id", provision.row()},
            {"provision", provision.id},
            {"kind", catalogue::name(provision.kind)},
            {"title", both(provision.title)},
            {"article", both(provision.citation)},
            {"text", both(provision.text)},
            {"text_confidence", catalogue::name(provision.confidence)},
            {"review", catalogue::name(provision.review)}};
  }

  [[nodiscard]] json::array rules(const CaseReport& one, const LawReport& judged) const {
    json::array array;
    for (const RuleReport& rule : judged.rules) {
      if (rule.status == Status::not_applicable) continue;
      json::object object = cited(*rule.provision);
      object["status"] = policy::name(rule.status);
      object["action"] = strings(rule.acts);
      object["wrong"] =
          rule.status == Status::violated ? stated(one, rule.grounds) : json::array();
      object["missing_facts"] = ids(rule.missing);
      object["remedy"] = both(rule.provision->remedy);
      if (rule.excepted_by != nullptr) object["excepted_by"] = rule.excepted_by->row();
      json::array unless;
      for (const PossibleException& exception : rule.could_lift) {
        unless.push_back({{"rule_id", exception.provision->row()},
                          {"provision", exception.provision->id},
                          {"missing_facts", ids(exception.missing)}});
      }
      object["could_be_excepted_by"] = std::move(unless);
      array.push_back(std::move(object));
    }
    return array;
  }

  [[nodiscard]] json::array obligations(const CaseReport& one, const LawReport& judged) const {
    json::array array;
    for (const ObligationReport& duty : judged.obligations) {
      json::object object = cited(*duty.provision);
      object["obligation"] = both(duty.provision->obligation);
      object["is_certain"] = duty.is_certain;
      object["action"] = strings(duty.acts);
      object["because"] = stated(one, duty.grounds);
      write_due(duty, object);
      array.push_back(std::move(object));
    }
    return array;
  }

  // The day to go by and the day to warn by; where a year is not announced, no day but a bound.
  static void write_due(const ObligationReport& duty, json::object& object) {
    const auto& deadline = duty.provision->deadline;
    for (const auto* key : {"deadline", "due", "not_before", "waits_for_notice", "earliest"}) {
      object[key] = nullptr;
    }
    if (!duty.due || !deadline) return;
    const bool is_by = deadline->kind == catalogue::Deadline::Kind::by;
    object["deadline"] = is_by ? "by" : "until";
    object[duty.due->day.waits_for ? "not_before" : "due"] = to_text(duty.due->day.day);
    if (const auto year = duty.due->day.waits_for) {
      object["waits_for_notice"] = static_cast<int>(*year);
    }
    if (!duty.due->earliest.waits_for) object["earliest"] = to_text(duty.due->earliest.day);
  }

  [[nodiscard]] static json::array remedies(const LawReport& judged) {
    json::array array;
    for (const RuleReport* rule : rules_of(judged, Status::violated)) {
      array.push_back({{"rule_id", rule->provision->row()},
                       {"zh", rule->provision->remedy.zh},
                       {"en", rule->provision->remedy.en}});
    }
    return array;
  }

  [[nodiscard]] static json::array advice(const LawReport& judged) {
    json::array array;
    for (const AdviceReport& one : judged.advice) {
      json::object object = cited(*one.provision);
      object["remedy"] = both(one.provision->remedy);
      array.push_back(std::move(object));
    }
    return array;
  }

  [[nodiscard]] static json::array bases(const LawReport& judged) {
    json::array array;
    for (const auto& [act, basis] : judged.bases) {
      array.push_back({{"action", act}, {"basis", policy::name(basis)}});
    }
    return array;
  }

  [[nodiscard]] json::array questions(const LawReport& judged) const {
    json::array array;
    for (const FactIndex fact : judged.missing) {
      const auto& definition = fact_of(report_, fact);
      json::array needed_by;
      for (const RuleReport& rule : judged.rules) {
        if (std::ranges::find(rule.missing, fact) == rule.missing.end()) continue;
        needed_by.emplace_back(rule.provision->row());
      }
      array.push_back({{"fact", definition.id},
                       {"type", catalogue::name(definition.type)},
                       {"values", strings(definition.values)},
                       {"question", both(definition.question)},
                       {"needed_by", std::move(needed_by)}});
    }
    return array;
  }

  [[nodiscard]] json::object beside(const CaseReport& one, const LawReport& draft) const {
    json::object object = under(one, draft);
    object["was_ever_in_force"] = false;
    json::array topics;
    for (const TopicReport& topic : topics_of(report_, one.judged, draft)) {
      topics.push_back({{"topic", both(topic.topic->topic)},
                        {"change", catalogue::name(topic.topic->change)},
                        {"law", statuses(topic.law)},
                        {"draft", statuses(topic.draft)}});
    }
    object["topics"] = std::move(topics);
    return object;
  }

  [[nodiscard]] static json::object statuses(const TopicReport::Rows& rows) {
    json::object object;
    for (const auto& [row, status] : rows) object[row] = policy::name(status);
    return object;
  }

  [[nodiscard]] json::object what_if(const LawReport& before, const LawReport& after) const {
    json::array facts;
    for (const law_yaml::Statement& one : report_.what_if) {
      facts.push_back({{"fact", one.id},
                       {"value", one.value ? to_json(*one.value) : json::value(nullptr)}});
    }
    json::array changes;
    for (const Change& change : changes_between(before, after)) {
      changes.push_back({{"rule_id", change.provision->row()},
                         {"provision", change.provision->id},
                         {"before", change.before.name},
                         {"after", change.after.name}});
    }
    return {{"facts", std::move(facts)},
            {"verdict", law_yaml::name(after.verdict)},
            {"violated", rows(after, Status::violated)},
            {"undetermined", rows(after, Status::undetermined)},
            {"missing_facts", ids(after.missing)},
            {"changes", std::move(changes)}};
  }

  [[nodiscard]] static json::object check(const CaseReport& one) {
    json::array mismatches;
    for (const catalogue::Bilingual& mismatch : one.mismatches) {
      mismatches.push_back(both(mismatch));
    }
    return {{"is_expected", one.asked.expect.has_value()},
            {"as_expected", one.mismatches.empty()},
            {"mismatches", std::move(mismatches)}};
  }

  [[nodiscard]] json::array explanation(const CaseReport& one, const LawReport& judged) const {
    json::array array;
    for (const RuleReport& rule : judged.rules) {
      const bool speaks = rule.status != Status::not_applicable;
      if (!speaks && explaining_ != Explaining::all) continue;
      array.push_back(explained(one, rule.why, policy::name(rule.status)));
    }
    for (const ObligationReport& duty : judged.obligations) {
      array.push_back(explained(one, duty.why, duty.is_certain ? "arises" : "may_arise"));
    }
    for (const AdviceReport& advice : judged.advice) {
      array.push_back(explained(one, advice.why, "not_followed"));
    }
    return array;
  }

  [[nodiscard]] json::object explained(const CaseReport& one, const policy::Explanation& why,
                                       std::string_view status) const {
    return {{"rule_id", why.provision->row()},
            {"provision", why.provision->id},
            {"kind", catalogue::name(why.provision->kind)},
            {"status", status},
            {"when", tree(one, why.when)},
            {"requires", tree(one, why.requires_)}};
  }

  [[nodiscard]] json::object tree(const CaseReport& one, const policy::Reason& reason) const {
    const catalogue::Condition& condition = *reason.condition;
    json::object object;
    if (reason.definition != nullptr) object["defined_by"] = reason.definition->id;
    json::array parts;
    for (const policy::Reason& part : reason.parts) parts.push_back(tree(one, part));
    switch (condition.kind) {
      case catalogue::Condition::Kind::test:
        object["test"] = catalogue::to_text(condition.test, report_.law);
        object["stated"] =
            stated(one, policy::stated_facts(condition.test, report_.law.vocabulary()));
        if (!parts.empty()) object["any"] = std::move(parts);
        break;
      case catalogue::Condition::Kind::all: object["all"] = std::move(parts); break;
      case catalogue::Condition::Kind::any: object["any"] = std::move(parts); break;
      case catalogue::Condition::Kind::negation: object["not"] = std::move(parts); break;
    }
    object["truth"] = words_for(reason.truth).en;
    return object;
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const AssessReport& report_;
  Explaining explaining_;
};

}  // namespace

std::string as_json(const AssessReport& report, Explaining explaining) {
  return json::serialize(Writer(report, explaining).document()) + "\n";
}

}  // namespace menshen::assessment
