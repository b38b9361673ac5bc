// For tests only: the law judged a second time, straight from the syntax tree and without a
// thought for speed, to be compared with evaluate(). It shares nothing with it but the law:
// values are compared as they were stated, and days are counted on its own fingers.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/decision.hpp"
#include "policy/testing/naive_date.hpp"
#include "policy/testing/values.hpp"

namespace menshen::policy {

struct NaiveDecision {
  struct Finding {
    const catalogue::Provision* provision;
    Status status;
    const catalogue::Provision* excepted_by;

    bool operator==(const Finding&) const = default;
  };
  struct Owed {
    const catalogue::Provision* provision;
    bool is_certain;
    std::optional<Due> due;

    bool operator==(const Owed&) const = default;
  };

  Outcome outcome = Outcome::deny;
  Basis basis = Basis::none_in_force;
  std::vector<Finding> findings;
  std::set<catalogue::FactIndex> missing;
  std::vector<Owed> obligations;
  std::vector<const catalogue::Provision*> advice;

  bool operator==(const NaiveDecision&) const = default;
};

class NaiveEvaluator {
 public:
  // `provisions`: those that bind, in the catalogue's order.
  NaiveEvaluator(const catalogue::Catalogue& law, CivilDate day,
                 std::vector<const catalogue::Provision*> provisions)
      : law_(law), day_(day), provisions_(std::move(provisions)) {}

  [[nodiscard]] NaiveDecision decide(std::string_view action, const Values& values) {
    values_ = &values;
    derived_.clear();
    NaiveDecision decision;
    std::vector<const Provision*> doubtful;
    bool has_basis = false;
    bool is_held = false;
    bool is_broken = false;
    const auto governing = this->governing(action);
    for (const Provision* p : governing) {
      const Maybe when = truth_of(p->when);
      const Maybe required = truth_of(p->requires_);
      const Provision* exception = exception_to(*p, governing);
      const bool is_off = when == false;
      switch (p->kind) {
        case Kind::defines: break;
        case Kind::excepts:
          decision.findings.push_back(
              {p, is_off ? Status::not_applicable : kept(when), nullptr});
          break;
        case Kind::basis: {
          has_basis = true;
          const Maybe good = both(when, required);
          is_held = is_held || good == true;
          if (!good) doubtful.push_back(p);
          decision.findings.push_back(
              {p, is_off ? Status::not_applicable : kept(good), nullptr});
          break;
        }
        case Kind::prohibits:
        case Kind::demands: {
          const Maybe fine =
              p->kind == Kind::prohibits ? opposite(when) : either(opposite(when), required);
          if (is_off) {
            decision.findings.push_back({p, Status::not_applicable, nullptr});
          } else if (exception != nullptr) {
            decision.findings.push_back({p, Status::excepted, exception});
          } else {
            decision.findings.push_back({p, kept(fine), nullptr});
            if (!fine) doubtful.push_back(p);
            is_broken = is_broken || fine == false;
          }
          break;
        }
        case Kind::duty:
          if (!is_off && exception == nullptr) {
            decision.obligations.push_back({p, when == true, due(*p)});
          }
          break;
        case Kind::advises:
          if (!is_off && required != true && exception == nullptr) decision.advice.push_back(p);
          break;
      }
    }
    conclude(decision, doubtful, has_basis, is_held, is_broken);
    return decision;
  }

 private:
  using Condition = catalogue::Condition;
  using FactIndex = catalogue::FactIndex;
  using Kind = catalogue::Kind;
  using Provision = catalogue::Provision;
  using Relation = catalogue::Relation;
  using Term = catalogue::Term;
  using Type = catalogue::Type;
  using Maybe = std::optional<bool>;
  // What a term comes to: as catalogue::Value, but a day is a NaiveDate.
  using Worth = std::variant<bool, std::int64_t, NaiveDate, std::string, std::set<std::string>>;

  static Status kept(Maybe is_kept) {
    if (!is_kept) return Status::undetermined;
    return *is_kept ? Status::satisfied : Status::violated;
  }
  static Maybe both(Maybe a, Maybe b) {
    if (a == false || b == false) return false;
    if (a == true && b == true) return true;
    return std::nullopt;
  }
  static Maybe opposite(Maybe a) { return a ? Maybe(!*a) : a; }
  static Maybe either(Maybe a, Maybe b) {
    if (a == true || b == true) return true;
    if (a == false && b == false) return false;
    return std::nullopt;
  }

  void conclude(NaiveDecision& decision, const std::vector<const Provision*>& doubtful,
                bool has_basis, bool is_held, bool is_broken) {
    bool is_rule_doubtful = false;
    bool is_basis_doubtful = false;
    for (const Provision* p : doubtful) {
      (p->kind == Kind::basis ? is_basis_doubtful : is_rule_doubtful) = true;
      if (p->kind == Kind::basis && is_held) continue;
      collect_missing(p->when, decision.missing);
      if (p->kind != Kind::prohibits) collect_missing(p->requires_, decision.missing);
    }
    for (auto& finding : decision.findings) {
      const bool is_spare = is_held && finding.provision->kind == Kind::basis &&
                            finding.status != Status::satisfied;
      if (is_spare) finding.status = Status::not_applicable;
    }
    decision.basis = !has_basis          ? Basis::none_in_force
                     : is_held           ? Basis::held
                     : is_basis_doubtful ? Basis::undetermined
                                         : Basis::missing;
    const bool is_without_basis =
        decision.basis == Basis::none_in_force || decision.basis == Basis::missing;
    if (is_broken || is_without_basis) {
      decision.outcome = Outcome::deny;
    } else if (is_rule_doubtful || !is_held) {
      decision.outcome = Outcome::undetermined;
    } else {
      decision.outcome = Outcome::permit;
    }
  }

  [[nodiscard]] std::vector<const Provision*> governing(std::string_view action) const {
    std::vector<const Provision*> some;
    for (const Provision* p : provisions_) {
      for (const catalogue::ActIndex act : p->acts) {
        if (law_.vocabulary().acts()[act].id == action) some.push_back(p);
      }
    }
    return some;
  }

  const Provision* exception_to(const Provision& rule,
                                const std::vector<const Provision*>& governing) {
    for (const Provision* p : governing) {
      if (p->kind != Kind::excepts) continue;
      for (const std::string& name : p->lifts) {
        const bool names_it = name == rule.id || name == rule.instrument;
        if (names_it && truth_of(p->when) == true) return p;
      }
    }
    return nullptr;
  }

  Maybe truth_of(const Condition& c) {
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

  Maybe truth_of(const catalogue::Test& t) {
    const auto left = worth(t.left, t);
    if (t.relation == Relation::in) {
      if (!left) return std::nullopt;
      return std::ranges::any_of(t.words, [&](auto word) { return *left == literal(word, t); });
    }
    const auto right = worth(t.right, t);
    if (!left || !right) return std::nullopt;
    switch (t.relation) {
      case Relation::equal: return *left == *right;
      case Relation::not_equal: return *left != *right;
      case Relation::less: return *left < *right;
      case Relation::less_or_equal: return *left <= *right;
      case Relation::greater: return *left > *right;
      case Relation::greater_or_equal: return *left >= *right;
      case Relation::contains:
        return std::ranges::includes(std::get<std::set<std::string>>(*left),
                                     std::get<std::set<std::string>>(*right));
      case Relation::in: break;
    }
    return std::nullopt;
  }

  // `of` says what type a literal is of.
  std::optional<Worth> worth(const Term& t, const catalogue::Test& of) {
    std::optional<Worth> worth;
    switch (t.kind) {
      case Term::Kind::literal: worth = literal(t.literal, of); break;
      case Term::Kind::today: worth = NaiveDate::of(day_); break;
      case Term::Kind::parameter: worth = number(t.parameter); break;
      case Term::Kind::fact: worth = stated_or_derived(t.fact); break;
    }
    if (!worth || !t.shift) return worth;
    std::int64_t amount = t.shift->parameter ? number(*t.shift->parameter) : t.shift->amount;
    if (t.shift->is_back) amount = -amount;
    NaiveDate date = std::get<NaiveDate>(*worth);
    switch (t.shift->period) {
      case catalogue::Period::days: date.add_days(amount); break;
      case catalogue::Period::months: date.add_months(amount); break;
      case catalogue::Period::years: date.add_months(12 * amount); break;
      case catalogue::Period::working_days: {
        const auto day = counted(date.day(), amount);
        return day ? std::optional<Worth>(NaiveDate::of(*day)) : std::nullopt;
      }
    }
    return date;
  }

  [[nodiscard]] Worth literal(std::int64_t number, const catalogue::Test& of) const {
    const catalogue::FactDefinition* fact = nullptr;
    bool is_date = false;
    for (const Term* t : {&of.left, &of.right}) {
      if (t->kind == Term::Kind::fact) fact = &law_.vocabulary().facts()[t->fact];
      if (t->kind == Term::Kind::today || t->shift) is_date = true;
    }
    const Type other = is_date ? Type::date : Type::integer;
    switch (fact == nullptr ? other : fact->type) {
      case Type::boolean: return number != 0;
      case Type::integer: return number;
      case Type::date: return NaiveDate::of(CivilDate{std::chrono::days{number}});
      case Type::one_of: return fact->values.at(static_cast<std::size_t>(number));
      case Type::set_of: break;
    }
    std::set<std::string> words;
    for (std::size_t i = 0; i < fact->values.size(); ++i) {
      if ((number >> i & 1) != 0) words.insert(fact->values[i]);
    }
    return words;
  }

  std::optional<Worth> stated_or_derived(FactIndex fact) {
    if (law_.vocabulary().facts()[fact].stated_by == catalogue::StatedBy::derived) {
      const Maybe truth = derived(fact);
      return truth ? std::optional<Worth>(*truth) : std::nullopt;
    }
    const auto& value = values_->at(fact);
    if (!value) return std::nullopt;
    struct ToWorth {
      Worth operator()(bool flag) const { return flag; }
      Worth operator()(std::int64_t number) const { return number; }
      Worth operator()(CivilDate day) const { return NaiveDate::of(day); }
      Worth operator()(const std::string& word) const { return word; }
      Worth operator()(const std::vector<std::string>& words) const {
        return std::set<std::string>(words.begin(), words.end());
      }
    };
    return std::visit(ToWorth{}, *value);
  }

  Maybe derived(FactIndex fact) {
    if (const auto known = derived_.find(fact); known != derived_.end()) return known->second;
    Maybe truth = false;
    for (const Provision* p : definitions(fact)) truth = either(truth, truth_of(p->when));
    derived_.emplace(fact, truth);
    return truth;
  }

  [[nodiscard]] std::vector<const Provision*> definitions(FactIndex fact) const {
    std::vector<const Provision*> some;
    for (const Provision* p : provisions_) {
      if (p->defines == fact) some.push_back(p);
    }
    return some;
  }

  [[nodiscard]] std::int64_t number(catalogue::ParameterIndex at) const {
    std::int64_t value = 0;
    for (const auto& entry : law_.parameters()[at].values) {
      if (entry.from <= day_) value = entry.value;
    }
    return value;
  }

  // What an unknown part waits for; a settled part waits for nothing.
  void collect_missing(const Condition& c, std::set<FactIndex>& missing) {
    if (truth_of(c)) return;
    for (const Condition& part : c.parts) collect_missing(part, missing);
    if (c.kind != Condition::Kind::test) return;
    for (const Term* t : {&c.test.left, &c.test.right}) {
      if (t->kind != Term::Kind::fact || stated_or_derived(t->fact)) continue;
      if (law_.vocabulary().facts()[t->fact].stated_by != catalogue::StatedBy::derived) {
        missing.insert(t->fact);
      }
      for (const Provision* p : definitions(t->fact)) collect_missing(p->when, missing);
    }
  }

  // Working days one by one; none where a year was not announced.
  std::optional<CivilDate> counted(CivilDate day, std::int64_t working_days) {
    while (working_days > 0) {
      day += std::chrono::days{1};
      const auto is_working = law_.calendar().is_working_day(day);
      if (!is_working) return std::nullopt;
      if (*is_working) --working_days;
    }
    return day;
  }

  // The calendar is tried by itself; what is tried here is what is asked of it.
  std::optional<Due> due(const Provision& p) {
    if (!p.deadline) return std::nullopt;
    Term start = p.deadline->day;
    if (start.kind == Term::Kind::literal && !start.shift) {
      const CivilDate fixed{std::chrono::days{start.literal}};
      return Due{.day = {.day = fixed}, .earliest = {.day = fixed}};
    }
    const auto shift = std::exchange(start.shift, std::nullopt);
    Term other = start;
    other.shift = shift;  // says that the literal is a day
    const auto from = worth(start, {.left = other});
    if (!from) return std::nullopt;
    const CivilDate day = std::get<NaiveDate>(*from).day();
    if (!shift) return Due{.day = {.day = day}, .earliest = {.day = day}};
    if (shift->period == catalogue::Period::working_days) {
      const auto both = law_.calendar().working_days_after(
          day, shift->parameter ? number(*shift->parameter) : shift->amount);
      return Due{.day = both.last_day, .earliest = both.earliest};
    }
    const CivilDate moved =
        std::get<NaiveDate>(*worth(p.deadline->day, {.left = p.deadline->day})).day();
    const bool is_by = p.deadline->kind == catalogue::Deadline::Kind::by;
    return Due{.day = is_by ? law_.calendar().working_day_from(moved)
                            : catalogue::CountedDay{.day = moved},
               .earliest = {.day = moved}};
  }

  const catalogue::Catalogue& law_;
  CivilDate day_;
  std::vector<const Provision*> provisions_;
  const Values* values_ = nullptr;
  std::map<FactIndex, Maybe> derived_;
};

}  // namespace menshen::policy
