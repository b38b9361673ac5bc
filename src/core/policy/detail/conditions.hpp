// The conditions of an act on some facts: which hold, which do not, and what the others wait
// for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "policy/decision.hpp"
#include "policy/detail/act_law.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

// 64 conditions: those known to hold and those known not to; the others are unknown.
// Source: Kleene, "Introduction to Metamathematics", 1952, section 64 (strong tables).
struct Truths {
  std::uint64_t yes;
  std::uint64_t no;

  [[nodiscard]] std::uint64_t unknown() const noexcept { return ~(yes | no); }
};

// Lives for one evaluation.
class Conditions {
 public:
  // `workspace` is as large as `law` asks for.
  Conditions(const ActLaw& law, const Facts& facts, Workspace& workspace);

  // Of 64 rules.
  [[nodiscard]] Truths when(std::size_t i) const {
    return truths(law_.when_begin + 2 * i, law_.rule_words[i].when_is_negated);
  }
  // What requires nothing has what it requires.
  [[nodiscard]] Truths required(std::size_t i) const {
    if (!has_requires(i)) return {.yes = ~std::uint64_t{0}, .no = 0};
    return truths(law_.requires_begin + 2 * i, law_.rule_words[i].requires_is_negated);
  }

  // Marks what unknown conditions of some of 64 rules wait for: an unknown clause waits for
  // all its unknown parts, a settled one for nothing.
  void need_when(std::size_t i, std::uint64_t rules);
  void need_required(std::size_t i, std::uint64_t rules);
  // Once all that is marked: marks what clauses, marks and comparisons wait for.
  void need_grounds();
  // Of 64 facts, one bit each.
  [[nodiscard]] std::uint64_t needed_facts(std::size_t i) const;

 private:
  void conclude_marks();
  void conclude_comparisons();
  void settle();
  void conclude_clauses(std::size_t word);

  [[nodiscard]] bool has_requires(std::size_t i) const {
    return law_.requires_begin + 2 * i < law_.words.size();
  }

  // Of 64 conditions from the word on, some of which hold the opposite.
  [[nodiscard]] Truths truths(std::size_t word, std::uint64_t are_negated) const {
    const ActLaw::Row low = workspace_.sums[word];
    const ActLaw::Row high = workspace_.sums[word + 1];
    const std::uint64_t no = (low & 0xffff'ffffU) | high << 32U;
    const std::uint64_t open = low >> 32U | (high >> 32U << 32U);
    const std::uint64_t yes = ~(no | open);
    const std::uint64_t swapped = (yes ^ no) & are_negated;
    return {.yes = yes ^ swapped, .no = no ^ swapped};
  }

  void need_both(std::size_t word, std::uint64_t conditions);
  void need(std::size_t word, std::uint64_t conditions);

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const ActLaw& law_;
  const Facts& facts_;
  Workspace& workspace_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
};

}  // namespace menshen::policy
