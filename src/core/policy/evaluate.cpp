#include "policy/evaluate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <ranges>
#include <span>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/decision.hpp"
#include "policy/detail/act_law.hpp"
#include "policy/detail/due.hpp"
#include "policy/detail/lanes.hpp"
#include "policy/fact_set.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"

namespace menshen::policy {
namespace {

using catalogue::FactIndex;

constexpr std::size_t kRuleWordsMax = catalogue::kProvisionsMax / 64;
using RuleSet = std::array<std::uint64_t, kRuleWordsMax>;

// 64 conditions: known to hold, known not to; the others are unknown.
struct Truths {
  std::uint64_t yes = 0;
  std::uint64_t no = 0;

  [[nodiscard]] std::uint64_t unknown() const { return ~(yes | no); }
};

// The bits of a byte as eight bytes.
constexpr auto kSpread = [] {
  std::array<std::array<std::uint8_t, 8>, 256> spread{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (unsigned i = 0; i < 8; ++i) spread[byte][i] = byte >> i & 1U;
  }
  return spread;
}();

std::uint64_t spread(std::uint64_t word, std::size_t byte) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, kSpread[word >> (8 * byte) & 255U].data(), sizeof bytes);
  return bytes;
}

}  // namespace

// One evaluation.
class Judgement {
 public:
  Judgement(const Facts& facts, Decision& decision)
      : facts_(facts),
        decision_(decision),
        law_(*decision.act_),
        refuted_(decision.lanes_.data()),
        open_(refuted_ + law_.words()),
        needed_(open_ + law_.words()) {}

  void run() {
    ask_facts();
    compare_pairs();
    settle_clauses();
    lift();
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) judge(i);
    settle_basis();
    settle_outcome();
    write_findings();
    write_obligations();
    write_advice();
    write_missing();
  }

 private:
  // Each known fact refutes the lanes that its value contradicts; each unknown one leaves
  // open those that ask for it.
  void ask_facts() {
    const FactSet& known = facts_.known();
    const std::span values = facts_.interned();
    for (std::size_t b = 0; b < law_.blocks.size(); ++b) {
      const ActLaw::Block& block = law_.blocks[b];
      Lanes refuted;
      Lanes open;
      for (std::size_t word = 0; word < FactSet::kWords; ++word) {
        const std::uint64_t asked = block.direct.word(word);
        for_each_bit(asked & known.word(word), [&](std::size_t i) {
          const std::size_t fact = 64 * word + i;
          refuted |= block.rows[block.first_row[fact] + static_cast<std::size_t>(values[fact])];
        });
        for_each_bit(asked & ~known.word(word), [&](std::size_t i) {
          open |= block.rows[block.first_row[64 * word + i] - 1];
        });
      }
      for (const ActLaw::Gauge& gauge : block.gauges) {
        if (known.has(gauge.fact)) {
          refuted |= block.rows[gauge.first_row + class_of(gauge, values[gauge.fact])];
        } else {
          open |= block.rows[gauge.first_row - 1];
        }
      }
      refuted.store(refuted_ + b * Lanes::kWords);
      open.store(open_ + b * Lanes::kWords);
    }
  }

  [[nodiscard]] std::size_t class_of(const ActLaw::Gauge& gauge, std::int64_t value) const {
    std::size_t at = 0;
    for (std::uint32_t i = gauge.thresholds_begin; i < gauge.thresholds_end; ++i) {
      at += law_.thresholds[i] <= (value & gauge.mask) ? 1 : 0;
    }
    return at;
  }

  void compare_pairs() {
    for (const ActLaw::Pair& pair : law_.pairs) {
      const std::size_t word = law_.clauses_begin + pair.clause / 64;
      const std::uint64_t bit = std::uint64_t{1} << (pair.clause % 64);
      const auto left = pair.comparison.left.value(facts_);
      const auto right = pair.comparison.right.value(facts_);
      if (!left || !right) {
        open_[word] |= bit;
      } else if (!pair.comparison.holds(*left, *right)) {
        refuted_[word] |= bit;
      }
    }
  }

  // What is neither refuted nor open holds, and speaks in turn to what it is a part of.
  void settle_clauses() {
    for (const ActLaw::Step& step : law_.steps) {
      const Truths truths = lanes(step.word);
      for (std::size_t b = 0; b < law_.blocks.size(); ++b) {
        const auto effects = std::span(law_.blocks[b].effects).subspan(step.first_clause);
        std::uint64_t* refuted_words = refuted_ + b * Lanes::kWords;
        std::uint64_t* open_words = open_ + b * Lanes::kWords;
        Lanes refuted = Lanes::load(refuted_words);
        Lanes open = Lanes::load(open_words);
        for_each_bit(truths.yes & step.if_yes,
                     [&](std::size_t i) { refuted |= effects[i].if_yes; });
        for_each_bit(truths.no & step.if_no,
                     [&](std::size_t i) { refuted |= effects[i].if_no; });
        for_each_bit(truths.unknown() & step.clauses,
                     [&](std::size_t i) { open |= effects[i].if_unknown; });
        refuted.store(refuted_words);
        open.store(open_words);
      }
    }
  }

  [[nodiscard]] Truths lanes(std::size_t word) const {
    return {.yes = ~(refuted_[word] | open_[word]), .no = refuted_[word]};
  }

  [[nodiscard]] Truths lanes(std::size_t word, std::uint64_t are_negated) const {
    Truths truths = lanes(word);
    const std::uint64_t swapped = (truths.yes ^ truths.no) & are_negated;
    return {.yes = truths.yes ^ swapped, .no = truths.no ^ swapped};
  }

  [[nodiscard]] Truths when(std::size_t i) const {
    return lanes(i, law_.rule_words[i].when_is_negated);
  }

  // A prohibition asks for what never holds; what asks for nothing has what it asks for.
  [[nodiscard]] Truths required(std::size_t i) const {
    const ActLaw::RuleWord& rules = law_.rule_words[i];
    Truths truths{.yes = ~std::uint64_t{0}};
    if (i < law_.requires_words) {
      truths = lanes(law_.requires_begin + i, rules.requires_is_negated);
    }
    truths.yes &= ~rules.prohibitions;
    truths.no |= rules.prohibitions;
    return truths;
  }

  // The first exception that holds names the rule's finding.
  void lift() {
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      for_each_bit(law_.rule_words[i].exceptions & when(i).yes, [&](std::size_t at) {
        const auto exception = static_cast<std::uint32_t>(64 * i + at);
        const auto& lifted = law_.lifted[exception - law_.first_exception];
        for (std::size_t word = 0; word < lifted.size(); ++word) {
          for_each_bit(lifted[word] & ~lifted_[word],
                       [&](std::size_t rule) { lifted_by_[64 * word + rule] = exception; });
          lifted_[word] |= lifted[word];
        }
      });
    }
  }

  void judge(std::size_t i) {
    const ActLaw::RuleWord& rules = law_.rule_words[i];
    const Truths speaks = when(i);
    const Truths has = required(i);
    const std::uint64_t limits = rules.demands | rules.prohibitions;
    const std::uint64_t grounds = rules.bases | rules.exceptions;
    const std::uint64_t judged = limits & ~speaks.no & ~lifted_[i];
    excepted_[i] = limits & ~speaks.no & lifted_[i];
    not_applicable_[i] = speaks.no & (limits | grounds);
    violated_[i] = (judged & speaks.yes & has.no) | (rules.bases & ~speaks.no & has.no);
    const std::uint64_t satisfied = (judged & has.yes) | (grounds & speaks.yes & has.yes);
    undetermined_[i] = (judged | (grounds & ~speaks.no)) & ~(satisfied | violated_[i]);
    held_ |= rules.bases & satisfied;
    is_denied_ = is_denied_ || (violated_[i] & limits) != 0;
    is_in_doubt_ = is_in_doubt_ || (undetermined_[i] & limits) != 0;
    is_basis_in_doubt_ = is_basis_in_doubt_ || (undetermined_[i] & rules.bases) != 0;
    has_basis_ = has_basis_ || rules.bases != 0;
  }

  // One basis is enough; beside one that holds, claims that fail say nothing.
  void settle_basis() {
    if (held_ == 0) {
      decision_.basis_ = !has_basis_          ? Basis::none_in_force
                         : is_basis_in_doubt_ ? Basis::undetermined
                                              : Basis::missing;
      return;
    }
    decision_.basis_ = Basis::held;
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      const std::uint64_t spare = law_.rule_words[i].bases & (violated_[i] | undetermined_[i]);
      violated_[i] &= ~spare;
      undetermined_[i] &= ~spare;
      not_applicable_[i] |= spare;
    }
  }

  void settle_outcome() {
    const Basis basis = decision_.basis_;
    is_denied_ = is_denied_ || basis == Basis::missing || basis == Basis::none_in_force;
    is_in_doubt_ = is_in_doubt_ || basis == Basis::undetermined;
    decision_.outcome_ = is_denied_     ? Outcome::deny
                         : is_in_doubt_ ? Outcome::undetermined
                                        : Outcome::permit;
  }

  void write_findings() {
    // Status as a number with three digits, one plane of bits for each.
    static_assert(static_cast<int>(Status::satisfied) == 0 &&
                  static_cast<int>(Status::violated) == 1 &&
                  static_cast<int>(Status::undetermined) == 2 &&
                  static_cast<int>(Status::excepted) == 3 &&
                  static_cast<int>(Status::not_applicable) == 4);
    std::array<std::uint8_t, catalogue::kProvisionsMax> status;  // NOLINT: written below
    std::uint64_t any_excepted = 0;
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      any_excepted |= excepted_[i];
      const std::uint64_t ones = violated_[i] | excepted_[i];
      const std::uint64_t twos = undetermined_[i] | excepted_[i];
      for (std::size_t byte = 0; byte < 8; ++byte) {
        const std::uint64_t eight =
            spread(ones, byte) + 2 * spread(twos, byte) + 4 * spread(not_applicable_[i], byte);
        std::memcpy(&status[64 * i + 8 * byte], &eight, sizeof eight);
      }
    }
    const std::span findings = decision_.findings_;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      findings[i].status = static_cast<Status>(status[law_.findings[i]]);
    }
    if (any_excepted != 0 || decision_.has_excepted_) write_excepted();
    decision_.has_excepted_ = any_excepted != 0;
  }

  void write_excepted() {
    for (std::size_t i = 0; i < law_.findings.size(); ++i) {
      Finding& finding = decision_.findings_[i];
      const bool is_excepted = finding.status == Status::excepted;
      finding.excepted_by = is_excepted ? law_.rules[lifted_by_[law_.findings[i]]] : nullptr;
    }
  }

  void write_obligations() {
    decision_.obligations_.clear();
    for (std::size_t i = law_.first_duty / 64; i < law_.rule_words.size(); ++i) {
      const Truths speaks = when(i);
      for_each_bit(law_.rule_words[i].duties & ~speaks.no & ~lifted_[i], [&](std::size_t at) {
        const std::size_t rule = 64 * i + at;
        decision_.obligations_.push_back({.provision = law_.rules[rule],
                                          .is_certain = (speaks.yes >> at & 1U) != 0,
                                          .due = due(*law_.rules[rule])});
      });
    }
  }

  [[nodiscard]] std::optional<Due> due(const catalogue::Provision& duty) const {
    if (!duty.deadline) return std::nullopt;
    return due_by(decision_.law_, decision_.day_, *duty.deadline, facts_);
  }

  void write_advice() {
    decision_.advice_.clear();
    for (std::size_t i = 0; i < law_.requires_words; ++i) {
      const std::uint64_t given =
          law_.rule_words[i].advice & ~when(i).no & ~required(i).yes & ~lifted_[i];
      for_each_bit(
          given, [&](std::size_t at) { decision_.advice_.push_back(law_.rules[64 * i + at]); });
    }
  }

  // An unknown condition asks for all its unknown parts.
  void write_missing() {
    decision_.missing_.clear();
    if (!is_in_doubt_) return;
    std::ranges::fill(std::span(needed_, law_.words()), 0);
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      const ActLaw::RuleWord& rules = law_.rule_words[i];
      const std::uint64_t waiting =
          undetermined_[i] & (rules.demands | rules.prohibitions | rules.bases);
      needed_[i] |= waiting & when(i).unknown();
      if (i < law_.requires_words) {
        needed_[law_.requires_begin + i] |= waiting & required(i).unknown();
      }
    }
    for (const ActLaw::Step& step : std::views::reverse(law_.steps)) need_clauses(step);
    const FactSet facts = needed_facts();
    for (std::size_t word = 0; word < FactSet::kWords; ++word) {
      for_each_bit(facts.word(word), [&](std::size_t i) {
        decision_.missing_.push_back(&facts_.vocabulary().facts()[64 * word + i]);
      });
    }
  }

  void need_clauses(const ActLaw::Step& step) {
    std::uint64_t wanted = 0;
    for_each_bit(lanes(step.word).unknown() & step.clauses, [&](std::size_t i) {
      for (std::size_t b = 0; b < law_.blocks.size(); ++b) {
        const auto& effect = law_.blocks[b].effects[step.first_clause + i];
        const bool is_wanted =
            effect.if_unknown.meets(Lanes::load(needed_ + b * Lanes::kWords));
        if (is_wanted) wanted |= std::uint64_t{1} << i;
      }
    });
    needed_[step.word] |= wanted;
  }

  [[nodiscard]] FactSet needed_facts() const {
    FactSet needed_facts;
    const FactSet& known = facts_.known();
    for (std::size_t b = 0; b < law_.blocks.size(); ++b) {
      const ActLaw::Block& block = law_.blocks[b];
      const Lanes needed = Lanes::load(needed_ + b * Lanes::kWords);
      for (std::size_t word = 0; word < FactSet::kWords; ++word) {
        for_each_bit(block.direct.word(word) & ~known.word(word), [&](std::size_t i) {
          const auto fact = static_cast<FactIndex>(64 * word + i);
          if (block.rows[block.first_row[fact] - 1].meets(needed)) needed_facts.add(fact);
        });
      }
      for (const ActLaw::Gauge& gauge : block.gauges) {
        if (known.has(gauge.fact)) continue;
        if (block.rows[gauge.first_row - 1].meets(needed)) needed_facts.add(gauge.fact);
      }
    }
    for (const ActLaw::Pair& pair : law_.pairs) {
      const std::uint64_t word = needed_[law_.clauses_begin + pair.clause / 64];
      if ((word >> (pair.clause % 64) & 1U) == 0) continue;
      for (const Side* side : {&pair.comparison.left, &pair.comparison.right}) {
        if (side->fact && !known.has(*side->fact)) needed_facts.add(*side->fact);
      }
    }
    return needed_facts;
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Facts& facts_;
  Decision& decision_;
  const ActLaw& law_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  std::uint64_t* refuted_;  // by word of lanes
  std::uint64_t* open_;     // likewise; of what is refuted, whatever is open
  std::uint64_t* needed_;   // likewise
  RuleSet lifted_{};
  std::array<std::uint32_t, catalogue::kProvisionsMax> lifted_by_;  // of those
  RuleSet violated_;
  RuleSet undetermined_;
  RuleSet excepted_;
  RuleSet not_applicable_;
  std::uint64_t held_ = 0;
  bool has_basis_ = false;
  bool is_denied_ = false;
  bool is_in_doubt_ = false;
  bool is_basis_in_doubt_ = false;
};

void evaluate_into(const Program& program, std::string_view action, const Facts& facts,
                   Decision& decision) {
  MENSHEN_ASSERT(&facts.vocabulary() == &program.law().vocabulary());
  decision.turn_to(program, action);
  Judgement(facts, decision).run();
}

Decision evaluate(const Program& program, std::string_view action, const Facts& facts) {
  Decision decision(program.law());
  evaluate_into(program, action, facts, decision);
  return decision;
}

}  // namespace menshen::policy
