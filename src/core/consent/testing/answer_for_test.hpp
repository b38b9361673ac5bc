// The only other key to an answer, for tests that need one as it stands.
#pragma once

#include <utility>

#include "consent/answer.hpp"
#include "registry/records.hpp"

namespace menshen::consent {

class AnswerForTest {
 public:
  static Answer make(registry::Consent record) { return Answer(std::move(record)); }
};

}  // namespace menshen::consent
