// What stands in a request's target, its percent signs decoded. It does not know what the words
// mean.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen::http {

// One segment of a path: `%E9%97%A8` is 门, a plus sign a plus sign. Decode after the path was
// divided: `%2F` is then no divider. Errors: invalid_input when a percent sign is not followed
// by two hexadecimal digits, or what comes out is not UTF-8, or has a zero byte.
[[nodiscard]] Result<std::string> decode_percent(std::string_view text);

// `a=1&b=x+y&c` as (a, 1), (b, x y), (c, ); in their order, names that come twice included.
// Errors: as decode_percent, and for a character that has no place in a query (RFC 3986,
// section 3.4).
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> decode_query(
    std::string_view query);

}  // namespace menshen::http
