// For tests only. Search for `PermitForTest` to see every place that skips the gate.
#pragma once

#include <utility>

#include "permit/permit.hpp"

namespace menshen {

class PermitForTest {
 public:
  [[nodiscard]] static Permit make(Act act, Instant until = Instant::max(),
                                   PurposeId purpose = PurposeId("purpose-for-test")) {
    return Permit(Grant{.decision = DecisionId("decision-for-test"),
                        .act = act,
                        .purpose = std::move(purpose),
                        .place = PlaceId("place-for-test"),
                        .subject = SubjectId("subject-for-test"),
                        .from = Instant{},
                        .until = until});
  }

  [[nodiscard]] static PermitInUse in_use(Act act, Instant until = Instant::max()) {
    return make(act, until).spend(act, Instant{}).value();
  }

  [[nodiscard]] static PermitInUse in_use(Act act, PurposeId purpose) {
    return make(act, Instant::max(), std::move(purpose)).spend(act, Instant{}).value();
  }
};

}  // namespace menshen
