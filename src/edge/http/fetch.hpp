// A client for one request at a time, with a limit on everything a server can use up. It does
// not know what is asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "http/message.hpp"

namespace menshen::http {

struct Url {
  Endpoint endpoint;
  std::string path;  // begins with `/`; with the query, if there is one

  bool operator==(const Url&) const = default;
};

// Reads `http://127.0.0.1:8600/a/b`; without port 80, without path `/`. The host is a number,
// as names cannot be looked up within a deadline. Errors: invalid_input, with the form
// expected.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

struct Outgoing {
  std::string method = "GET";
  std::string content_type;  // of the body; empty: no body is sent
  std::string body;
};

struct FetchLimits {
  std::chrono::milliseconds time{5'000};  // from before connecting to the last byte
  std::size_t head_bytes = std::size_t{8} * 1024;
  std::size_t body_bytes = std::size_t{64} * 1024;
};

// One request on a connection of its own, and its response, whatever the status; a redirection
// is not followed. Response::headers holds all fields but Content-Type, as they came. Safe to
// call from several threads at once.
//
// Errors: unavailable when there is no whole answer in time; exhausted when it is larger than
// the limits; invalid_input when it is not HTTP.
[[nodiscard]] Result<Response> fetch(const Url& url, const Outgoing& outgoing,
                                     const FetchLimits& limits = {});

}  // namespace menshen::http
