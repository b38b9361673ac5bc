#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/decision.hpp"
#include "readiness/formats.hpp"
#include "readiness/report.hpp"

namespace menshen::readiness {
namespace {

namespace json = boost::json;

json::object both(const catalogue::Bilingual& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

json::object as_json(const Put& put, std::string_view state) {
  json::array open;
  for (const Said& said : put.fields) {
    if (!said.is_open) continue;
    json::object one{{"field", said.field}, {"placeholder", said.value}};
    if (!said.words.empty()) one["words"] = json::value_from(said.words);
    open.push_back(std::move(one));
  }
  return {{"command", command_line(put, state)},
          {"words", json::value_from(command_words(put, state))},
          {"open", std::move(open)}};
}

json::object as_json(const Need& need, const Report& report, std::string_view state) {
  const auto& fact = report.law.vocabulary().facts()[need.fact];
  json::object one{{"fact", fact.id}, {"question", both(fact.question)}};
  if (need.stated) {
    one["stated"] = catalogue::to_text(*need.stated);
    one["source"] = need.source;
  }
  if (!need.test.empty()) one["asked"] = need.test;
  if (need.mend) one["mend"] = as_json(*need.mend, state);
  return one;
}

json::object as_json(const Finding& finding, const Report& report, std::string_view state) {
  json::array needs;
  for (const Need& need : finding.needs) needs.push_back(as_json(need, report, state));
  const catalogue::Provision& provision = *finding.provision;
  return {{"provision", provision.id},
          {"row", provision.row()},
          {"status", policy::name(finding.status)},
          {"title", both(provision.title)},
          {"citation", both(provision.citation)},
          {"text", both(provision.text)},
          {"remedy", both(provision.remedy)},
          {"cases", json::value_from(finding.cases)},
          {"needs", std::move(needs)}};
}

json::array cases_of(const Report& report) {
  json::array cases;
  for (const Case& one : report.cases) {
    cases.push_back(json::object{{"purpose", one.purpose.text()},
                                 {"device", one.device.text()},
                                 {"place", one.place.text()},
                                 {"outcome", policy::name(one.outcome)}});
  }
  return cases;
}

json::array overdue_of(const Report& report) {
  json::array list;
  for (const Overdue& one : report.overdue) {
    list.push_back(json::object{
        {"obligation", one.obligation}, {"what", both(one.what)}, {"due", to_text(one.due)}});
  }
  return list;
}

}  // namespace

std::string as_json(const Report& report, std::string_view state) {
  json::array findings;
  for (const Finding& one : report.findings) findings.push_back(as_json(one, report, state));
  json::array gaps;
  for (const Gap& one : report.gaps) {
    gaps.push_back(json::object{{"what", both(one.what)}, {"mend", as_json(one.mend, state)}});
  }
  json::array puts;
  for (const Put& one : report.puts) puts.push_back(as_json(one, state));
  json::array checks;
  for (const Check& one : report.checks) {
    checks.push_back(json::object{{"what", both(one.what)}, {"is_well", one.is_well}});
  }
  const json::object page{{"day", to_text(report.day)},
                          {"law", report.law.jurisdiction().id},
                          {"law_digest", to_hex(report.law.digest())},
                          {"outcome", policy::name(report.outcome())},
                          {"is_healthy", report.is_healthy()},
                          {"cases", cases_of(report)},
                          {"gaps", std::move(gaps)},
                          {"findings", std::move(findings)},
                          {"mend", std::move(puts)},
                          {"overdue", overdue_of(report)},
                          {"checks", std::move(checks)}};
  return json::serialize(page) + "\n";
}

}  // namespace menshen::readiness
