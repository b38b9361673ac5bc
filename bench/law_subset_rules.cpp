#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_subset.hpp"

namespace menshen::bench {
namespace {

namespace json = boost::json;

using catalogue::Catalogue;
using catalogue::Condition;
using catalogue::Kind;
using catalogue::Provision;
using catalogue::Relation;
using catalogue::Term;
using catalogue::Test;

json::value negated(json::value condition) {
  return json::object{{"not", std::move(condition)}};
}

std::string_view sign(Relation relation) {
  switch (relation) {
    case Relation::equal: return "==";
    case Relation::not_equal: return "!=";
    case Relation::less: return "<";
    case Relation::less_or_equal: return "<=";
    case Relation::greater: return ">";
    case Relation::greater_or_equal: return ">=";
    case Relation::in: return "in";
    case Relation::contains: break;
  }
  return "contains";
}

class Rules {
 public:
  Rules(const Catalogue& law, CivilDate day)
      : law_(law), day_(day), binding_(law.in_force(day)) {}

  [[nodiscard]] Result<json::value> run() const {
    json::array rules;
    for (const Provision* provision : binding_) {
      if (provision->kind == Kind::defines || provision->kind == Kind::excepts) continue;
      MENSHEN_TRY(auto holds, effect(*provision));
      json::array unless;
      for (const Provision* exception : binding_) {
        if (exception->kind != Kind::excepts) continue;
        if (std::ranges::count(law_.lifted_by(*exception), provision) == 0) continue;
        MENSHEN_TRY(auto lifts, condition(exception->when));
        unless.push_back(std::move(lifts));
      }
      rules.push_back({{"id", provision->id},
                       {"is_basis", provision->kind == Kind::basis},
                       {"holds", std::move(holds)},
                       {"unless", std::move(unless)}});
    }
    return json::value(std::move(rules));
  }

 private:
  [[nodiscard]] Result<json::value> effect(const Provision& provision) const {
    MENSHEN_TRY(auto when, condition(provision.when));
    if (provision.kind == Kind::prohibits) return when;
    MENSHEN_TRY(auto required, condition(provision.requires_));
    if (provision.kind == Kind::demands) required = negated(std::move(required));
    return all_of({std::move(when), std::move(required)});
  }

  // What always holds is left out, as a person who writes the rule would.
  static json::value all_of(const json::array& conditions) {
    const json::value always = json::object{{"all", json::array{}}};
    json::array parts;
    for (const json::value& condition : conditions) {
      if (condition != always) parts.push_back(condition);
    }
    if (parts.size() == 1) return parts.front();
    return json::object{{"all", std::move(parts)}};
  }

  [[nodiscard]] Result<json::value> condition(const Condition& condition) const {
    if (condition.kind == Condition::Kind::test) return test(condition.test);
    json::array parts;
    for (const Condition& one : condition.parts) {
      MENSHEN_TRY(auto part, this->condition(one));
      parts.push_back(std::move(part));
    }
    if (condition.kind == Condition::Kind::negation) return negated(std::move(parts.front()));
    const bool is_all = condition.kind == Condition::Kind::all;
    return json::object{{is_all ? "all" : "any", std::move(parts)}};
  }

  [[nodiscard]] Result<json::value> test(const Test& test) const {
    const auto& [left, relation, right, words] = test;
    const bool is_plain = left.kind == Term::Kind::fact && !left.shift &&
                          right.kind != Term::Kind::fact && !right.shift;
    if (!is_plain) return fail(Code::invalid_input, "a test that no other engine can be given");
    const auto& fact = law_.vocabulary().facts()[left.fact];
    if (fact.type == catalogue::Type::boolean) {
      const bool is_yes = (relation == Relation::equal) == (right.literal != 0);
      MENSHEN_TRY(auto yes, is_true(left.fact));
      return is_yes ? std::move(yes) : negated(std::move(yes));
    }
    if (relation == Relation::in) {
      json::array list;
      for (const std::int64_t word : words) list.push_back(value(left.fact, word));
      return compared(fact.id, relation, std::move(list));
    }
    if (relation != Relation::contains) {
      return compared(fact.id, relation, value(left.fact, number_of(right, law_, day_)));
    }
    const json::value asked = value(left.fact, right.literal);
    json::array parts;
    for (const json::value& word : asked.as_array()) {
      parts.push_back(compared(fact.id, relation, word));
    }
    return all_of(parts);
  }

  // A derived fact is what its definitions say.
  [[nodiscard]] Result<json::value> is_true(catalogue::FactIndex fact) const {
    const auto& definition = law_.vocabulary().facts()[fact];
    if (definition.stated_by != catalogue::StatedBy::derived) {
      return json::object{{"fact", definition.id}};
    }
    json::array definitions;
    for (const Provision* provision : binding_) {
      if (provision->defines != fact) continue;
      MENSHEN_TRY(auto defined, condition(provision->when));
      definitions.push_back(std::move(defined));
    }
    if (definitions.size() == 1) return std::move(definitions.front());
    return json::object{{"any", std::move(definitions)}};
  }

  static json::value compared(std::string_view fact, Relation relation, json::value value) {
    return json::object{{"fact", fact}, {"is", sign(relation)}, {"value", std::move(value)}};
  }

  [[nodiscard]] json::value value(catalogue::FactIndex fact, std::int64_t interned) const {
    return to_json(law_.vocabulary().value_of(fact, interned));
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Catalogue& law_;
  CivilDate day_;
  std::vector<const Provision*> binding_;
};

}  // namespace

json::value to_json(const catalogue::Value& value) {
  return std::visit(
      [](const auto& held) -> json::value {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, CivilDate>) {
          return json::value(held.time_since_epoch().count());
        } else {
          return json::value_from(held);
        }
      },
      value);
}

std::int64_t number_of(const Term& term, const Catalogue& law, CivilDate day) {
  switch (term.kind) {
    case Term::Kind::today: return day.time_since_epoch().count();
    case Term::Kind::parameter: return law.parameters()[term.parameter].on(day)->value;
    case Term::Kind::fact:
    case Term::Kind::literal: break;
  }
  return term.literal;
}

Result<json::value> rules_of(const Catalogue& subset, CivilDate day) {
  return Rules(subset, day).run();
}

}  // namespace menshen::bench
