// The law of one day about one act, laid out for evaluation. README.md says how it is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/detail/comparison.hpp"
#include "policy/detail/lanes.hpp"
#include "policy/fact_set.hpp"

namespace menshen::policy {

struct ActLaw {
  // Finds the class of a number, a day or the words of a set.
  struct Gauge {
    catalogue::FactIndex fact = 0;
    std::int64_t mask = -1;
    std::uint32_t thresholds_begin = 0;  // in `thresholds`
    std::uint32_t thresholds_end = 0;
    std::uint32_t first_row = 0;
  };

  // What a clause, once it is settled, says to the lanes that it is a part of.
  struct Effect {
    Lanes if_unknown;  // left open
    Lanes if_yes;      // refuted
    Lanes if_no;       // refuted
  };

  // What facts and clauses say to 512 lanes. The rows of a fact stand one after the other:
  // the lanes it leaves open while it is unknown; then, for each class of its values, those
  // it refutes. `first_row` is that of the first class.
  struct Block {
    std::vector<Lanes> rows;
    FactSet direct;                        // facts whose value is the number of its class
    std::vector<std::uint32_t> first_row;  // by fact, of those
    std::vector<Gauge> gauges;             // the other facts
    std::vector<Effect> effects;           // by clause
  };

  // Clauses of one word that rest on facts and on earlier steps alone.
  struct Step {
    std::size_t word = 0;
    std::uint64_t clauses = 0;
    std::uint64_t if_yes = 0;      // those that then refute something
    std::uint64_t if_no = 0;       // likewise
    std::size_t first_clause = 0;  // the clause of the word's lowest bit
  };

  // A comparison of two facts; a clause to itself.
  struct Pair {
    std::size_t clause = 0;
    Comparison comparison;
  };

  // 64 rules, one bit each.
  struct RuleWord {
    std::uint64_t bases = 0;
    std::uint64_t demands = 0;
    std::uint64_t advice = 0;
    std::uint64_t exceptions = 0;
    std::uint64_t prohibitions = 0;
    std::uint64_t duties = 0;
    std::uint64_t when_is_negated = 0;  // the lane holds the opposite of `when`
    std::uint64_t requires_is_negated = 0;
  };

  // By kind, as in RuleWord; within a kind in the catalogue's order.
  std::vector<const catalogue::Provision*> rules;
  std::vector<RuleWord> rule_words;
  std::vector<std::uint32_t> findings;             // rules, in the catalogue's order
  std::size_t first_exception = 0;                 // a rule
  std::vector<std::vector<std::uint64_t>> lifted;  // by exception: rules, one bit each
  std::size_t first_duty = 0;                      // a rule

  // In words: lanes for `when` of every rule begin at 0; then `requires` of the bases,
  // demands and advice; then the clauses.
  std::size_t requires_begin = 0;
  std::size_t requires_words = 0;
  std::size_t clauses_begin = 0;
  std::vector<Block> blocks;
  std::vector<std::int64_t> thresholds;
  std::vector<Pair> pairs;
  std::vector<Step> steps;

  [[nodiscard]] std::size_t words() const noexcept { return blocks.size() * Lanes::kWords; }
};

}  // namespace menshen::policy
