#include "policy/decision.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "catalogue/provision.hpp"
#include "policy/detail/act_law.hpp"  // IWYU pragma: keep
#include "policy/program.hpp"

namespace menshen::policy {

std::string_view name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::permit: return "permit";
    case Outcome::deny: return "deny";
    case Outcome::undetermined: return "undetermined";
  }
  return "unknown";
}

std::string_view name(Status status) noexcept {
  switch (status) {
    case Status::satisfied: return "satisfied";
    case Status::violated: return "violated";
    case Status::undetermined: return "undetermined";
    case Status::excepted: return "excepted";
    case Status::not_applicable: return "not_applicable";
  }
  return "unknown";
}

std::string_view name(Basis basis) noexcept {
  switch (basis) {
    case Basis::held: return "held";
    case Basis::missing: return "missing";
    case Basis::undetermined: return "undetermined";
    case Basis::none_in_force: return "none_in_force";
  }
  return "unknown";
}

void Decision::turn_to(const Program& program, std::string_view action) {
  const bool is_same = act_ && action_ == action && program.acts_.size() > act_->act &&
                       program.acts_[act_->act] == act_;
  if (is_same) return;
  const auto act = program.law().vocabulary().find_act(action);
  act_ = act ? program.acts_[*act] : program.acts_.back();
  law_ = program.law();
  day_ = program.day();
  action_ = action;
  rules_ = act_->rules;
  finding_rules_ = act_->findings;
  status_.resize(64 * act_->rule_words.size());
  missing_.reserve(law_.vocabulary().facts().size());
  obligations_.reserve(act_->due.size());
  advice_.reserve(act_->rules.size());
  workspace_.answers.resize(act_->answers);
  workspace_.answers.back() = 0;
  workspace_.sums.resize(act_->words.size());
  workspace_.is_needed.resize(act_->answers);
}

// The first that holds.
const catalogue::Provision* Decision::exception_to(std::uint16_t rule) const {
  const auto holds = [this](std::uint16_t one) { return status_[one] == Status::satisfied; };
  return rules_[*std::ranges::find_if(act_->lifted_by[rule], holds)];
}

std::vector<std::string_view> Decision::rows(Status status) const {
  std::vector<std::string_view> rows;
  for (const Finding finding : findings()) {
    if (finding.status != status) continue;
    const std::string_view row = finding.provision->row();
    if (std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
  }
  return rows;
}

}  // namespace menshen::policy
