#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/detail/check.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {
namespace {

Rank rank_of(const Contents& contents, const Provision& provision) {
  return find_instrument(contents, provision.instrument)->rank;
}

// The instrument as a whole, or that of the provision.
const Instrument* instrument_lifted(const Contents& contents, std::string_view target) {
  if (const Instrument* whole = find_instrument(contents, target)) return whole;
  const auto found = std::ranges::find(contents.provisions, target, &Provision::id);
  return find_instrument(contents, found->instrument);
}

Result<> check_exception(const Contents& contents, const Provision& exception) {
  const Rank own = rank_of(contents, exception);
  bool is_needed = false;
  for (const std::string& target : exception.lifts) {
    const Rank lifted = instrument_lifted(contents, target)->rank;
    if (is_local(own) && !is_local(lifted)) {
      return refuse(exception,
                    fmt::format("lifts `{}`: no local rule lifts a national one", target));
    }
    if (!ranks_below(own, lifted)) continue;
    is_needed = true;
    if (exception.despite_rank.en.empty()) {
      return refuse(exception, fmt::format("lifts `{}`, which ranks above it, and does not say "
                                           "why it may (`despite_rank`)",
                                           target));
    }
  }
  if (!is_needed && !exception.despite_rank.en.empty()) {
    return refuse(exception, "has a `despite_rank` but lifts nothing that ranks above it");
  }
  return {};
}

// A test that a provision needs to come out one way, whatever else is the case.
struct Need {
  const Test* test;
  bool outcome;
};

// `all` of tests that must hold, or `any` of tests of which none may.
void collect(const Condition& condition, bool outcome, std::vector<Need>& needs) {
  switch (condition.kind) {
    case Condition::Kind::test:
      needs.push_back({.test = &condition.test, .outcome = outcome});
      return;
    case Condition::Kind::negation: collect(condition.parts.front(), !outcome, needs); return;
    case Condition::Kind::all:
    case Condition::Kind::any:
      if ((condition.kind == Condition::Kind::all) != outcome && condition.parts.size() > 1) {
        return;
      }
      for (const Condition& part : condition.parts) collect(part, outcome, needs);
      return;
  }
}

bool is_always(const Condition& condition) {
  return condition.kind == Condition::Kind::all && condition.parts.empty();
}

std::vector<Need> needs_of(const Provision& provision) {
  std::vector<Need> needs;
  if (provision.kind == Kind::prohibits) collect(provision.when, false, needs);
  if (provision.kind == Kind::demands && is_always(provision.when)) {
    collect(provision.requires_, true, needs);
  }
  return needs;
}

bool contradict(const std::vector<Need>& a, const std::vector<Need>& b) {
  return std::ranges::any_of(a, [&b](const Need& one) {
    return std::ranges::any_of(b, [&one](const Need& other) {
      return one.outcome != other.outcome && *one.test == *other.test;
    });
  });
}

// An exception that names a rule says how it stands to others; one that lifts its whole
// instrument says nothing of that.
bool is_lifted_by_name(const Contents& contents, const Provision& provision) {
  return std::ranges::any_of(contents.provisions, [&provision](const Provision& other) {
    return std::ranges::find(other.lifts, provision.id) != other.lifts.end();
  });
}

// Whether there is an act and a day on which both bind, or are proposed together.
bool meet(const Contents& contents, const Provision& a, const Provision& b) {
  const bool same_law = a.instrument == b.instrument || (!is_draft(contents, a.instrument) &&
                                                         !is_draft(contents, b.instrument));
  const auto later = std::max(a.in_force.from, b.in_force.from);
  std::vector<ActIndex> shared;
  std::ranges::set_intersection(a.acts, b.acts, std::back_inserter(shared));
  return same_law && !shared.empty() && a.in_force.covers(later) && b.in_force.covers(later);
}

Result<> check_contradictions(const Contents& contents) {
  struct Rule {
    const Provision* provision;
    std::vector<Need> needs;
  };
  std::vector<Rule> rules;
  for (const Provision& provision : contents.provisions) {
    auto needs = needs_of(provision);
    if (!needs.empty()) rules.push_back({.provision = &provision, .needs = std::move(needs)});
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t j = i + 1; j < rules.size(); ++j) {
      const Provision& a = *rules[i].provision;
      const Provision& b = *rules[j].provision;
      if (!contradict(rules[i].needs, rules[j].needs) || !meet(contents, a, b)) continue;
      const Rank rank_a = rank_of(contents, a);
      const Rank rank_b = rank_of(contents, b);
      if (ranks_below(rank_a, rank_b) || ranks_below(rank_b, rank_a)) continue;
      if (is_lifted_by_name(contents, a) || is_lifted_by_name(contents, b)) continue;
      return refuse(
          b, fmt::format("contradicts `{}`, of the same rank: no act can keep both", a.id));
    }
  }
  return {};
}

}  // namespace

Result<> check_conflicts(const Contents& contents) {
  for (const Provision& provision : contents.provisions) {
    if (provision.kind != Kind::excepts) continue;
    if (auto sound = check_exception(contents, provision); !sound) return sound;
  }
  return check_contradictions(contents);
}

}  // namespace menshen::catalogue
