#include "catalogue/vocabulary.hpp"

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "catalogue/testing/small_law.hpp"

namespace menshen::catalogue {
namespace {

using namespace std::chrono_literals;

FactDefinition sound() {
  return {.id = "a.b", .question = {.zh = "？", .en = "?"}, .source = "L-1"};
}

struct Row {
  std::string_view name;
  FactDefinition fact;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

FactDefinition with(const auto& change) {
  FactDefinition fact = sound();
  change(fact);
  return fact;
}

const Row kRows[] = {
    {"capital_letter", with([](auto& f) { f.id = "a.B"; }),
     "not a dotted snake_case name: `a.B`"},
    {"dot_at_the_end", with([](auto& f) { f.id = "a."; }),
     "not a dotted snake_case name: `a.`"},
    {"empty", with([](auto& f) { f.id = ""; }), "not a dotted snake_case name: ``"},
    {"no_source", with([](auto& f) { f.source = ""; }), "`a.b` has no source"},
    {"no_question", with([](auto& f) { f.question.en = ""; }), "`a.b` has no question"},
    {"no_values", with([](auto& f) { f.type = Type::one_of; }), "`a.b` has no values"},
    {"needless_values", with([](auto& f) { f.values = {"x"}; }),
     "`a.b` has values but needs none"},
    {"value_twice", with([](auto& f) {
       f.type = Type::one_of;
       f.values = {"x", "x"};
     }),
     "`a.b` has a value twice"},
    {"too_many_for_a_set", with([](auto& f) {
       f.type = Type::set_of;
       f.values.resize(kSetValuesMax + 1);
     }),
     "`a.b` has more values than a set can hold"},
    {"derived_word", with([](auto& f) {
       f.type = Type::integer;
       f.stated_by = StatedBy::derived;
     }),
     "`a.b` is derived and so must be a boolean"},
};

class VocabularyRefuses : public testing::TestWithParam<Row> {};

TEST_P(VocabularyRefuses, with_the_reason) {
  const auto vocabulary = Vocabulary::make({GetParam().fact}, {});
  ASSERT_FALSE(vocabulary);
  EXPECT_EQ(vocabulary.error().what, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(table, VocabularyRefuses, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Vocabulary, refuses_a_name_given_twice) {
  EXPECT_EQ(Vocabulary::make({sound(), sound()}, {}).error().what, "`a.b` is defined twice");
}

TEST(Vocabulary, refuses_more_facts_than_a_decision_can_count) {
  std::vector<FactDefinition> facts;
  for (std::size_t i = 0; i <= kFactsMax; ++i) {
    facts.push_back(with([i](auto& f) { f.id = "f" + std::to_string(i); }));
  }
  EXPECT_EQ(Vocabulary::make(facts, {}).error().code, Code::exhausted);
  facts.pop_back();
  EXPECT_TRUE(Vocabulary::make(facts, {}));
}

TEST(Vocabulary, gives_back_what_it_interned) {
  const auto words = small_vocabulary();
  const std::pair<std::string_view, Value> values[] = {
      {"consent", true},
      {"age", std::int64_t{-3}},
      {"withdrawn_on", CivilDate{1969y / 12 / 31}},
      {"place", std::string("bath")},
      {"kinds", std::vector<std::string>{"face", "name"}},
      {"kinds", std::vector<std::string>{}},
  };
  for (const auto& [id, value] : values) {
    const auto fact = words.find_fact(id).value();
    EXPECT_EQ(words.value_of(fact, words.intern(fact, value).value()), value) << id;
  }
}

}  // namespace
}  // namespace menshen::catalogue
