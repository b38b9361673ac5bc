#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/act_law.hpp"
#include "policy/detail/clause.hpp"
#include "policy/detail/lanes.hpp"
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

std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }
std::uint64_t bit(std::size_t lane) { return std::uint64_t{1} << (lane % 64); }

// Lays out the law about one act.
class ActCompiler {
 public:
  ActCompiler(const catalogue::Catalogue& law, Clauses& clauses, Rules rules)
      : law_(law), clauses_(clauses), governing_(rules) {}

  ActLaw run() && {
    place_rules();
    place_clauses();
    place_lanes();
    for (std::size_t i = 0; i < act_.rules.size(); ++i) note_rule(i);
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      fill(64 * act_.clauses_begin + i, {.clause = placed_[i]});
    }
    make_steps();
    return std::move(act_);
  }

 private:
  struct Roots {
    Clause::Part when;
    Clause::Part requires_;
  };

  void place_rules() {
    for (const Kind kind : kKinds) {
      if (kind == Kind::excepts) act_.first_exception = act_.rules.size();
      if (kind == Kind::duty) act_.first_duty = act_.rules.size();
      for (const Provision* rule : governing_) {
        if (rule->kind != kind) continue;
        act_.rules.push_back(rule);
        roots_.push_back({.when = clauses_.condition(rule->when),
                          .requires_ = clauses_.condition(rule->requires_)});
        if (has_requires(kind)) with_requires_ = roots_.size();
      }
    }
    for (const Provision* rule : governing_) {
      if (has_finding(rule->kind)) act_.findings.push_back(rule_of(rule));
    }
  }

  [[nodiscard]] std::uint32_t rule_of(const Provision* provision) const {
    const auto found = std::ranges::find(act_.rules, provision);
    return static_cast<std::uint32_t>(found - act_.rules.begin());
  }

  // Every clause that is a part of another, by how deep its own parts stand.
  void place_clauses() {
    for (std::size_t i = 0; i < roots_.size(); ++i) {
      place_parts(roots_[i].when.clause);
      if (i < with_requires_) place_parts(roots_[i].requires_.clause);
    }
    for (const auto& [clause, depth] : depth_) placed_.push_back(clause);
    std::ranges::stable_sort(placed_, {}, [this](auto clause) { return depth_.at(clause); });
    for (std::size_t i = 0; i < placed_.size(); ++i) position_.emplace(placed_[i], i);
  }

  // How deep they stand.
  std::size_t place_parts(std::uint32_t of) {
    std::size_t depth = 0;
    if (clauses_[of].comparison) depth_.emplace(of, 0);
    for (const Clause::Part part : clauses_[of].parts) {
      const std::size_t below = place_parts(part.clause);
      depth_.emplace(part.clause, below);
      depth = std::max(depth, below + 1);
    }
    return depth;
  }

  void place_lanes() {
    act_.rule_words.resize(words_for(act_.rules.size()));
    act_.requires_begin = act_.rule_words.size();
    act_.requires_words = words_for(with_requires_);
    act_.clauses_begin = act_.requires_begin + act_.requires_words;
    const std::size_t words = act_.clauses_begin + words_for(placed_.size());
    act_.blocks.resize((words + Lanes::kWords - 1) / Lanes::kWords);
    for (ActLaw::Block& block : act_.blocks) {
      block.first_row.resize(law_.vocabulary().facts().size());
      block.effects.resize(placed_.size());
    }
    rows_.resize(act_.blocks.size());
  }

  void note_rule(std::size_t at) {
    const Provision& rule = *act_.rules[at];
    ActLaw::RuleWord& word = act_.rule_words[at / 64];
    members(word, rule.kind) |= bit(at);
    if (roots_[at].when.is_negated) word.when_is_negated |= bit(at);
    fill(at, roots_[at].when);
    if (at < with_requires_) {
      if (roots_[at].requires_.is_negated) word.requires_is_negated |= bit(at);
      fill(64 * act_.requires_begin + at, roots_[at].requires_);
    }
    if (rule.kind == Kind::excepts) act_.lifted.push_back(lifted(rule));
  }

  std::vector<std::uint64_t> lifted(const Provision& exception) const {
    std::vector<std::uint64_t> set(act_.rule_words.size());
    for (const Provision* target : law_.lifted_by(exception)) {
      const std::size_t at = rule_of(target);
      if (at < act_.rules.size()) set[at / 64] |= bit(at);
    }
    return set;
  }

  // Says to every fact and clause that `lane` rests on what it does to it.
  void fill(std::size_t lane, Clause::Part root) {
    const Clause& clause = clauses_[root.clause];
    ActLaw::Block& block = act_.blocks[lane / Lanes::kCount];
    const std::size_t at = lane % Lanes::kCount;
    for (const Literal& literal : clause.literals) {
      const std::uint32_t row = first_row(lane / Lanes::kCount, literal.reading);
      block.rows[row - 1].set(at);
      for (std::size_t i = 0; i < literal.holds_for.size(); ++i) {
        if (!literal.holds_for[i]) block.rows[row + i].set(at);
      }
    }
    for (const Clause::Part part : clause.parts) rest_on(block, at, part);
    if (clause.comparison) fill_comparison(block, lane, root);
  }

  void fill_comparison(ActLaw::Block& block, std::size_t lane, Clause::Part root) {
    const std::size_t own = position_.at(root.clause);
    const bool is_its_own = lane == 64 * act_.clauses_begin + own;
    if (is_its_own) {
      act_.pairs.push_back(
          {.clause = own,
           .comparison = clauses_.comparison(*clauses_[root.clause].comparison)});
    } else {
      rest_on(block, lane % Lanes::kCount, {.clause = root.clause});
    }
  }

  void rest_on(ActLaw::Block& block, std::size_t lane, Clause::Part part) {
    ActLaw::Effect& effect = block.effects[position_.at(part.clause)];
    effect.if_unknown.set(lane);
    (part.is_negated ? effect.if_yes : effect.if_no).set(lane);
  }

  // Of a reading's classes in a block; made when first asked for.
  std::uint32_t first_row(std::size_t of_block, std::uint32_t of_reading) {
    ActLaw::Block& block = act_.blocks[of_block];
    const auto next = static_cast<std::uint32_t>(block.rows.size()) + 1;
    const auto [found, is_new] = rows_[of_block].try_emplace(of_reading, next);
    if (!is_new) return found->second;
    const Reading& reading = clauses_.reading(of_reading);
    block.rows.resize(block.rows.size() + 1 + reading.classes);
    if (reading.is_class) {
      block.direct.add(reading.fact);
      block.first_row[reading.fact] = next;
      return next;
    }
    const auto begin = static_cast<std::uint32_t>(act_.thresholds.size());
    act_.thresholds.insert(act_.thresholds.end(), reading.thresholds.begin(),
                           reading.thresholds.end());
    block.gauges.push_back(
        {.fact = reading.fact,
         .mask = reading.mask,
         .thresholds_begin = begin,
         .thresholds_end = static_cast<std::uint32_t>(act_.thresholds.size()),
         .first_row = next});
    return next;
  }

  // A step ends where a word does and where clauses begin that rest on clauses of the step.
  void make_steps() {
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      const std::size_t word = act_.clauses_begin + i / 64;
      const bool is_next = i % 64 == 0 || depth_.at(placed_[i]) != depth_.at(placed_[i - 1]);
      if (is_next) act_.steps.push_back({.word = word, .first_clause = i / 64 * 64});
      ActLaw::Step& step = act_.steps.back();
      step.clauses |= bit(i);
      for (const ActLaw::Block& block : act_.blocks) {
        const ActLaw::Effect& effect = block.effects[i];
        if (effect.if_yes.meets(effect.if_yes)) step.if_yes |= bit(i);
        if (effect.if_no.meets(effect.if_no)) step.if_no |= bit(i);
      }
    }
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const catalogue::Catalogue& law_;
  Clauses& clauses_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  Rules governing_;
  ActLaw act_;
  std::vector<Roots> roots_;                    // by rule
  std::size_t with_requires_ = 0;               // so many rules from the first on
  std::map<std::uint32_t, std::size_t> depth_;  // of every clause that is a part
  std::vector<std::uint32_t> placed_;           // those clauses, in lane order
  std::map<std::uint32_t, std::size_t> position_;
  std::vector<std::map<std::uint32_t, std::uint32_t>> rows_;  // by block, by reading
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
        std::make_shared<const ActLaw>(ActCompiler(law, clauses, rules).run()));
  }
  return program;
}

}  // namespace menshen::policy
