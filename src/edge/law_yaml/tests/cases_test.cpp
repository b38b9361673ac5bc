// Every scenario of law/cases/ against the law itself.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "law_yaml/read_cases.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"

namespace menshen::law_yaml {
namespace {

const catalogue::Catalogue& law() { return the_law(MENSHEN_LAW_DIR); }

Verdict verdict(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::permit: return Verdict::lawful;
    case policy::Outcome::deny: return Verdict::unlawful;
    case policy::Outcome::undetermined: break;
  }
  return Verdict::undetermined;
}

std::vector<std::string> missing_of(const policy::Decision& decision) {
  std::vector<std::string> ids;
  for (const auto* fact : decision.missing()) ids.push_back(fact->id);
  return ids;
}

std::vector<std::string> text(const std::vector<std::string_view>& rows) {
  return {rows.begin(), rows.end()};
}

void judge(const Case& one) {
  policy::Facts facts(law().vocabulary());
  for (const StatedFact& fact : one.facts) facts.state(fact.id, fact.value, "case");
  const auto decision = policy::evaluate(policy::compile(law(), one.on), one.action, facts);

  EXPECT_EQ(name(verdict(decision.outcome())), name(one.verdict));
  EXPECT_THAT(text(decision.rows(policy::Status::violated)),
              testing::UnorderedElementsAreArray(one.violated));
  EXPECT_THAT(text(decision.rows(policy::Status::undetermined)),
              testing::IsSupersetOf(one.undetermined));
  EXPECT_THAT(text(decision.rows(policy::Status::excepted)),
              testing::IsSupersetOf(one.excepted));
  if (one.verdict == Verdict::undetermined) {
    EXPECT_THAT(missing_of(decision), testing::UnorderedElementsAreArray(one.missing));
  }
}

TEST(Cases, come_out_as_the_file_says) {
  int count = 0;
  const std::filesystem::path folder = std::filesystem::path(MENSHEN_LAW_DIR) / "cases";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path());
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto cases = read_cases(bytes, law().vocabulary());
    ASSERT_TRUE(cases) << entry.path() << ": " << cases.error().what;
    for (const Case& one : *cases) {
      SCOPED_TRACE(
          fmt::format("{}:{}: {}", entry.path().filename().string(), one.line, one.name));
      judge(one);
      ++count;
    }
  }
  EXPECT_GE(count, 30);
}

}  // namespace
}  // namespace menshen::law_yaml
