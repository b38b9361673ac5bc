// Identifiers that sort by the time they were made (UUID version 7, RFC 9562 section 5.7).
#pragma once

#include <string>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"

namespace menshen {

// 36 characters, lower case: 48 bits of `now` in milliseconds, 74 random bits.
[[nodiscard]] std::string make_uuid7(Instant now, const Crypto& crypto);

}  // namespace menshen
