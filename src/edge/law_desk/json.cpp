// The pages of the law as JSON.
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition_text.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/pages.hpp"
#include "law_desk/shelf.hpp"
#include "law_yaml/read_rows.hpp"

namespace menshen::law_desk {
namespace {

namespace json = boost::json;

using catalogue::Bilingual;
using catalogue::Catalogue;
using catalogue::FactDefinition;
using catalogue::Provision;

json::object both(const Bilingual& text) { return {{"zh", text.zh}, {"en", text.en}}; }

json::array strings(const std::vector<std::string>& values) {
  // NOLINTNEXTLINE(modernize-return-braced-init-list): braces would be a list of two values
  return json::array(values.begin(), values.end());
}

json::object as_json(const FactDefinition& fact) {
  json::object object{{"id", fact.id}, {"type", name(fact.type)}};
  if (!fact.unit.empty()) object["unit"] = fact.unit;
  if (!fact.values.empty()) object["values"] = strings(fact.values);
  object["question"] = both(fact.question);
  object["stated_by"] = name(fact.stated_by);
  object["source"] = fact.source;
  return object;
}

json::object as_json(const Catalogue& law, const Provision& provision) {
  json::array acts;
  for (const auto act : provision.acts) acts.emplace_back(law.vocabulary().acts()[act].id);
  json::object object{{"id", provision.id},
                      {"row", provision.row()},
                      {"instrument", provision.instrument},
                      {"is_draft", is_draft(law, provision.instrument)},
                      {"kind", name(provision.kind)},
                      {"title", both(provision.title)},
                      {"citation", both(provision.citation)},
                      {"text", both(provision.text)},
                      {"text_confidence", name(provision.confidence)},
                      {"acts", std::move(acts)},
                      {"from", to_text(provision.in_force.from)},
                      {"until", nullptr},
                      {"source", provision.in_force.source},
                      {"still_valid_on", to_text(provision.in_force.still_valid_on)},
                      {"review", name(provision.review)},
                      {"file", provision.file}};
  if (provision.in_force.until) object["until"] = to_text(*provision.in_force.until);
  if (!is_absent(provision.when)) object["when"] = to_text(provision.when, law);
  if (!is_absent(provision.requires_)) object["requires"] = to_text(provision.requires_, law);
  if (!provision.lifts.empty()) object["lifts"] = strings(provision.lifts);
  if (!provision.remedy.en.empty()) object["remedy"] = both(provision.remedy);
  if (!provision.obligation.en.empty()) object["obligation"] = both(provision.obligation);
  if (!provision.reading.empty()) object["reading"] = provision.reading;
  return object;
}

json::object as_json(const CoveredRow& covered) {
  json::array provisions;
  for (const Provision* provision : covered.provisions) provisions.emplace_back(provision->id);
  for (const auto* parameter : covered.parameters) provisions.emplace_back(parameter->id);
  json::object object{{"id", covered.row->id},
                      {"instrument", covered.row->instrument},
                      {"enforceable", name(covered.row->enforceable)},
                      {"text_confidence", name(covered.row->confidence)},
                      {"place", name(covered.place)},
                      {"kinds", kinds_of(covered)},
                      {"provisions", std::move(provisions)}};
  if (covered.other != nullptr) {
    object["title"] = both(covered.other->title);
    object["why"] = both(covered.other->why);
  } else if (!covered.provisions.empty()) {
    object["title"] = both(covered.provisions.front()->title);
  }
  return object;
}

}  // namespace

std::string facts_as_json(const catalogue::Vocabulary& vocabulary) {
  json::array facts;
  for (const FactDefinition& fact : vocabulary.facts()) facts.push_back(as_json(fact));
  json::array acts;
  for (const auto& act : vocabulary.acts()) {
    acts.push_back(json::object{{"id", act.id}, {"title", both(act.title)}});
  }
  return json::serialize(json::object{{"facts", std::move(facts)}, {"acts", std::move(acts)}}) +
         "\n";
}

std::string list_as_json(const Catalogue& law, std::span<const Provision* const> provisions) {
  json::array list;
  for (const Provision* provision : provisions) list.push_back(as_json(law, *provision));
  return json::serialize(json::object{{"provisions", std::move(list)}}) + "\n";
}

std::string coverage_as_json(const LawShelf& shelf,
                             const std::optional<std::string>& instrument) {
  json::array rows;
  for (const CoveredRow& row : coverage(shelf)) {
    if (!instrument || row.row->instrument == *instrument) rows.push_back(as_json(row));
  }
  return json::serialize(json::object{{"rows", std::move(rows)}}) + "\n";
}

}  // namespace menshen::law_desk
