// What the server itself answers, before any handler is asked.
#pragma once

#include <string_view>

#include "http/message.hpp"
#include "http/problem.hpp"

namespace menshen::http {

inline constexpr Problem kMalformed{.status = 400,
                                    .type = "malformed-request",
                                    .title = "The request is not HTTP/1.1 as RFC 9112 has it"};
inline constexpr Problem kBodyTooLarge{.status = 413,
                                       .type = "body-too-large",
                                       .title = "The request's body is too large",
                                       .detail = "send a smaller body"};
inline constexpr Problem kHeadTooLarge{.status = 431,
                                       .type = "head-too-large",
                                       .title = "The request's head is too large",
                                       .detail = "send fewer or shorter header fields"};
inline constexpr Problem kHandlerFailed{.status = 500,
                                        .type = "internal-error",
                                        .title = "The server failed to answer this request"};
inline constexpr Problem kOverloaded{.status = 503,
                                     .type = "overloaded",
                                     .title = "The server has more to do than it can",
                                     .detail = "try again later"};
inline constexpr Problem kTooManyConnections{.status = 503,
                                             .type = "too-many-connections",
                                             .title = "The server has no connection left",
                                             .detail = "try again later, or reuse connections"};

// A queue is worked off within a second; a connection becomes free when somebody leaves.
inline constexpr std::string_view kRetryOverloadSeconds = "1";
inline constexpr std::string_view kRetryConnectionSeconds = "5";

// With `Retry-After` where trying again helps.
[[nodiscard]] inline Response refusal(const Problem& problem) {
  constexpr unsigned kServiceUnavailable = 503;
  Response response = to_response(problem);
  if (problem.status == kServiceUnavailable) {
    response.headers.emplace_back("Retry-After", problem.type == kOverloaded.type
                                                     ? kRetryOverloadSeconds
                                                     : kRetryConnectionSeconds);
  }
  return response;
}

}  // namespace menshen::http
