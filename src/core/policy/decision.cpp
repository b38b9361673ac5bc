#include "policy/decision.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/detail/act_law.hpp"
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
  const auto act = program.law().vocabulary().find_act(action);
  const auto& law = act ? program.acts_[*act] : program.acts_.back();
  if (act_ == law && action_ == action) return;
  law_ = program.law();
  day_ = program.day();
  action_ = action;
  act_ = law;
  findings_.clear();
  for (const std::uint32_t rule : law->findings) {
    findings_.push_back({.provision = law->rules[rule],
                         .status = Status::undetermined,
                         .excepted_by = nullptr});
  }
  has_excepted_ = false;
  missing_.reserve(program.law().vocabulary().facts().size());
  obligations_.reserve(law->rules.size() - law->first_duty);
  advice_.reserve(law->rules.size());
  lanes_.resize(3 * law->words());
}

std::vector<std::string_view> Decision::rows(Status status) const {
  std::vector<std::string_view> rows;
  for (const Finding& finding : findings_) {
    if (finding.status != status) continue;
    const std::string_view row = finding.provision->row();
    if (std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
  }
  return rows;
}

}  // namespace menshen::policy
