// Every case of law/cases comes out as it says.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/testing/outcomes.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/evaluate.hpp"

namespace menshen::law_yaml {
namespace {

using policy::Outcome;
using policy::Status;

const catalogue::Catalogue& law() { return the_law(MENSHEN_LAW_DIR); }

// What all acts of a case come to together.
Outcomes judge(const ManifestCase& one) {
  policy::Facts facts(law().vocabulary());
  for (const StatedFact& fact : one.facts) facts.state(fact.id, fact.value, "case");
  const policy::Program program = policy::compile(law(), one.on.value());
  Outcomes outcomes;
  for (const std::string& act : one.acts) {
    const auto decision = policy::evaluate(program, act, facts);
    if (decision.outcome() == Outcome::deny) outcomes.verdict = Verdict::unlawful;
    const bool is_open = decision.outcome() == Outcome::undetermined;
    if (is_open && outcomes.verdict == Verdict::lawful) {
      outcomes.verdict = Verdict::undetermined;
    }
    add(outcomes.violated, decision.rows(Status::violated));
    add(outcomes.undetermined, decision.rows(Status::undetermined));
    add(outcomes.excepted, decision.rows(Status::excepted));
    for (const auto& obligation : decision.obligations()) {
      outcomes.obligations.emplace(obligation.provision->row());
    }
    for (const auto* fact : decision.missing()) outcomes.missing.insert(fact->id);
  }
  return outcomes;
}

TEST(Cases, come_out_as_they_say) {
  int count = 0;
  const std::filesystem::path folder = std::filesystem::path(MENSHEN_LAW_DIR) / "cases";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path());
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto manifest = read_manifest(bytes, law());
    ASSERT_TRUE(manifest) << entry.path() << ": " << manifest.error().what;
    for (const ManifestCase& one : manifest->cases) {
      SCOPED_TRACE(
          fmt::format("{}:{}: {}", entry.path().filename().string(), one.line, one.id));
      check(judge(one), one.expect.value());
      ++count;
    }
  }
  EXPECT_GE(count, 70);
}

}  // namespace
}  // namespace menshen::law_yaml
