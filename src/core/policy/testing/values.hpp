// For tests only: facts as values, before anybody has interned them.
#pragma once

#include <optional>
#include <vector>

#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

// In the vocabulary's order; none where unknown.
using Values = std::vector<std::optional<catalogue::Value>>;

// States what is known of `values`, and nothing else.
inline void state(const Values& values, Facts& facts) {
  for (catalogue::FactIndex i = 0; i < values.size(); ++i) {
    if (values[i]) {
      facts.state(facts.vocabulary().facts()[i].id, *values[i], "test");
    } else {
      facts.forget(i);
    }
  }
}

}  // namespace menshen::policy
