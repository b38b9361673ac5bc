#include "policy/detail/conditions.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "policy/decision.hpp"
#include "policy/detail/act_law.hpp"
#include "policy/detail/bits.hpp"
#include "policy/detail/comparison.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

Conditions::Conditions(const ActLaw& law, const Facts& facts, Workspace& workspace)
    : law_(law), facts_(facts), workspace_(workspace) {
  const auto answers = facts.answers();
  std::memcpy(workspace.answers.data(), answers.data(), answers.size_bytes());
  conclude_marks();
  conclude_comparisons();
  settle();
}

void Conditions::conclude_marks() {
  const std::int64_t* values = facts_.interned().data();
  const std::uint16_t* is_known = facts_.answers().data();
  std::uint16_t* answer = workspace_.answers.data() + law_.first_mark;
  for (const auto& [fact, mask, threshold] : law_.marks) {
    const unsigned yes_or_no = (values[fact] & mask) >= threshold ? 2 : 1;
    *answer++ = static_cast<std::uint16_t>(is_known[fact] * yes_or_no);
  }
}

void Conditions::conclude_comparisons() {
  std::uint16_t* answer = workspace_.answers.data() + law_.first_comparison;
  for (const Comparison& comparison : law_.comparisons) {
    const auto left = comparison.left.value(facts_);
    const auto right = comparison.right.value(facts_);
    *answer++ = left && right ? (comparison.holds(*left, *right) ? 2 : 1) : 0;
  }
}

// A known answer refutes the conditions that it contradicts, an unknown one leaves open those
// that ask for it. What is neither holds.
void Conditions::settle() {
  static_assert(ActLaw::kYesNoAtOnce == 4);
  using Answer = std::size_t;
  const std::uint16_t* answers = workspace_.answers.data();
  const std::uint16_t* asked = law_.yes_no.data();
  const ActLaw::Row* rows = law_.yes_no_rows.data();
  const ActLaw::Choice* choice = law_.choices.data();
  const ActLaw::Row* choice_rows = law_.choice_rows.data();
  ActLaw::Row* sums = workspace_.sums.data();
  const std::size_t clause_words = law_.when_begin;
  const std::span words = law_.words;
  for (std::size_t word = 0; word < words.size(); ++word) {
    const auto& [yes_no, choices] = words[word];
    ActLaw::Row sum = 0;
    for (auto i = yes_no.begin; i < yes_no.end; i += 4, asked += 4, rows += 18) {
      sum |= rows[3 * Answer{answers[asked[0]]} + answers[asked[1]]] |
             rows[9 + 3 * Answer{answers[asked[2]]} + answers[asked[3]]];
    }
    for (auto i = choices.begin; i < choices.end; ++i, ++choice) {
      sum |= choice_rows[choice->first_row + answers[choice->answer]];
    }
    sums[word] = sum;
    if (word < clause_words) conclude_clauses(word);
  }
}

// A settled clause is an answer to what comes after.
void Conditions::conclude_clauses(std::size_t word) {
  const ActLaw::Row sum = workspace_.sums[word];
  std::uint64_t no = sum & 0xffff'ffffU;
  std::uint64_t yes = ~(sum | sum >> 32U) & 0xffff'ffffU;
  std::uint16_t* answers = workspace_.answers.data() + law_.first_clause + 32 * word;
  for (int i = 0; i < 32; i += 4) {
    const std::uint64_t four =
        kSpread<std::uint16_t>[no & 15U] + 2 * kSpread<std::uint16_t>[yes & 15U];
    std::memcpy(answers + i, &four, sizeof four);
    no >>= 4U;
    yes >>= 4U;
  }
}

void Conditions::need_when(std::size_t i, std::uint64_t rules) {
  need_both(law_.when_begin + 2 * i, rules & when(i).unknown());
}

void Conditions::need_required(std::size_t i, std::uint64_t rules) {
  if (has_requires(i)) need_both(law_.requires_begin + 2 * i, rules & required(i).unknown());
}

void Conditions::need_both(std::size_t word, std::uint64_t conditions) {
  need(word, conditions & 0xffff'ffffU);
  need(word + 1, conditions >> 32U);
}

// Marks known answers too, which are sorted out in the end.
void Conditions::need(std::size_t word, std::uint64_t conditions) {
  if (conditions == 0) return;
  const ActLaw::Row open = conditions << 32U;
  const auto [yes_no, choices] = law_.words[word];
  const std::uint16_t* asked = law_.yes_no.data() + yes_no.begin;
  const std::uint16_t* const asked_end = law_.yes_no.data() + yes_no.end;
  const ActLaw::Row* rows = law_.yes_no_rows.data() + 9 * std::size_t{yes_no.begin / 2};
  const ActLaw::Row* choice_rows = law_.choice_rows.data();
  std::uint8_t* is_needed = workspace_.is_needed.data();
  for (; asked != asked_end; asked += 2, rows += 9) {
    // Where the other answer of the pair is known, what is open is open for this one.
    is_needed[asked[0]] |= static_cast<std::uint8_t>((rows[1] & open) != 0);
    is_needed[asked[1]] |= static_cast<std::uint8_t>((rows[3] & open) != 0);
  }
  for (const auto& [first_row, answer] :
       std::span(law_.choices).subspan(choices.begin, choices.end - choices.begin)) {
    is_needed[answer] |= static_cast<std::uint8_t>((choice_rows[first_row] & open) != 0);
  }
}

void Conditions::need_grounds() {
  std::uint8_t* is_needed = workspace_.is_needed.data();
  // From the last word on, because a clause rests on words before its own.
  for (std::size_t word = law_.when_begin; word-- > 0;) {
    const ActLaw::Row sum = workspace_.sums[word];
    auto* const first = is_needed + law_.first_clause + 32 * word;
    need(word, packed<32>(first) & (sum >> 32U) & ~sum);
  }
  for (std::size_t i = 0; i < law_.comparisons.size(); ++i) {
    const std::size_t answer = law_.first_comparison + i;
    if (is_needed[answer] == 0 || workspace_.answers[answer] != 0) continue;
    const auto& [left, relation, right, words] = law_.comparisons[i];
    if (left.fact) is_needed[*left.fact] = 1;
    if (right.fact) is_needed[*right.fact] = 1;
  }
  for (std::size_t i = 0; i < law_.marks.size(); ++i) {
    is_needed[law_.marks[i].fact] |= is_needed[law_.first_mark + i];
  }
}

std::uint64_t Conditions::needed_facts(std::size_t i) const {
  return packed<64>(workspace_.is_needed.data() + 64 * i) & ~facts_.known()[i];
}

}  // namespace menshen::policy
