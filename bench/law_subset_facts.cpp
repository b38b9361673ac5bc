#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_subset.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"

namespace menshen::bench {
namespace {

using catalogue::Condition;
using catalogue::Provision;
using catalogue::Term;
using catalogue::Type;
using policy::Status;

// The same numbers on every run.
class Dice {
 public:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  template <typename List>
  auto& any_of(List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937 random_{1};  // NOLINT(cert-msc32-c,cert-msc51-cpp): on purpose
};

// A few hundred are enough.
constexpr std::size_t kStepsMax = 100'000;

class Draw {
 public:
  explicit Draw(const policy::Program& program)
      : program_(program), decision_(policy::evaluate(program, kSubsetAct, facts_)) {
    for (const Provision& provision : law().provisions()) {
      find_edges(provision.when);
      find_edges(provision.requires_);
    }
  }

  // Redraws fact by fact until nothing is broken any more, then `slips` facts once more.
  CompleteFacts careful(std::size_t slips) {
    CompleteFacts statements = careless();
    std::size_t broken = count_broken(statements);
    for (std::size_t step = 0; broken > 0 && step < kStepsMax; ++step) {
      Statement& redrawn = dice_.any_of(statements);
      const Statement before = redrawn;
      redrawn = drawn(before.fact);
      const std::size_t now = count_broken(statements);
      if (now > broken) redrawn = before;
      broken = std::min(now, broken);
    }
    for (std::size_t i = 0; i < slips; ++i) {
      Statement& redrawn = dice_.any_of(statements);
      redrawn = drawn(redrawn.fact);
    }
    return statements;
  }

  CompleteFacts careless() {
    CompleteFacts statements;
    for (const auto& fact : law().vocabulary().facts()) {
      if (fact.stated_by != catalogue::StatedBy::derived) statements.push_back(drawn(fact.id));
    }
    return statements;
  }

  // The provisions that say something to these statements.
  void note_effects(const CompleteFacts& statements, std::set<std::string>& effective) {
    decide(statements);
    for (const policy::Finding& finding : decision_.findings()) {
      const bool is_basis = finding.provision->kind == catalogue::Kind::basis;
      if (finding.status == (is_basis ? Status::satisfied : Status::violated)) {
        effective.insert(finding.provision->id);
      }
      if (finding.excepted_by != nullptr) effective.insert(finding.excepted_by->id);
    }
  }

 private:
  [[nodiscard]] const catalogue::Catalogue& law() const { return program_.law(); }

  void decide(const CompleteFacts& statements) {
    state(statements, facts_);
    policy::evaluate_into(program_, kSubsetAct, facts_, decision_);
  }

  std::size_t count_broken(const CompleteFacts& statements) {
    decide(statements);
    const auto violated =
        std::ranges::count(decision_.findings(), Status::violated, &policy::Finding::status);
    return static_cast<std::size_t>(violated) +
           (decision_.basis() == policy::Basis::held ? 0 : 1);
  }

  Statement drawn(std::string_view id) {
    const auto index = *law().vocabulary().find_fact(id);
    const auto& fact = law().vocabulary().facts()[index];
    Statement statement{.fact = fact.id, .value = false};
    switch (fact.type) {
      case Type::boolean: statement.value = dice_.below(2) == 1; break;
      case Type::integer: statement.value = beside_an_edge(index); break;
      case Type::date:
        statement.value = CivilDate{CivilDate::duration{beside_an_edge(index)}};
        break;
      case Type::one_of: statement.value = dice_.any_of(fact.values); break;
      case Type::set_of: {
        std::vector<std::string> words = fact.values;
        std::erase_if(words, [this](const auto&) { return dice_.below(2) == 1; });
        statement.value = std::move(words);
        break;
      }
    }
    return statement;
  }

  std::int64_t beside_an_edge(catalogue::FactIndex fact) {
    return dice_.any_of(edges_.at(fact)) + static_cast<std::int64_t>(dice_.below(3)) - 1;
  }

  // The numbers and days that a fact is compared with.
  void find_edges(const Condition& condition) {
    for (const Condition& part : condition.parts) find_edges(part);
    const auto& [left, relation, right, words] = condition.test;
    if (condition.kind != Condition::Kind::test || left.kind != Term::Kind::fact) return;
    edges_[left.fact].push_back(number_of(right, law(), program_.day()));
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const policy::Program& program_;
  policy::Facts facts_{program_.law().vocabulary()};
  policy::Decision decision_;
  std::map<catalogue::FactIndex, std::vector<std::int64_t>> edges_;
  Dice dice_;
};

}  // namespace

void state(const CompleteFacts& statements, policy::Facts& facts) {
  for (const auto& [fact, value] : statements) facts.state(fact, value, "caller");
}

Result<std::vector<CompleteFacts>> draw_facts(const policy::Program& program,
                                              std::size_t count) {
  constexpr std::size_t kSlipsMax = 7;
  Draw draw(program);
  std::vector<CompleteFacts> drawn;
  std::set<std::string> effective;
  for (std::size_t i = 0; i < count; ++i) {
    // In turn: zero to seven slips, then one set drawn without care.
    const std::size_t slips = i % (kSlipsMax + 2);
    drawn.push_back(slips > kSlipsMax ? draw.careless() : draw.careful(slips));
    draw.note_effects(drawn.back(), effective);
  }
  for (const Provision& provision : program.law().provisions()) {
    if (provision.kind != catalogue::Kind::defines && !effective.contains(provision.id)) {
      return fail(Code::invalid_input,
                  fmt::format("`{}` says nothing to any of the facts drawn", provision.id));
    }
  }
  return drawn;
}

}  // namespace menshen::bench
