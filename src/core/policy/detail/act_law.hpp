// The law of one day about one act, laid out for evaluation. README.md says how it is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/clause.hpp"
#include "policy/detail/comparison.hpp"
#include "policy/detail/due.hpp"

namespace menshen::policy {

struct ActLaw {
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  // What an answer says to 32 conditions: in the low half which of them it refutes, in the
  // high half which it leaves open.
  using Row = std::uint64_t;

  // A question with more answers than yes and no. Its rows stand one after the other: for no
  // answer, then for each.
  struct Choice {
    std::uint32_t first_row = 0;
    std::uint32_t answer = 0;
  };

  // 32 conditions, and the questions that they ask. Those of yes and no are filled up to a
  // multiple of kYesNoAtOnce with questions about nothing.
  static constexpr std::size_t kYesNoAtOnce = 4;
  struct Word {
    Range yes_no;
    Range choices;
  };

  // 64 rules, one bit each.
  struct RuleWord {
    std::uint64_t bases = 0;
    std::uint64_t demands = 0;
    std::uint64_t advice = 0;
    std::uint64_t exceptions = 0;
    std::uint64_t prohibitions = 0;
    std::uint64_t duties = 0;
    std::uint64_t when_is_negated = 0;  // its condition is the opposite
    std::uint64_t requires_is_negated = 0;
  };

  // Rules of one word that an exception lifts.
  struct Lifted {
    std::uint32_t word = 0;
    std::uint64_t rules = 0;
  };

  catalogue::ActIndex act = 0;

  // Answers: of every fact, up to a multiple of 64; then what is concluded, of each mark, of
  // each comparison, of each clause that is a part of others; and one that is never given. 0
  // is unknown; else it is 1 for no, 2 for yes, and 1 + its number for a word.
  std::size_t first_mark = 0;
  std::size_t first_comparison = 0;
  std::size_t first_clause = 0;
  std::size_t answers = 0;
  std::vector<Mark> marks;
  std::vector<Comparison> comparisons;

  // Conditions: clauses, in words after all that they rest on; `when` of every rule, in two
  // words for each word of rules; likewise `requires` of the bases, demands and advice.
  std::vector<Word> words;
  std::size_t when_begin = 0;
  std::size_t requires_begin = 0;
  std::vector<std::uint16_t> yes_no;  // answers
  std::vector<Row> yes_no_rows;       // of two questions at once: nine for each pair
  std::vector<Choice> choices;
  std::vector<Row> choice_rows;

  // By kind, in the order of RuleWord. Those whose order is seen, and exceptions, are in the
  // catalogue's order.
  std::vector<const catalogue::Provision*> rules;
  std::vector<RuleWord> rule_words;
  std::vector<std::uint16_t> findings;  // rules, in the catalogue's order
  std::size_t first_exception = 0;      // a rule
  std::vector<Range> lifts;             // by exception, in `lifted`
  std::vector<Lifted> lifted;
  std::vector<std::vector<std::uint16_t>> lifted_by;  // by rule: exceptions
  std::size_t first_duty = 0;                         // a rule
  std::vector<std::optional<DueRule>> due;            // by duty
};

}  // namespace menshen::policy
