#include "policy/facts.hpp"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"

namespace menshen::policy {
namespace {

const catalogue::Vocabulary kVocabulary = catalogue::small_vocabulary();

TEST(Facts, know_nothing_that_nobody_stated) {
  EXPECT_FALSE(Facts(kVocabulary).interned(kVocabulary.find_fact("consent").value()));
}

TEST(Facts, keep_value_and_source) {
  Facts facts(kVocabulary);
  facts.state("age", std::int64_t{13}, "subject record 7").state("consent", true, "caller");
  const auto stated = facts.stated();
  ASSERT_EQ(stated.size(), 2U);
  EXPECT_EQ(stated[0].definition->id, "age");
  EXPECT_EQ(stated[0].value, catalogue::Value(std::int64_t{13}));
  EXPECT_EQ(stated[0].source, "subject record 7");
}

TEST(Facts, forget_one) {
  Facts facts(kVocabulary);
  facts.state("consent", true, "caller");
  facts.forget(kVocabulary.find_fact("consent").value());
  EXPECT_TRUE(facts.stated().empty());
}

TEST(Facts, refuse_an_unknown_name) {
  const auto stated = Facts(kVocabulary).try_state("consnt", true, "caller");
  ASSERT_FALSE(stated);
  EXPECT_EQ(stated.error().what, "the law knows no fact `consnt`");
}

TEST(Facts, refuse_a_value_of_another_type) {
  const auto stated = Facts(kVocabulary).try_state("age", true, "caller");
  ASSERT_FALSE(stated);
  EXPECT_EQ(stated.error().what, "`age` must be a whole number (years), not `true`");
}

TEST(Facts, refuse_a_word_outside_the_list) {
  const auto stated = Facts(kVocabulary).try_state("place", std::string("bad"), "caller");
  ASSERT_FALSE(stated);
  EXPECT_EQ(stated.error().what, "`place` cannot be `bad`; it is one of office, bath");
}

TEST(Facts, refuse_what_the_law_derives) {
  const auto stated = Facts(kVocabulary).try_state("is_private", false, "caller");
  ASSERT_FALSE(stated);
  EXPECT_EQ(stated.error().what, "`is_private` is derived by the law and cannot be stated");
}

TEST(FactsDeathTest, stop_at_a_name_in_code_that_the_law_does_not_know) {
  Facts facts(kVocabulary);
  EXPECT_DEATH(facts.state("consnt", true, "caller"), "stated.has_value");
}

}  // namespace
}  // namespace menshen::policy
