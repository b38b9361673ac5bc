// What a consent receipt says, as JSON: keys in one order, no white space.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "consent_desk/consent_receipt.hpp"

namespace menshen::consent_desk {

// Where the answer stands.
struct Standpoint {
  std::string_view origin;  // the record's name
  DecisionId decision;      // of the entry
};

// What nobody filled in is null.
[[nodiscard]] std::string document(const Answered& answered, const Standpoint& standpoint,
                                   std::string_view jurisdiction, const Crypto& crypto);

}  // namespace menshen::consent_desk
