// A request and a response, apart from how they travel.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace menshen::http {

class EventChannel;  // events.hpp

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  // `GET`, also when the client asked for the head alone
  std::string path;    // begins with `/`; as sent, percent signs included
  std::string query;   // behind the first `?`, without it
  std::string body;
  Headers headers;   // in their order, names in lower case
  std::string peer;  // the address it came from, a number without port
  // DER, checked against the authority that the server was given; empty: none was shown.
  std::vector<std::byte> client_certificate;

  // The field of that name, in lower case; null when there is none, or more than one, of which
  // nobody could say which counts.
  [[nodiscard]] const std::string* header(std::string_view name) const noexcept;
};

// What is known of a request by its method and path.
struct Expected {
  std::size_t body_bytes = 0;  // the largest body that it may have
  // Its handler neither waits nor computes for long; what it has to wait for, it answers later.
  // It has workers of its own, whom nobody who waits keeps busy.
  bool is_quick = false;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  Headers headers;  // besides those of every response, or instead of one of the same name

  // What was asked for, by a name of which there are few, for logs and metrics; not sent.
  std::string operation;
  // In place of all else but `operation`, when the answer is not there yet: called once, with
  // what is to be told the answer, once, on any thread. The request is gone by then. When it
  // throws, nothing may be told.
  std::function<void(std::function<void(Response)> tell)> later;
  // In place of a body: what is published from now on, until the client goes.
  std::shared_ptr<EventChannel> events;
};

// What `change` makes of the response, now or when it is there.
[[nodiscard]] Response then(Response response, std::function<Response(Response)> change);

// Waits for one that is not there yet.
[[nodiscard]] Response wait_for(Response response);

}  // namespace menshen::http
