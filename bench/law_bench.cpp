// The whole law of today asked about one act: how long a decision with its complete
// explanation takes, what it allocates, and how long the law folder takes to load.
//
// A decision takes less than the clock that would time it, so decisions are timed in batches
// of sixteen, each batch with other facts than the one before; a percentile is that of the
// batches' means. `decisions` is the reciprocal of the mean over all batches.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_yaml/load_law.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/lawful_facts.hpp"
#include "policy/testing/random_facts.hpp"
#include "policy/testing/random_law.hpp"
#include "policy/testing/values.hpp"
#include "report.hpp"

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

namespace menshen::bench {
namespace {

constexpr CivilDate kToday = std::chrono::year{2026} / 11 / 21;
constexpr std::size_t kBatch = 16;
constexpr std::size_t kBatches = 200'000;

struct Times {
  double p50, p99, mean;  // nanoseconds a decision
};

// Reads what a caller would: every finding, with its status and its exception.
std::uint64_t read_whole(const policy::Decision& decision) {
  std::uint64_t sum = 0;
  for (const auto& finding : decision.findings()) {
    sum += static_cast<std::uint64_t>(finding.status) + (finding.excepted_by != nullptr);
  }
  for (const auto& owed : decision.obligations()) sum += owed.due.has_value();
  return sum + decision.missing().size() + decision.advice().size();
}

Times measure(const policy::Program& program, std::string_view action,
              std::span<const policy::Facts> facts) {
  policy::Decision decision = policy::evaluate(program, action, facts[0]);
  for (const auto& one : facts) policy::evaluate_into(program, action, one, decision);
  std::vector<double> means(kBatches);
  std::size_t next = 0;
  std::uint64_t sum = 0;
  const std::size_t before = allocations;
  for (double& mean : means) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < kBatch; ++i) {
      policy::evaluate_into(program, action, facts[next++ % facts.size()], decision);
      sum += read_whole(decision);
    }
    const std::chrono::duration<double, std::nano> time =
        std::chrono::steady_clock::now() - start;
    mean = time.count() / kBatch;
  }
  if (sum == 0) std::abort();
  fmt::print("allocations {}\n", allocations - before);
  double total = 0;
  for (const double mean : means) total += mean;
  std::ranges::sort(means);
  return {.p50 = means[kBatches / 2], .p99 = means[kBatches / 100 * 99],
          .mean = total / kBatches};
}

void describe(const policy::Program& program, const policy::Facts& facts) {
  const auto d = policy::evaluate(program, "gate.operate", facts);
  std::size_t c[5] = {};
  for (const auto& f : d.findings()) ++c[static_cast<int>(f.status)];
  fmt::print("{} findings {} sat {} viol {} und {} exc {} na {} missing {} oblig {} advice {} stated {}\n",
             name(d.outcome()), d.findings().size(), c[0], c[1], c[2], c[3], c[4],
             d.missing().size(), d.obligations().size(), d.advice().size(),
             facts.stated().size());
}

void run(const char* folder) {
  auto start = std::chrono::steady_clock::now();
  const crypto_openssl::OpensslCrypto crypto;
  const auto law = law_yaml::load_law(folder, crypto).value();
  fmt::print("load {} ms\n", std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  start = std::chrono::steady_clock::now();
  const auto program = policy::compile(law, kToday);
  fmt::print("compile {} ms\n", std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  policy::RandomFacts random(law, kToday, 3);
  if (const auto lawful = policy::LawfulFacts(program, 1).find("gate.operate")) {
    std::vector<policy::Facts> many;
    many.emplace_back(law.vocabulary());
    state(*lawful, many.back());
    describe(program, many[0]);
    const Times t = measure(program, "gate.operate", many);
    fmt::print("lawful: p50 {:.0f} p99 {:.0f} mean {:.0f}\n",  t.p50, t.p99, t.mean);
  } else fmt::print("no lawful facts\n");
  for (const int known : {100, 60, 30, 0}) {
    std::vector<policy::Facts> many;
    for (int i = 0; i < 256; ++i) {
      many.emplace_back(law.vocabulary());
      state(random.values(known), many.back());
    }
    describe(program, many[0]);
    for (const std::size_t n : {1, 256}) {
      const Times t = measure(program, "gate.operate", std::span(many).first(n));
      fmt::print("known {} sets {}: p50 {:.0f} p99 {:.0f} mean {:.0f}\n", known, n, t.p50, t.p99, t.mean);
    }
  }
}

}  // namespace
}  // namespace menshen::bench

int main(int, char** argv) { menshen::bench::run(argv[1]); }
