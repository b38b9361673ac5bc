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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <typename Part>
tl::unexpected<Error> refuse(const Part& part, std::string_view what) {
  return fail(Code::invalid_input, fmt::format("{}: `{}` {}", part.file, part.id, what));
}

const Instrument* instrument_of(const Contents& contents, std::string_view id) {
  const auto found = std::ranges::find(contents.instruments, id, &Instrument::id);
  return found == contents.instruments.end() ? nullptr : &*found;
}

using Visit = std::function<void(const Term&)>;

void for_each_term(const Condition& condition, const Visit& visit) {
  if (condition.kind == Condition::Kind::test) {
    visit(condition.test.left);
    visit(condition.test.right);
  }
  for (const Condition& part : condition.parts) for_each_term(part, visit);
}

void for_each_term(const Provision& provision, const Visit& visit) {
  for_each_term(provision.when, visit);
  for_each_term(provision.requires_, visit);
  if (provision.deadline) visit(provision.deadline->day);
}

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

Result<> check_days(const Contents& contents, const Provision& provision) {
  const Instrument* instrument = instrument_of(contents, provision.instrument);
  if (instrument == nullptr) return refuse(provision, "belongs to no known instrument");
  const InForce& days = provision.in_force;
  if (days.source.empty()) return refuse(provision, "has no source");
  if (days.until && *days.until < days.from) return refuse(provision, "ends before it begins");
  if (days.from < instrument->in_force.from) {
    return refuse(provision, "is in force before its instrument");
  }
  if (instrument->in_force.until &&
      (!days.until || *instrument->in_force.until < *days.until)) {
    return refuse(provision, "outlasts its instrument");
  }
  return {};
}

Result<> check_lifts(const Contents& contents, const Provision& exception) {
  for (const std::string& target : exception.lifts) {
    if (instrument_of(contents, target) != nullptr) continue;
    const auto found = std::ranges::find(contents.provisions, target, &Provision::id);
    if (found == contents.provisions.end()) {
      return refuse(exception, fmt::format("lifts `{}`, which is not in the law", target));
    }
    if (!can_be_lifted(found->kind)) {
      return refuse(exception, fmt::format("cannot lift `{}`, whose kind is `{}`", target,
                                           name(found->kind)));
    }
  }
  return {};
}

Result<> check_parameters_of(const Contents& contents, const Provision& provision) {
  Result<> answer;
  const auto check_one = [&](ParameterIndex index, bool is_amount) {
    const Parameter& parameter = contents.parameters.at(index);
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

bool is_defined_from(const Contents& contents, FactIndex fact, CivilDate day) {
  return std::ranges::any_of(contents.provisions, [fact, day](const Provision& provision) {
    return provision.defines == fact && provision.in_force.covers(day);
  });
}

Result<> check_definitions_for(const Contents& contents, const Provision& provision) {
  Result<> answer;
  for_each_term(provision, [&](const Term& term) {
    if (term.kind != Term::Kind::fact) return;
    const FactDefinition& fact = contents.vocabulary.facts()[term.fact];
    if (fact.stated_by == StatedBy::derived &&
        !is_defined_from(contents, term.fact, provision.in_force.from)) {
      answer = refuse(provision, fmt::format("uses `{}`, which nothing defines on {}", fact.id,
                                             to_text(provision.in_force.from)));
    }
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
  return check_days(contents, provision)
      .and_then([&]() -> Result<> { return check_lifts(contents, provision); })
      .and_then([&]() -> Result<> { return check_parameters_of(contents, provision); })
      .and_then([&]() -> Result<> { return check_definitions_for(contents, provision); });
}

Result<> check_parameter(const Contents& contents, const Parameter& parameter) {
  if (instrument_of(contents, parameter.instrument) == nullptr) {
    return refuse(parameter, "belongs to no known instrument");
  }
  if (parameter.values.empty()) return refuse(parameter, "has no value");
  const auto disordered = std::ranges::adjacent_find(parameter.values, std::greater_equal<>{},
                                                     &Parameter::Entry::from);
  if (disordered != parameter.values.end()) {
    return refuse(parameter, fmt::format("has a value that is not after the one of {}",
                                         to_text(disordered->from)));
  }
  for (const Parameter::Entry& entry : parameter.values) {
    if (entry.source.empty()) return refuse(parameter, "has a value without source");
  }
  return {};
}

Result<> check_ids(const Contents& contents) {
  std::vector<std::string_view> ids;
  ids.reserve(contents.instruments.size() + contents.parameters.size() +
              contents.provisions.size());
  for (const auto& instrument : contents.instruments) ids.push_back(instrument.id);
  for (const auto& parameter : contents.parameters) ids.push_back(parameter.id);
  for (const auto& provision : contents.provisions) ids.push_back(provision.id);
  std::ranges::sort(ids);
  const auto twice = std::ranges::adjacent_find(ids);
  if (twice == ids.end()) return {};
  return fail(Code::invalid_input, fmt::format("`{}` is given twice", *twice));
}

Result<> check_every_parameter_is_used(const Contents& contents) {
  std::vector<bool> is_used(contents.parameters.size(), false);
  for (const Provision& provision : contents.provisions) {
    for_each_term(provision, [&is_used](const Term& term) {
      if (term.kind == Term::Kind::parameter) is_used.at(term.parameter) = true;
      if (term.shift && term.shift->parameter) is_used.at(*term.shift->parameter) = true;
    });
  }
  const auto unused = std::ranges::find(is_used, false);
  if (unused == is_used.end()) return {};
  const auto at = static_cast<std::size_t>(unused - is_used.begin());
  return refuse(contents.parameters[at], "is used by no condition");
}

std::vector<FactIndex> rests_on(const Contents& contents, FactIndex derived) {
  std::vector<FactIndex> facts;
  for (const Provision& provision : contents.provisions) {
    if (provision.defines != derived) continue;
    for_each_term(provision, [&facts](const Term& term) {
      if (term.kind == Term::Kind::fact) facts.push_back(term.fact);
    });
  }
  return facts;
}

// Depth-first; a fact met again while still open rests on itself.
class Derivation {
 public:
  explicit Derivation(const Contents& contents)
      : contents_(contents), states_(contents.vocabulary.facts().size(), State::untouched) {}

  Result<> place(FactIndex fact) {
    const FactDefinition& definition = contents_.vocabulary.facts()[fact];
    if (definition.stated_by != StatedBy::derived || states_[fact] == State::placed) return {};
    if (states_[fact] == State::open) {
      return fail(Code::invalid_input, fmt::format("`{}` rests on itself", definition.id));
    }
    states_[fact] = State::open;
    const auto grounds = rests_on(contents_, fact);
    if (grounds.empty()) {
      return fail(Code::invalid_input,
                  fmt::format("`{}` is derived, but no provision defines it", definition.id));
    }
    for (const FactIndex ground : grounds) {
      if (auto placed = place(ground); !placed) return placed;
    }
    states_[fact] = State::placed;
    order_.push_back(fact);
    return {};
  }

  [[nodiscard]] std::vector<FactIndex> order() && { return std::move(order_); }

 private:
  enum class State { untouched, open, placed };

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Contents& contents_;
  std::vector<State> states_;
  std::vector<FactIndex> order_;
};

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

bool reads_before(std::string_view a, std::string_view b) noexcept {
  const auto number_at = [](std::string_view text) {
    return std::ranges::find_if_not(text, is_digit) - text.begin();
  };
  while (!a.empty() && !b.empty()) {
    const auto a_digits = static_cast<std::size_t>(number_at(a));
    const auto b_digits = static_cast<std::size_t>(number_at(b));
    if (a_digits != b_digits) {
      return a_digits > 0 && b_digits > 0 ? a_digits < b_digits : a.front() < b.front();
    }
    const std::size_t length = std::max<std::size_t>(a_digits, 1);
    const int order = a.substr(0, length).compare(b.substr(0, length));
    if (order != 0) return order < 0;
    a.remove_prefix(length);
    b.remove_prefix(length);
  }
  return a.size() < b.size();
}

Result<> check(const Contents& contents) {
  if (contents.provisions.size() > kProvisionsMax) {
    return fail(Code::exhausted, fmt::format("more than {} provisions", kProvisionsMax));
  }
  if (const auto ids = check_ids(contents); !ids) return ids;
  for (const Parameter& parameter : contents.parameters) {
    if (auto sound = check_parameter(contents, parameter); !sound) return sound;
  }
  for (const Provision& provision : contents.provisions) {
    if (auto sound = check_provision(contents, provision); !sound) return sound;
  }
  return check_every_parameter_is_used(contents);
}

Result<std::vector<FactIndex>> order_of_derivation(const Contents& contents) {
  Derivation derivation(contents);
  const auto facts = static_cast<FactIndex>(contents.vocabulary.facts().size());
  for (FactIndex fact = 0; fact < facts; ++fact) {
    if (const auto placed = derivation.place(fact); !placed) {
      return tl::unexpected<Error>(placed.error());
    }
  }
  return std::move(derivation).order();
}

}  // namespace menshen::catalogue
