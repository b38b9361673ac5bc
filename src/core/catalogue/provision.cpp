#include "catalogue/provision.hpp"

#include <algorithm>  // IWYU pragma: keep
#include <functional>
#include <iterator>
#include <string_view>

#include "base/civil_date.hpp"
#include "catalogue/condition.hpp"

namespace menshen::catalogue {

std::string_view name(Kind kind) noexcept {
  switch (kind) {
    case Kind::defines: return "defines";
    case Kind::basis: return "basis";
    case Kind::prohibits: return "prohibits";
    case Kind::demands: return "demands";
    case Kind::excepts: return "excepts";
    case Kind::duty: return "duty";
    case Kind::advises: return "advises";
  }
  return "unknown";
}

std::string_view name(Confidence confidence) noexcept {
  switch (confidence) {
    case Confidence::a: return "A";
    case Confidence::b: return "B";
    case Confidence::c: return "C";
  }
  return "unknown";
}

std::string_view name(ReviewState state) noexcept {
  switch (state) {
    case ReviewState::example: return "example";
    case ReviewState::transcribed: return "transcribed";
    case ReviewState::checked_by_two: return "checked_by_two";
    case ReviewState::withdrawn: return "withdrawn";
  }
  return "unknown";
}

std::string_view name(Meets meets) noexcept {
  switch (meets) {
    case Meets::at_least: return "at_least";
    case Meets::under: return "under";
    case Meets::more_than: return "more_than";
    case Meets::at_most: return "at_most";
  }
  return "unknown";
}

std::string_view name(InstrumentStatus status) noexcept {
  switch (status) {
    case InstrumentStatus::in_force: return "in_force";
    case InstrumentStatus::not_yet: return "not_yet";
    case InstrumentStatus::repealed: return "repealed";
    case InstrumentStatus::draft: return "draft";
  }
  return "unknown";
}

std::string_view name(Rank rank) noexcept {
  switch (rank) {
    case Rank::law: return "law";
    case Rank::judicial_interpretation: return "judicial_interpretation";
    case Rank::administrative_regulation: return "administrative_regulation";
    case Rank::departmental_rule: return "departmental_rule";
    case Rank::local_regulation: return "local_regulation";
    case Rank::local_notice: return "local_notice";
    case Rank::official_notice: return "official_notice";
    case Rank::national_standard: return "national_standard";
    case Rank::campaign_notice: return "campaign_notice";
    case Rank::definitions: return "definitions";
  }
  return "unknown";
}

namespace {

int height(Rank rank) {
  switch (rank) {
    case Rank::law: return 4;
    case Rank::judicial_interpretation:
    case Rank::administrative_regulation: return 3;
    case Rank::departmental_rule:
    case Rank::local_regulation: return 2;
    case Rank::official_notice:
    case Rank::local_notice: return 1;
    case Rank::national_standard:
    case Rank::campaign_notice:
    case Rank::definitions: return 0;
  }
  return 0;
}

}  // namespace

bool ranks_below(Rank a, Rank b) noexcept { return height(a) < height(b); }

bool is_local(Rank rank) noexcept {
  return rank == Rank::local_regulation || rank == Rank::local_notice;
}

void for_each_term(const Provision& provision, const std::function<void(const Term&)>& visit) {
  for_each_term(provision.when, visit);
  for_each_term(provision.requires_, visit);
  if (provision.deadline) visit(provision.deadline->day);
}

const Parameter::Entry* Parameter::on(CivilDate day) const noexcept {
  const auto after = std::ranges::upper_bound(values, day, {}, &Entry::from);
  return after == values.begin() ? nullptr : &*std::prev(after);
}

}  // namespace menshen::catalogue
