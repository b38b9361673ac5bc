// For tests only: what a judgement came to, beside what a person expects of it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "law_yaml/read_expectation.hpp"
#include "law_yaml/verdict.hpp"

namespace menshen::law_yaml {

// Rows of the matrix, and facts.
struct Outcomes {
  Verdict verdict = Verdict::lawful;
  std::set<std::string> violated;
  std::set<std::string> undetermined;
  std::set<std::string> excepted;
  std::set<std::string> obligations;
  std::set<std::string> missing;
};

inline void add(std::set<std::string>& to, const std::vector<std::string_view>& rows) {
  to.insert(rows.begin(), rows.end());
}

inline void check(const Outcomes& outcomes, const Expectation& expected) {
  using testing::IsSupersetOf;
  if (expected.verdict) {
    EXPECT_EQ(name(outcomes.verdict), name(*expected.verdict))
        << "violated " << testing::PrintToString(outcomes.violated) << "\nundetermined "
        << testing::PrintToString(outcomes.undetermined) << "\nmissing "
        << testing::PrintToString(outcomes.missing);
  }
  EXPECT_THAT(outcomes.violated, IsSupersetOf(expected.violated));
  EXPECT_THAT(outcomes.undetermined, IsSupersetOf(expected.undetermined));
  EXPECT_THAT(outcomes.excepted, IsSupersetOf(expected.excepted));
  EXPECT_THAT(outcomes.obligations, IsSupersetOf(expected.obligations));
  EXPECT_THAT(outcomes.missing, IsSupersetOf(expected.missing));
  for (const std::string& row : expected.not_violated) {
    EXPECT_FALSE(outcomes.violated.contains(row)) << row;
  }
  for (const std::string& row : expected.conditional) {
    EXPECT_TRUE(outcomes.violated.contains(row) || outcomes.undetermined.contains(row)) << row;
  }
}

}  // namespace menshen::law_yaml
