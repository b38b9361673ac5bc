// JSON from outside, read once and in one way (RFC 8259 and RFC 7493, I-JSON): what two readers
// could take for two things is refused.
#pragma once

#include <cstddef>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace menshen::contract::detail {

enum class JsonFault {
  none,
  syntax,    // no JSON in UTF-8, or more than one value
  depth,     // nested deeper than kJsonDepthMax
  repeated,  // an object names a member twice
  number,    // that no double holds, as 1e400
};

inline constexpr std::size_t kJsonDepthMax = 32;

// Whole numbers are integers however they are written (`1.0`, `1e2`), where a double holds them
// exactly. `value` is written when there is no fault.
[[nodiscard]] JsonFault parse_strict(std::string_view text, boost::json::value& value);

}  // namespace menshen::contract::detail
