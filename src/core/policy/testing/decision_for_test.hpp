// For tests only. Search for `DecisionForTest` to see every place that skips the law.
#pragma once

#include <string>
#include <utility>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "policy/decision.hpp"

namespace menshen::policy {

class DecisionForTest {
 public:
  [[nodiscard]] static Decision make(catalogue::Catalogue law, Outcome outcome,
                                     std::string action, CivilDate day) {
    Decision decision(std::move(law));
    decision.outcome_ = outcome;
    decision.basis_ = Basis::held;
    decision.action_ = std::move(action);
    decision.day_ = day;
    return decision;
  }
};

}  // namespace menshen::policy
