// What went wrong, for programs: `application/problem+json` (RFC 9457).
#pragma once

#include <string_view>

#include "http/message.hpp"

namespace menshen::http {

struct Problem {
  unsigned status = 500;
  std::string_view type;    // stable slug, a relative reference: `not-found`
  std::string_view title;   // the same for every problem of the type
  std::string_view detail;  // of this occurrence, with the remedy; empty: left out
};

[[nodiscard]] Response to_response(const Problem& problem);

}  // namespace menshen::http
