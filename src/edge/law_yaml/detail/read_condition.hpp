// A condition as a law file writes it: `all`, `any` and `not` over tests in a line of text.
//
//   consent.is_informed                                      a boolean that holds
//   consent.kind = separate                                  also != ; a word of its list
//   subject.age_years < parameter(M25-7-1.child_age)         also <= > >= ; integers, dates
//   place.class in [public_bath, public_toilet]              one of several words
//   data.categories contains face                            a set has a word
//   consent.withdrawn_on > today                             the day of the judgement
//   today <= assessment.approved_on + parameter(M25-9-6.report_years) years
#pragma once

#include <span>
#include <string_view>

#include "base/error.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

// The names that a condition may use.
struct Names {
  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const catalogue::Vocabulary& vocabulary;
  std::span<const catalogue::Parameter> parameters;
};

// Errors: invalid_input, with the line, for an unknown name (the nearest is offered), a
// comparison of things that cannot be compared, or a comparison with a number of the law on
// the wrong side of its edge.
[[nodiscard]] Result<catalogue::Condition> read_condition(const plain_yaml::Node& node,
                                                          const Names& names);

// One day: `today`, a date, or a fact that is a date, moved or not; here working days count
// too: `filing.threshold_reached_on + parameter(M25-15-2.days) working_days`. Errors: as above.
[[nodiscard]] Result<catalogue::Term> read_day(const plain_yaml::Node& node,
                                               const Names& names);

}  // namespace menshen::law_yaml
