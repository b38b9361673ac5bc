#include "policy/evaluate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "policy/decision.hpp"
#include "policy/detail/act_law.hpp"
#include "policy/detail/bits.hpp"
#include "policy/detail/conditions.hpp"
#include "policy/detail/due.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"

namespace menshen::policy {

// The rules of an act on some facts, 64 at a time. Lives for one evaluation.
class Judgement {
 public:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): judge() fills what is read
  Judgement(const Facts& facts, Decision& decision)
      : facts_(facts),
        decision_(decision),
        law_(*decision.act_),
        conditions_(law_, facts, decision.workspace_) {}

  void run() {
    lift();
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) judge(i);
    settle_basis();
    settle_outcome();
    write_status();
    write_obligations();
    write_advice();
    write_missing();
  }

 private:
  using RuleSet = std::array<std::uint64_t, catalogue::kProvisionsMax / 64>;

  void lift() {
    const ActLaw::Range* lifts = law_.lifts.data();
    const ActLaw::Lifted* all_lifted = law_.lifted.data();
    for (std::size_t i = law_.first_exception / 64; i < law_.rule_words.size(); ++i) {
      const std::uint64_t exceptions = law_.rule_words[i].exceptions;
      if (exceptions == 0) return;
      for_each_bit(exceptions & conditions_.when(i).yes, [&](std::size_t at) {
        const auto [begin, end] = lifts[64 * i + at - law_.first_exception];
        for (const auto* one = all_lifted + begin; one != all_lifted + end; ++one) {
          lifted_[one->word] |= one->rules;
        }
      });
    }
  }

  void judge(std::size_t i) {
    const ActLaw::RuleWord& rules = law_.rule_words[i];
    const Truths when = conditions_.when(i);
    Truths required = conditions_.required(i);
    // A prohibition is a demand for what never is.
    required.yes &= ~rules.prohibitions;
    required.no |= rules.prohibitions;

    const std::uint64_t limits = rules.demands | rules.prohibitions;
    const std::uint64_t grounds = rules.bases | rules.exceptions;
    const std::uint64_t judged = limits & ~when.no & ~lifted_[i];
    const std::uint64_t satisfied =
        (judged & required.yes) | (grounds & when.yes & required.yes);
    // A basis that could not hold is broken only for whoever is known to claim it.
    const std::uint64_t idle = rules.bases & ~when.yes & required.no;
    violated_[i] = (judged | rules.bases) & when.yes & required.no;
    excepted_[i] = limits & ~when.no & lifted_[i];
    not_applicable_[i] = ((limits | grounds) & when.no) | idle;
    undetermined_[i] = (judged | grounds) & ~(satisfied | violated_[i] | not_applicable_[i]);

    has_basis_ = has_basis_ || rules.bases != 0;
    is_held_ = is_held_ || (rules.bases & satisfied) != 0;
    is_basis_in_doubt_ = is_basis_in_doubt_ || (rules.bases & undetermined_[i]) != 0;
    is_broken_ = is_broken_ || (limits & violated_[i]) != 0;
    is_in_doubt_ = is_in_doubt_ || (limits & undetermined_[i]) != 0;
  }

  // One basis is enough: beside one that holds, claims that fail say nothing.
  void settle_basis() {
    if (!is_held_) {
      decision_.basis_ = !has_basis_          ? Basis::none_in_force
                         : is_basis_in_doubt_ ? Basis::undetermined
                                              : Basis::missing;
      return;
    }
    decision_.basis_ = Basis::held;
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      const std::uint64_t bases = law_.rule_words[i].bases;
      not_applicable_[i] |= bases & (violated_[i] | undetermined_[i]);
      violated_[i] &= ~bases;
      undetermined_[i] &= ~bases;
    }
  }

  void settle_outcome() {
    const Basis basis = decision_.basis_;
    if (is_broken_ || basis == Basis::missing || basis == Basis::none_in_force) {
      decision_.outcome_ = Outcome::deny;
    } else if (is_in_doubt_ || basis == Basis::undetermined) {
      decision_.outcome_ = Outcome::undetermined;
    } else {
      decision_.outcome_ = Outcome::permit;
    }
  }

  void write_status() {
    // As a number of three binary digits.
    static_assert(static_cast<int>(Status::satisfied) == 0 &&
                  static_cast<int>(Status::violated) == 1 &&
                  static_cast<int>(Status::undetermined) == 2 &&
                  static_cast<int>(Status::excepted) == 3 &&
                  static_cast<int>(Status::not_applicable) == 4);
    constexpr const auto& spread = kSpread<std::uint8_t>;
    Status* status = decision_.status_.data();
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      std::uint64_t ones = violated_[i] | excepted_[i];
      std::uint64_t twos = undetermined_[i] | excepted_[i];
      std::uint64_t fours = not_applicable_[i];
      for (int byte = 0; byte < 8; ++byte) {
        const std::uint64_t eight =
            spread[ones & 255U] + 2 * spread[twos & 255U] + 4 * spread[fours & 255U];
        std::memcpy(status, &eight, sizeof eight);
        status += sizeof eight;
        ones >>= 8U;
        twos >>= 8U;
        fours >>= 8U;
      }
    }
  }

  void write_obligations() {
    const catalogue::Calendar& calendar = decision_.law_.calendar();
    decision_.obligations_.clear();
    for (std::size_t i = law_.first_duty / 64; i < law_.rule_words.size(); ++i) {
      const Truths when = conditions_.when(i);
      for_each_bit(law_.rule_words[i].duties & ~when.no & ~lifted_[i], [&](std::size_t at) {
        const std::size_t rule = 64 * i + at;
        // Written in place: what is written in parts and then copied whole has to wait.
        Obligation& owed = decision_.obligations_.emplace_back();
        owed.provision = law_.rules[rule];
        owed.is_certain = (when.yes >> at & 1U) != 0;
        const auto& due = law_.due[rule - law_.first_duty];
        if (due) set_due(*due, calendar, facts_, owed.due);
      });
    }
  }

  void write_advice() {
    decision_.advice_.clear();
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      const std::uint64_t advice = law_.rule_words[i].advice;
      if (advice == 0) continue;
      const std::uint64_t given =
          advice & ~conditions_.when(i).no & ~conditions_.required(i).yes & ~lifted_[i];
      for_each_bit(
          given, [&](std::size_t at) { decision_.advice_.push_back(law_.rules[64 * i + at]); });
    }
  }

  void write_missing() {
    decision_.missing_.clear();
    if (!is_in_doubt_ && decision_.basis_ != Basis::undetermined) return;
    std::ranges::fill(decision_.workspace_.is_needed, std::uint8_t{0});
    for (std::size_t i = 0; i < law_.rule_words.size(); ++i) {
      const std::uint64_t waiting = undetermined_[i] & ~law_.rule_words[i].exceptions;
      conditions_.need_when(i, waiting);
      conditions_.need_required(i, waiting & ~law_.rule_words[i].prohibitions);
    }
    conditions_.need_grounds();
    const auto* facts = facts_.vocabulary().facts().data();
    for (std::size_t i = 0; i < facts_.known().size(); ++i, facts += 64) {
      for_each_bit(conditions_.needed_facts(i),
                   [&](std::size_t at) { decision_.missing_.push_back(facts + at); });
    }
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Facts& facts_;
  Decision& decision_;
  const ActLaw& law_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  Conditions conditions_;
  RuleSet lifted_{};
  RuleSet violated_;  // these only as far as there are rules
  RuleSet undetermined_;
  RuleSet excepted_;
  RuleSet not_applicable_;
  bool has_basis_ = false;
  bool is_held_ = false;
  bool is_basis_in_doubt_ = false;
  bool is_broken_ = false;
  bool is_in_doubt_ = false;
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
