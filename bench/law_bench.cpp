// How long a decision takes under the whole law, with everything it has to say.
//
// A decision is timed as the mean of kBatch in a row, because a clock costs as much as a part
// of one; percentiles are over batches. Each decision in a batch is about other facts: those of
// a case, with one of them changed or forgotten.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/testing/count_allocations.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_yaml/load_law.hpp"
#include "law_yaml/read_manifest.hpp"
#include "policy/evaluate.hpp"
#include "report.hpp"

namespace menshen::bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr CivilDate kDay = 2026y / 11 / 21;
constexpr std::size_t kBatch = 32;
constexpr int kBatches = 20'000;
constexpr std::size_t kVariants = 256;

const law_yaml::ManifestCase& find_case(const law_yaml::Manifest& manifest,
                                        std::string_view id) {
  const auto found = std::ranges::find(manifest.cases, id, &law_yaml::ManifestCase::id);
  if (found == manifest.cases.end()) throw std::runtime_error("no case " + std::string(id));
  return *found;
}

law_yaml::Manifest read(const std::filesystem::path& file, const catalogue::Catalogue& law) {
  std::ifstream stream(file);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  return law_yaml::read_manifest(text, law).value();
}

policy::Facts facts_of(const law_yaml::ManifestCase& one, const catalogue::Catalogue& law) {
  policy::Facts facts(law.vocabulary());
  for (const auto& fact : one.facts) facts.state(fact.id, fact.value, "case");
  return facts;
}

// The facts of the case, each time with another one of them forgotten or, where it is a yes or
// no, turned round.
std::vector<policy::Facts> variants(const law_yaml::ManifestCase& one,
                                    const catalogue::Catalogue& law) {
  std::mt19937 random(1);
  std::vector<policy::Facts> all;
  for (std::size_t i = 0; i < kVariants; ++i) {
    all.push_back(facts_of(one, law));
    const auto& fact = one.facts[random() % one.facts.size()];
    const bool* flag = std::get_if<bool>(&fact.value);
    if (flag != nullptr && i % 2 == 0) {
      all.back().state(fact.id, !*flag, "turned");
    } else if (i % 4 == 1) {
      all.back().forget(*law.vocabulary().find_fact(fact.id));
    }
  }
  return all;
}

void measure(const catalogue::Catalogue& law, const law_yaml::ManifestCase& one,
             std::string_view name) {
  const policy::Program program = policy::compile(law, kDay);
  const auto facts = variants(one, law);
  const std::string& act = one.acts.front();
  policy::Decision decision = policy::evaluate(program, act, facts.front());
  for (const auto& each : facts) policy::evaluate_into(program, act, each, decision);

  std::vector<double> times;
  times.reserve(kBatches);
  const std::size_t allocated = allocations;
  std::size_t at = 0;
  const auto begun = Clock::now();
  for (int batch = 0; batch < kBatches; ++batch) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < kBatch; ++i) {
      policy::evaluate_into(program, act, facts[at++ % kVariants], decision);
    }
    times.push_back(Microseconds(Clock::now() - start).count() / kBatch);
  }
  const double whole = std::chrono::duration<double>(Clock::now() - begun).count();
  const std::size_t spent = allocations - allocated;
  const std::string what = fmt::format("{}, {} facts, {} findings", name, one.facts.size(),
                                       decision.findings().size());
  report("law", what + ", p50", percentile(times, 0.5), "us");
  report("law", what + ", p99", percentile(times, 0.99), "us");
  report("law", what + ", decisions", kBatch * kBatches / whole, "1/s");
  report("law", what + ", allocations of all", static_cast<double>(spent), "1");
}

void run(const std::filesystem::path& folder) {
  const crypto_openssl::OpensslCrypto crypto;
  std::vector<double> loads;
  for (int i = 0; i < 9; ++i) {
    const auto start = Clock::now();
    const auto law = law_yaml::load_law(folder, crypto);
    loads.push_back(Milliseconds(Clock::now() - start).count());
    static_cast<void>(law.value());
  }
  std::ranges::sort(loads);
  const auto law = law_yaml::load_law(folder, crypto).value();
  report("law", fmt::format("load {} provisions from files", law.provisions().size()),
         loads[loads.size() / 2], "ms");
  std::vector<double> compiles;
  for (int i = 0; i < 9; ++i) {
    const auto start = Clock::now();
    const auto program = policy::compile(law, kDay);
    compiles.push_back(Milliseconds(Clock::now() - start).count());
  }
  std::ranges::sort(compiles);
  report("law", "compile the law of one day", compiles[compiles.size() / 2], "ms");

  const auto entrance = read(folder / "cases/cn/enrol_and_verify.yaml", law);
  measure(law, find_case(entrance, "the entrance as a whole, likewise"), "lawful entrance");
  measure(law, find_case(entrance, "verified, likewise"), "lawful verification");
  measure(law, find_case(entrance, "enrolled without consent"), "unlawful enrolment");
  const auto park = read(folder / "cases/cn/history/C48_shaoxing_optional_face.yaml", law);
  measure(law, find_case(park, "C48-today"), "scenic area with much unknown");
}

}  // namespace
}  // namespace menshen::bench

int main() { menshen::bench::run(MENSHEN_LAW_DIR); }
