#include "policy/decision.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

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
