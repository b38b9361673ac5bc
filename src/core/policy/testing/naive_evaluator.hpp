// For tests only: the law judged a second time, straight from the syntax tree and without
// a thought for speed, to be compared with evaluate().
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "policy/decision.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

struct NaiveDecision {
  Outcome outcome = Outcome::deny;
  std::map<std::string, Status> findings;
  std::set<std::string> missing;
  std::map<std::string, std::optional<CivilDate>> obligations;
  std::set<std::string> advice;
};

class NaiveEvaluator {
 public:
  NaiveEvaluator(const catalogue::Catalogue& law, CivilDate day, const Facts& facts)
      : law_(law), day_(day), facts_(facts) {}

  [[nodiscard]] NaiveDecision decide(std::string_view action) const {
    NaiveDecision decision;
    const auto act = law_.vocabulary().find_act(action);
    std::set<std::string> breaks;
    std::set<std::string> bases;
    std::vector<const Provision*> doubtful;
    bool is_doubtful_basis = false;
    for (const Provision* p : act ? governing(*act) : std::vector<const Provision*>{}) {
      const auto when = truth_of(p->when);
      const auto required = truth_of(p->requires_);
      const bool is_off = when == false;
      switch (p->kind) {
        case Kind::defines: break;
        case Kind::excepts:
          decision.findings[p->id] = is_off       ? Status::not_applicable
                                     : sure(when) ? Status::satisfied
                                                  : Status::undetermined;
          break;
        case Kind::basis: {
          const auto good = both(when, required);
          if (good == true) bases.insert(p->id);
          if (!good) {
            is_doubtful_basis = true;
            doubtful.push_back(p);
          }
          decision.findings[p->id] = is_off          ? Status::not_applicable
                                     : good == true  ? Status::satisfied
                                     : good == false ? Status::violated
                                                     : Status::undetermined;
          break;
        }
        case Kind::prohibits:
        case Kind::demands: {
          const auto broken =
              p->kind == Kind::prohibits ? when : both(when, opposite(required));
          Status& status = decision.findings[p->id];
          if (is_off) {
            status = Status::not_applicable;
          } else if (is_lifted(*p, *act)) {
            status = Status::excepted;
          } else if (!broken) {
            status = Status::undetermined;
            doubtful.push_back(p);
          } else {
            status = *broken ? Status::violated : Status::satisfied;
            if (*broken) breaks.insert(p->id);
          }
          break;
        }
        case Kind::duty:
          if (!is_off && !is_lifted(*p, *act)) decision.obligations[p->id] = due(*p);
          break;
        case Kind::advises:
          if (!is_off && required != true && !is_lifted(*p, *act)) {
            decision.advice.insert(p->id);
          }
          break;
      }
    }
    bool is_in_doubt = bases.empty() && is_doubtful_basis;
    for (const Provision* p : doubtful) {
      if (p->kind == Kind::basis && !bases.empty()) continue;
      if (p->kind != Kind::basis) is_in_doubt = true;
      collect_missing(*p, decision.missing);
    }
    if (!bases.empty()) {
      for (auto& [id, status] : decision.findings) {
        if (law_.find(id)->kind == Kind::basis && !bases.contains(id)) {
          status = Status::not_applicable;
        }
      }
    }
    const bool is_denied = !breaks.empty() || (bases.empty() && !is_doubtful_basis);
    decision.outcome = is_denied     ? Outcome::deny
                       : is_in_doubt ? Outcome::undetermined
                                     : Outcome::permit;
    return decision;
  }

 private:
  using Condition = catalogue::Condition;
  using Kind = catalogue::Kind;
  using Provision = catalogue::Provision;
  using Term = catalogue::Term;
  using Maybe = std::optional<bool>;

  static bool sure(Maybe a) { return a == true; }
  static Maybe both(Maybe a, Maybe b) {
    if (a == false || b == false) return false;
    if (a == true && b == true) return true;
    return std::nullopt;
  }
  static Maybe opposite(Maybe a) { return a ? Maybe(!*a) : a; }
  static Maybe either(Maybe a, Maybe b) { return opposite(both(opposite(a), opposite(b))); }

  [[nodiscard]] bool is_in_force(const Provision& p) const {
    if (p.in_force.from > day_) return false;
    return !p.in_force.until || day_ <= *p.in_force.until;
  }

  [[nodiscard]] std::vector<const Provision*> governing(catalogue::ActIndex act) const {
    std::vector<const Provision*> some;
    for (const Provision& p : law_.provisions()) {
      if (is_in_force(p) && std::ranges::count(p.acts, act) > 0) some.push_back(&p);
    }
    return some;
  }

  [[nodiscard]] bool is_lifted(const Provision& rule, catalogue::ActIndex act) const {
    for (const Provision* p : governing(act)) {
      if (p->kind != Kind::excepts || truth_of(p->when) != true) continue;
      for (const std::string& name : p->lifts) {
        if (name == rule.id || name == rule.instrument) return true;
      }
    }
    return false;
  }

  [[nodiscard]] Maybe truth_of(const Condition& c) const {
    switch (c.kind) {
      case Condition::Kind::test: return truth_of(c.test);
      case Condition::Kind::negation: return opposite(truth_of(c.parts.at(0)));
      case Condition::Kind::all: {
        Maybe truth = true;
        for (const Condition& part : c.parts) truth = both(truth, truth_of(part));
        return truth;
      }
      case Condition::Kind::any: break;
    }
    Maybe truth = false;
    for (const Condition& part : c.parts) truth = either(truth, truth_of(part));
    return truth;
  }

  [[nodiscard]] bool is_derived(catalogue::FactIndex fact) const {
    return law_.vocabulary().facts()[fact].stated_by == catalogue::StatedBy::derived;
  }

  [[nodiscard]] std::vector<const Provision*> definitions(catalogue::FactIndex fact) const {
    std::vector<const Provision*> some;
    for (const Provision& p : law_.provisions()) {
      if (p.defines == fact && is_in_force(p)) some.push_back(&p);
    }
    return some;
  }

  [[nodiscard]] std::optional<std::int64_t> value_of(const Term& t) const {
    std::optional<std::int64_t> value = t.literal;
    if (t.kind == Term::Kind::today) value = day_.time_since_epoch().count();
    if (t.kind == Term::Kind::parameter) value = number(t.parameter);
    if (t.kind == Term::Kind::fact) value = fact_value(t.fact);
    if (!value || !t.shift) return value;
    const auto amount = t.shift->parameter ? number(*t.shift->parameter) : t.shift->amount;
    return catalogue::moved(*value, amount, t.shift->period, t.shift->is_back);
  }

  [[nodiscard]] std::optional<std::int64_t> fact_value(catalogue::FactIndex fact) const {
    if (!is_derived(fact)) return facts_.interned(fact);
    Maybe truth = false;
    for (const Provision* p : definitions(fact)) truth = either(truth, truth_of(p->when));
    if (!truth) return std::nullopt;
    return *truth ? 1 : 0;
  }

  [[nodiscard]] std::int64_t number(catalogue::ParameterIndex at) const {
    std::int64_t value = 0;
    for (const auto& entry : law_.parameters()[at].values) {
      if (entry.from <= day_) value = entry.value;
    }
    return value;
  }

  [[nodiscard]] Maybe truth_of(const catalogue::Test& t) const {
    const auto left = value_of(t.left);
    const auto right = value_of(t.right);
    if (!left || !right) return std::nullopt;
    switch (t.relation) {
      case catalogue::Relation::equal: return *left == *right;
      case catalogue::Relation::not_equal: return *left != *right;
      case catalogue::Relation::less: return *left < *right;
      case catalogue::Relation::less_or_equal: return *left <= *right;
      case catalogue::Relation::greater: return *left > *right;
      case catalogue::Relation::greater_or_equal: return *left >= *right;
      case catalogue::Relation::contains: return (*left & *right) != 0;
      case catalogue::Relation::in: break;
    }
    return std::ranges::count(t.words, *left) > 0;
  }

  // What an unknown part waits for; a settled part waits for nothing.
  void collect_missing(const Condition& c, std::set<std::string>& missing) const {
    if (truth_of(c)) return;
    for (const Condition& part : c.parts) collect_missing(part, missing);
    if (c.kind != Condition::Kind::test) return;
    for (const Term* t : {&c.test.left, &c.test.right}) {
      if (t->kind != Term::Kind::fact || fact_value(t->fact)) continue;
      if (!is_derived(t->fact)) missing.insert(law_.vocabulary().facts()[t->fact].id);
      for (const Provision* p : definitions(t->fact)) collect_missing(p->when, missing);
    }
  }

  void collect_missing(const Provision& p, std::set<std::string>& missing) const {
    collect_missing(p.when, missing);
    if (p.kind != Kind::prohibits) collect_missing(p.requires_, missing);
  }

  [[nodiscard]] std::optional<CivilDate> due(const Provision& p) const {
    if (!p.deadline) return std::nullopt;
    const auto& shift = p.deadline->day.shift;
    if (shift && shift->period == catalogue::Period::working_days) return std::nullopt;
    const auto day = value_of(p.deadline->day);
    if (!day) return std::nullopt;
    return CivilDate{std::chrono::days{*day}};
  }

  const catalogue::Catalogue& law_;
  CivilDate day_;
  const Facts& facts_;
};

}  // namespace menshen::policy
