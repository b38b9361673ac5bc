#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/act_law.hpp"
#include "policy/detail/clause.hpp"
#include "policy/detail/comparison.hpp"
#include "policy/detail/due.hpp"
#include "policy/program.hpp"

namespace menshen::policy {
namespace {

using catalogue::Kind;
using catalogue::Provision;
using Rules = std::span<const Provision* const>;

// In the order of their lanes: those that can have `requires` first.
constexpr std::array kKinds = {Kind::basis,   Kind::demands,   Kind::advises,
                               Kind::excepts, Kind::prohibits, Kind::duty};

std::uint64_t& members(ActLaw::RuleWord& word, Kind kind) {
  switch (kind) {
    case Kind::basis: return word.bases;
    case Kind::demands: return word.demands;
    case Kind::advises: return word.advice;
    case Kind::excepts: return word.exceptions;
    case Kind::prohibits: return word.prohibitions;
    case Kind::duty:
    case Kind::defines: break;
  }
  return word.duties;
}

bool has_finding(Kind kind) { return kind != Kind::advises && kind != Kind::duty; }
bool has_requires(Kind kind) {
  return kind == Kind::basis || kind == Kind::demands || kind == Kind::advises;
}

std::size_t words_for(std::size_t conditions) { return (conditions + 31) / 32; }
std::size_t double_words_for(std::size_t rules) { return (rules + 63) / 64; }

ActLaw::Row refuted(std::size_t lane) { return ActLaw::Row{1} << (lane % 32); }
ActLaw::Row open(std::size_t lane) { return refuted(lane) << 32U; }

// Lays out the law about one act.
class ActCompiler {
 public:
  ActCompiler(const catalogue::Catalogue& law, Clauses& clauses, catalogue::ActIndex act,
              Rules governing)
      : law_(law), clauses_(clauses), governing_(governing) {
    act_.act = act;
  }

  ActLaw run() && {
    place_rules();
    place_clauses();
    for (const auto& [clause, lane] : lane_of_) fill(lane, {.clause = clause});
    for (std::size_t i = 0; i < rules_.size(); ++i) note_rule(i);
    number_answers();
    for (const WordAsks& word : asks_) write(word);
    return std::move(act_);
  }

 private:
  struct Rule {
    const Provision* provision;
    Clause::Part when;
    Clause::Part requires_;
  };

  // What 32 conditions ask: rows as in ActLaw, by question and by lane of a clause.
  struct WordAsks {
    std::map<std::uint32_t, std::vector<ActLaw::Row>> questions;
    std::map<std::size_t, std::vector<ActLaw::Row>> clauses;
  };

  void place_rules() {
    for (const Kind kind : kKinds) {
      if (kind == Kind::excepts) act_.first_exception = rules_.size();
      if (kind == Kind::duty) act_.first_duty = rules_.size();
      std::vector<Rule> rules;
      for (const Provision* rule : governing_) {
        if (rule->kind != kind) continue;
        rules.push_back({.provision = rule,
                         .when = clauses_.condition(rule->when),
                         .requires_ = clauses_.condition(rule->requires_)});
      }
      // Side by side, rules that ask the same share a word more often.
      const bool is_order_free = kind == Kind::demands || kind == Kind::prohibits;
      if (is_order_free) {
        std::ranges::stable_sort(rules, [this](const Rule& a, const Rule& b) {
          return std::tie(clauses_[a.requires_.clause], clauses_[a.when.clause]) <
                 std::tie(clauses_[b.requires_.clause], clauses_[b.when.clause]);
        });
      }
      rules_.insert(rules_.end(), rules.begin(), rules.end());
      if (has_requires(kind)) with_requires_ = rules_.size();
    }
    for (const Rule& rule : rules_) act_.rules.push_back(rule.provision);
    for (const Provision* rule : governing_) {
      if (has_finding(rule->kind)) act_.findings.push_back(rule_of(rule));
    }
    act_.rule_words.resize(double_words_for(rules_.size()));
    act_.lifted_by.resize(rules_.size());
  }

  [[nodiscard]] std::uint16_t rule_of(const Provision* provision) const {
    const auto found = std::ranges::find(act_.rules, provision);
    return static_cast<std::uint16_t>(found - act_.rules.begin());
  }

  // Every clause that is a part of another gets a lane, in a word after those it rests on.
  void place_clauses() {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      find_parts(rules_[i].when.clause);
      if (i < with_requires_) find_parts(rules_[i].requires_.clause);
    }
    std::vector<std::pair<std::size_t, std::uint32_t>> by_depth;
    for (const auto& [clause, depth] : depth_) by_depth.emplace_back(depth, clause);
    std::ranges::sort(by_depth);
    std::size_t next = 0;
    for (std::size_t i = 0; i < by_depth.size(); ++i) {
      const bool is_deeper = i > 0 && by_depth[i].first != by_depth[i - 1].first;
      if (is_deeper) next = 32 * words_for(next);
      lane_of_.emplace(by_depth[i].second, next++);
    }
    act_.when_begin = words_for(next);
    act_.requires_begin = act_.when_begin + 2 * act_.rule_words.size();
    asks_.resize(act_.requires_begin + 2 * double_words_for(with_requires_));
  }

  // How deep they stand.
  std::size_t find_parts(std::uint32_t of) {
    std::size_t depth = 0;
    for (const Clause::Part part : clauses_[of].parts) {
      const auto [found, is_new] = depth_.try_emplace(part.clause);
      if (is_new) found->second = find_parts(part.clause);
      depth = std::max(depth, found->second + 1);
    }
    return depth;
  }

  void note_rule(std::size_t at) {
    const auto& [provision, when, requires_] = rules_[at];
    ActLaw::RuleWord& word = act_.rule_words[at / 64];
    const std::uint64_t bit = std::uint64_t{1} << (at % 64);
    members(word, provision->kind) |= bit;
    if (when.is_negated) word.when_is_negated |= bit;
    fill(32 * act_.when_begin + at, when);
    if (at < with_requires_) {
      if (requires_.is_negated) word.requires_is_negated |= bit;
      fill(32 * act_.requires_begin + at, requires_);
    }
    if (provision->kind == Kind::excepts) note_lifted(at);
    if (provision->kind == Kind::duty) act_.due.push_back(due(*provision));
  }

  void note_lifted(std::size_t exception) {
    std::map<std::size_t, std::uint64_t> rules;
    for (const Provision* target : law_.lifted_by(*act_.rules[exception])) {
      const std::size_t at = rule_of(target);
      if (at == act_.rules.size()) continue;
      rules[at / 64] |= std::uint64_t{1} << (at % 64);
      act_.lifted_by[at].push_back(static_cast<std::uint16_t>(exception));
    }
    act_.lifts.push_back({.begin = position(act_.lifted)});
    for (const auto& [word, bits] : rules) {
      act_.lifted.push_back({.word = static_cast<std::uint32_t>(word), .rules = bits});
    }
    act_.lifts.back().end = position(act_.lifted);
  }

  [[nodiscard]] std::optional<DueRule> due(const Provision& duty) const {
    if (!duty.deadline) return std::nullopt;
    catalogue::Term start = duty.deadline->day;
    DueRule rule;
    if (start.shift && start.shift->period == catalogue::Period::working_days) {
      rule.working_days = clauses_.amount(*start.shift);
      start.shift.reset();
    }
    rule.ends_a_period = start.shift && duty.deadline->kind == catalogue::Deadline::Kind::by;
    rule.start = clauses_.side(start);
    return rule;
  }

  // Puts a condition into its lane, which learns whom to ask.
  void fill(std::size_t lane, Clause::Part root) {
    const Clause& clause = clauses_[root.clause];
    WordAsks& asks = asks_[lane / 32];
    for (const Literal& literal : clause.literals) {
      auto& rows = asks.questions[literal.question];
      rows.resize(1 + literal.holds_for.size());
      rows[0] |= open(lane);
      for (std::size_t i = 0; i < literal.holds_for.size(); ++i) {
        if (!literal.holds_for[i]) rows[1 + i] |= refuted(lane);
      }
    }
    for (const Clause::Part part : clause.parts) {
      auto& rows = asks.clauses[lane_of_.at(part.clause)];
      rows.resize(3);  // unknown, no, yes
      rows[0] |= open(lane);
      rows[part.is_negated ? 2 : 1] |= refuted(lane);
    }
  }

  void number_answers() {
    std::set<std::uint32_t> questions;
    for (const WordAsks& word : asks_) {
      for (const auto& [question, rows] : word.questions) questions.insert(question);
    }
    act_.first_mark = 64 * double_words_for(law_.vocabulary().facts().size());
    for (const std::uint32_t at : questions) {
      const auto* mark = std::get_if<Mark>(&clauses_.question(at));
      if (mark == nullptr) continue;
      answer_of_.emplace(at, act_.first_mark + act_.marks.size());
      act_.marks.push_back(*mark);
    }
    act_.first_comparison = act_.first_mark + act_.marks.size();
    for (const std::uint32_t at : questions) {
      const auto* comparison = std::get_if<Comparison>(&clauses_.question(at));
      if (comparison == nullptr) continue;
      answer_of_.emplace(at, act_.first_comparison + act_.comparisons.size());
      act_.comparisons.push_back(*comparison);
    }
    for (const std::uint32_t at : questions) {
      const auto* choice = std::get_if<Stated>(&clauses_.question(at));
      if (choice != nullptr) answer_of_.emplace(at, choice->fact);
    }
    act_.first_clause = act_.first_comparison + act_.comparisons.size();
    act_.answers = act_.first_clause + 32 * act_.when_begin + 1;
  }

  void write(const WordAsks& asks) {
    ActLaw::Word word{.yes_no = {.begin = position(act_.yes_no)},
                      .choices = {.begin = position(act_.choices)}};
    for (const auto& [at, rows] : asks.questions) write(answer_of_.at(at), rows);
    for (const auto& [lane, rows] : asks.clauses) write(act_.first_clause + lane, rows);
    while ((act_.yes_no.size() - word.yes_no.begin) % ActLaw::kYesNoAtOnce != 0) {
      write(act_.answers - 1, std::vector<ActLaw::Row>(3));
    }
    word.yes_no.end = position(act_.yes_no);
    word.choices.end = position(act_.choices);
    act_.words.push_back(word);
    for (std::size_t i = 0; i < yes_no_rows_.size(); i += 6) {
      for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = 0; b < 3; ++b) {
          act_.yes_no_rows.push_back(yes_no_rows_[i + a] | yes_no_rows_[i + 3 + b]);
        }
      }
    }
    yes_no_rows_.clear();
  }

  void write(std::size_t answer, const std::vector<ActLaw::Row>& rows) {
    if (rows.size() == 3) {
      act_.yes_no.push_back(static_cast<std::uint16_t>(answer));
      yes_no_rows_.insert(yes_no_rows_.end(), rows.begin(), rows.end());
    } else {
      act_.choices.push_back({.first_row = position(act_.choice_rows),
                              .answer = static_cast<std::uint32_t>(answer)});
      act_.choice_rows.insert(act_.choice_rows.end(), rows.begin(), rows.end());
    }
  }

  template <typename T>
  static std::uint32_t position(const std::vector<T>& list) {
    return static_cast<std::uint32_t>(list.size());
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const catalogue::Catalogue& law_;
  Clauses& clauses_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  Rules governing_;
  ActLaw act_;
  std::vector<Rule> rules_;                     // by lane
  std::size_t with_requires_ = 0;               // so many rules from the first on
  std::map<std::uint32_t, std::size_t> depth_;  // of every clause that is a part
  std::map<std::uint32_t, std::size_t> lane_of_;
  std::vector<WordAsks> asks_;
  std::vector<ActLaw::Row> yes_no_rows_;
  std::map<std::uint32_t, std::size_t> answer_of_;  // a question
};

}  // namespace

Program compile(const catalogue::Catalogue& law, CivilDate day, std::string_view draft) {
  Program program(law, day);
  const auto binding = draft.empty() ? law.in_force(day) : law.draft(draft, day);
  Clauses clauses(law, day, binding);
  const auto acts = static_cast<catalogue::ActIndex>(law.vocabulary().acts().size());
  for (catalogue::ActIndex act = 0; act <= acts; ++act) {
    std::vector<const Provision*> rules;
    std::ranges::copy_if(binding, std::back_inserter(rules), [act](const Provision* one) {
      return one->kind != Kind::defines && std::ranges::find(one->acts, act) != one->acts.end();
    });
    program.acts_.push_back(
        std::make_shared<const ActLaw>(ActCompiler(law, clauses, act, rules).run()));
  }
  return program;
}

}  // namespace menshen::policy
