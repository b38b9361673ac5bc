// Every situation of law/situations comes out as it says: from what is on file, through facts
// that each have their source, to what the law decides.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/tests/situation.hpp"
#include "facts/tests/situation_world.hpp"
#include "law_yaml/testing/outcomes.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"

namespace menshen::facts {
namespace {

namespace fs = std::filesystem;

const catalogue::Catalogue& law() { return law_yaml::the_law(MENSHEN_LAW_DIR); }

const policy::Program& law_of(CivilDate day) {
  static std::map<CivilDate, policy::Program> programs;
  const auto found = programs.find(day);
  if (found != programs.end()) return found->second;
  return programs.emplace(day, policy::compile(law(), day)).first->second;
}

std::vector<std::string> files_of_situations() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(MENSHEN_SITUATIONS_DIR)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<Situation> situations_of(const std::string& file) {
  std::ifstream in(fs::path(MENSHEN_SITUATIONS_DIR) / (file + ".yaml"));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto read = read_situations(text, law());
  EXPECT_TRUE(read) << file << ": " << read.error().what;
  return read ? std::move(*read) : std::vector<Situation>();
}

law_yaml::Verdict verdict_of(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::permit: return law_yaml::Verdict::lawful;
    case policy::Outcome::deny: return law_yaml::Verdict::unlawful;
    case policy::Outcome::undetermined: break;
  }
  return law_yaml::Verdict::undetermined;
}

law_yaml::Outcomes outcomes_of(const policy::Decision& decision) {
  using enum policy::Status;
  law_yaml::Outcomes outcomes{.verdict = verdict_of(decision.outcome())};
  for (const auto& [status, rows] : {std::pair(violated, &outcomes.violated),
                                     std::pair(undetermined, &outcomes.undetermined),
                                     std::pair(excepted, &outcomes.excepted)}) {
    law_yaml::add(*rows, decision.rows(status));
  }
  for (const auto& each : decision.obligations()) {
    outcomes.obligations.emplace(each.provision->row());
  }
  for (const auto* fact : decision.missing()) outcomes.missing.insert(fact->id);
  return outcomes;
}

const policy::Facts::Stated* find(const std::vector<policy::Facts::Stated>& stated,
                                  std::string_view fact) {
  const auto found = std::ranges::find_if(
      stated, [fact](const auto& each) { return each.definition->id == fact; });
  return found == stated.end() ? nullptr : &*found;
}

void check_facts(const Situation& situation, const policy::Facts& facts) {
  const auto stated = facts.stated();
  for (const auto& [source, expected] : situation.facts) {
    for (const auto& fact : expected) {
      const auto* known = find(stated, fact.id);
      if (known == nullptr) {
        ADD_FAILURE() << fact.id << " is unknown";
        continue;
      }
      EXPECT_EQ(catalogue::to_text(known->value), catalogue::to_text(fact.value)) << fact.id;
      EXPECT_EQ(known->source.substr(0, known->source.find(',')), source) << fact.id;
    }
  }
  for (const auto& fact : situation.unknown) {
    const auto* known = find(stated, fact);
    EXPECT_EQ(known, nullptr) << fact << " is known from " << known->source;
  }
}

void check_sources(const SituationWorld& world, const policy::Facts& facts) {
  ASSERT_FALSE(facts.stated().empty());
  for (const auto& each : facts.stated()) {
    const auto found = world.check_source(each.source);
    EXPECT_TRUE(found) << each.definition->id << ": " << found.error().what;
  }
}

void check_grounds(const Situation& situation, const policy::Decision& decision) {
  law_yaml::check(outcomes_of(decision), situation.expect);
  const auto satisfied = decision.rows(policy::Status::satisfied);
  EXPECT_THAT(std::vector<std::string>(satisfied.begin(), satisfied.end()),
              testing::IsSupersetOf(situation.rests_on));
}

void play(const Situation& situation) {
  SituationWorld world(law());
  const auto furnished = world.furnish(situation.site);
  ASSERT_TRUE(furnished) << furnished.error().what;
  for (const Step& step : situation.steps) {
    const auto done = world.take(step, situation);
    ASSERT_TRUE(done) << "line " << step.line << ": " << done.error().what;
  }
  policy::Facts facts(law().vocabulary());
  const auto gathered = world.gather(situation, facts);
  ASSERT_TRUE(gathered) << gathered.error().what;
  check_facts(situation, facts);
  check_sources(world, facts);
  check_grounds(situation, policy::evaluate(law_of(situation.on), situation.action, facts));
}

class Situations : public testing::TestWithParam<std::string> {};

TEST_P(Situations, come_out_as_they_say) {
  for (const Situation& each : situations_of(GetParam())) {
    SCOPED_TRACE(fmt::format("{}.yaml:{}: {}", GetParam(), each.line, each.name));
    play(each);
  }
}

INSTANTIATE_TEST_SUITE_P(of, Situations, testing::ValuesIn(files_of_situations()),
                         [](const auto& file) { return file.param; });

// A row of the matrix, or a case of law/cases.
bool is_known(const std::string& id) {
  const auto is_it = [&id](const auto& each) { return each.row() == id; };
  if (std::ranges::any_of(law().provisions(), is_it)) return true;
  const auto others = law().other_rows();
  if (std::ranges::find(others, id, &catalogue::OtherRow::id) != others.end()) return true;
  const fs::path cases = fs::path(MENSHEN_LAW_DIR) / "cases" / "cn" / "history";
  return std::ranges::any_of(fs::directory_iterator(cases), [&id](const auto& entry) {
    return entry.path().filename().string().starts_with(id + "_");
  });
}

TEST(AllSituations, name_what_they_are_taken_from) {
  for (const auto& file : files_of_situations()) {
    for (const Situation& each : situations_of(file)) {
      for (const auto& id : each.from) EXPECT_TRUE(is_known(id)) << each.name << ": " << id;
      for (const auto& id : each.expect.violated) EXPECT_TRUE(is_known(id)) << each.name << id;
    }
  }
}

TEST(AllSituations, are_at_least_eighty_and_come_out_all_three_ways) {
  std::map<law_yaml::Verdict, int> count;
  for (const auto& file : files_of_situations()) {
    for (const Situation& each : situations_of(file)) ++count[each.expect.verdict.value()];
  }
  using enum law_yaml::Verdict;
  EXPECT_GE(count[lawful] + count[unlawful] + count[undetermined], 80);
  EXPECT_GE(count[lawful], 20);
  EXPECT_GE(count[undetermined], 5);
}

}  // namespace
}  // namespace menshen::facts
