#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/detail/check.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {
namespace {

// A period beyond any in law; keeps date arithmetic far from its limits.
constexpr std::int64_t kShiftMax = 100'000;

// Whether every joint has the parts it needs; a missing condition is `all` of nothing.
bool is_whole(const Condition& condition) {
  const std::size_t parts = condition.parts.size();
  switch (condition.kind) {
    case Condition::Kind::all: break;
    case Condition::Kind::any:
      if (parts == 0) return false;
      break;
    case Condition::Kind::negation:
      if (parts != 1) return false;
      break;
    case Condition::Kind::test: return parts == 0;
  }
  return std::ranges::all_of(condition.parts, is_whole);
}

std::size_t depth(const Condition& condition) {
  std::size_t deepest = 0;
  for (const Condition& part : condition.parts) deepest = std::max(deepest, depth(part));
  return deepest + 1;
}

Result<> check_days(const Instrument& instrument, const Provision& provision) {
  const InForce& days = provision.in_force;
  if (days.source.empty()) return refuse(provision, "has no source");
  if (days.until && *days.until < days.from) return refuse(provision, "ends before it begins");
  if (days.from < instrument.in_force.from) {
    return refuse(provision, "is in force before its instrument");
  }
  if (instrument.in_force.until && (!days.until || *instrument.in_force.until < *days.until)) {
    return refuse(provision, "outlasts its instrument");
  }
  return {};
}

// What binds nobody may only advise; what is no instrument may only define.
Result<> check_rank(const Instrument& instrument, const Provision& provision) {
  switch (instrument.rank) {
    case Rank::national_standard:
    case Rank::campaign_notice:
      if (provision.kind == Kind::advises) return {};
      return refuse(provision, fmt::format("is of kind `{}`, but a {} may only advise",
                                           name(provision.kind), name(instrument.rank)));
    case Rank::definitions:
      if (provision.kind == Kind::defines) return {};
      return refuse(provision, fmt::format("is of kind `{}`, but stands among definitions",
                                           name(provision.kind)));
    case Rank::law:
    case Rank::judicial_interpretation:
    case Rank::administrative_regulation:
    case Rank::departmental_rule:
    case Rank::local_regulation:
    case Rank::local_notice:
    case Rank::official_notice: break;
  }
  return {};
}

// A draft and the law do not reach into each other, but that a draft is read with the law's
// definitions.
bool may_refer(const Contents& contents, const Provision& from, std::string_view instrument) {
  return from.instrument == instrument ||
         (!is_draft(contents, from.instrument) && !is_draft(contents, instrument));
}

Result<> check_lifts(const Contents& contents, const Provision& exception) {
  for (const std::string& target : exception.lifts) {
    if (find_instrument(contents, target) != nullptr) {
      if (may_refer(contents, exception, target)) continue;
      return refuse(exception, fmt::format("lifts `{}`: one of them is a draft", target));
    }
    const auto found = std::ranges::find(contents.provisions, target, &Provision::id);
    if (found == contents.provisions.end()) {
      return refuse(exception, fmt::format("lifts `{}`, which is not in the law", target));
    }
    if (!can_be_lifted(found->kind)) {
      return refuse(exception, fmt::format("cannot lift `{}`, whose kind is `{}`", target,
                                           name(found->kind)));
    }
    if (!may_refer(contents, exception, found->instrument)) {
      return refuse(exception, fmt::format("lifts `{}`: one of them is a draft", target));
    }
  }
  return {};
}

Result<> check_parameters_of(const Contents& contents, const Provision& provision) {
  Result<> answer;
  const auto check_one = [&](ParameterIndex index, bool is_amount) {
    const Parameter& parameter = contents.parameters.at(index);
    if (!may_refer(contents, provision, parameter.instrument)) {
      answer =
          refuse(provision, fmt::format("uses `{}`: one of them is a draft", parameter.id));
    }
    if (parameter.values.front().from > provision.in_force.from) {
      answer = refuse(provision, fmt::format("needs `{}` before it has a value", parameter.id));
    }
    for (const Parameter::Entry& entry : parameter.values) {
      if (is_amount && (entry.value < 0 || entry.value > kShiftMax)) {
        answer = refuse(provision, fmt::format("moves a date by `{}`, which is out of range",
                                               parameter.id));
      }
    }
  };
  for_each_term(provision, [&](const Term& term) {
    if (term.kind == Term::Kind::parameter) check_one(term.parameter, false);
    if (!term.shift) return;
    if (term.shift->parameter) check_one(*term.shift->parameter, true);
    if (term.shift->amount < 0 || term.shift->amount > kShiftMax) {
      answer = refuse(provision, "moves a date out of range");
    }
  });
  return answer;
}

bool counts_working_days(const Condition& condition) {
  bool answer = false;
  for_each_term(condition, [&answer](const Term& term) {
    if (term.shift && term.shift->period == Period::working_days) answer = true;
  });
  return answer;
}

Result<> check_working_days(const Provision& provision) {
  if (counts_working_days(provision.when) || counts_working_days(provision.requires_)) {
    return refuse(provision, "counts working days outside of a deadline");
  }
  if (!provision.deadline) return {};
  const auto& shift = provision.deadline->day.shift;
  if (shift && shift->period == Period::working_days && shift->is_back) {
    return refuse(provision, "counts working days backward");
  }
  return {};
}

// The days on which the definitions of `fact` that `provision` can rest on may run out.
Result<> check_definitions_of(const Contents& contents, const Provision& provision,
                              FactIndex fact) {
  std::vector<const InForce*> defined;
  for (const Provision& other : contents.provisions) {
    if (other.defines != fact) continue;
    const bool is_read_with =
        other.instrument == provision.instrument || !is_draft(contents, other.instrument);
    if (is_read_with) defined.push_back(&other.in_force);
  }
  std::vector<CivilDate> days = {provision.in_force.from};
  for (const InForce* one : defined) {
    const auto after = one->until ? *one->until + CivilDate::duration{1} : CivilDate{};
    if (one->until && provision.in_force.covers(after)) days.push_back(after);
  }
  for (const CivilDate day : days) {
    if (std::ranges::any_of(defined, [day](const auto* one) { return one->covers(day); })) {
      continue;
    }
    return refuse(provision, fmt::format("uses `{}`, which nothing defines on {}",
                                         contents.vocabulary.facts()[fact].id, to_text(day)));
  }
  return {};
}

Result<> check_definitions_for(const Contents& contents, const Provision& provision) {
  Result<> answer;
  for_each_term(provision, [&](const Term& term) {
    if (!answer || term.kind != Term::Kind::fact) return;
    if (contents.vocabulary.facts()[term.fact].stated_by != StatedBy::derived) return;
    answer = check_definitions_of(contents, provision, term.fact);
  });
  return answer;
}

Result<> check_provision(const Contents& contents, const Provision& provision) {
  const bool is_exception = provision.kind == Kind::excepts;
  if (provision.acts.empty() && provision.kind != Kind::defines) {
    return refuse(provision, "governs no act");
  }
  if (provision.confidence == Confidence::c && provision.kind != Kind::advises) {
    return refuse(provision, fmt::format("{} but its text was not seen (confidence C): it "
                                         "may only advise",
                                         name(provision.kind)));
  }
  if (is_exception != !provision.lifts.empty()) {
    return refuse(provision, is_exception ? "lifts nothing" : "lifts, but is no exception");
  }
  if ((provision.kind == Kind::defines) != provision.defines.has_value()) {
    return refuse(provision, "must name what it defines, if and only if it defines");
  }
  if (!is_whole(provision.when) || !is_whole(provision.requires_)) {
    return refuse(provision, "has an `any` or a `not` without parts");
  }
  if (std::max(depth(provision.when), depth(provision.requires_)) > kConditionDepthMax) {
    return refuse(provision, "is nested too deep");
  }
  const Instrument* instrument = find_instrument(contents, provision.instrument);
  if (instrument == nullptr) return refuse(provision, "belongs to no known instrument");
  return check_days(*instrument, provision)
      .and_then([&]() -> Result<> { return check_rank(*instrument, provision); })
      .and_then([&]() -> Result<> { return check_working_days(provision); })
      .and_then([&]() -> Result<> { return check_lifts(contents, provision); })
      .and_then([&]() -> Result<> { return check_parameters_of(contents, provision); })
      .and_then([&]() -> Result<> { return check_definitions_for(contents, provision); });
}

}  // namespace

bool can_be_lifted(Kind kind) noexcept {
  switch (kind) {
    case Kind::prohibits:
    case Kind::demands:
    case Kind::duty:
    case Kind::advises: return true;
    case Kind::defines:
    case Kind::basis:
    case Kind::excepts: return false;
  }
  return false;
}

bool lifts(const Provision& exception, const Provision& provision) noexcept {
  return std::ranges::any_of(exception.lifts, [&provision](const std::string& target) {
    return target == provision.id ||
           (target == provision.instrument && can_be_lifted(provision.kind));
  });
}

Result<> check_provisions(const Contents& contents) {
  for (const Provision& provision : contents.provisions) {
    if (auto sound = check_provision(contents, provision); !sound) return sound;
  }
  return {};
}

}  // namespace menshen::catalogue
