// A frugal HTTP/1.1 client over TLS 1.3 for this machine: many connections on one thread, each
// asking again once it was answered, so that little of the machine is the client's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "report.hpp"

namespace menshen::bench {

struct Request {
  std::string bytes;  // head and body
};

// A request with the key as its credentials; without a body it has no type.
[[nodiscard]] Request make_request(std::string_view method, std::string_view path,
                                   std::string_view key, std::string_view type = {},
                                   std::string_view body = {});

struct Load {
  std::vector<double> seconds;  // from the first byte sent to the last byte received, each
  std::size_t turned_away = 0;  // 503: to come again later
  std::size_t refused = 0;      // answers that are neither 2xx nor that
  std::string last;             // body of the last answer that was not refused
  std::string last_refused;     // of the last that was, or was turned away
  Seconds time{};
  Seconds own_cpu{};  // of this thread

  [[nodiscard]] double rate() const {
    return static_cast<double>(seconds.size()) / time.count();
  }
};

// Ends the program when a connection breaks: nothing here is to be measured then.
class LoadClient {
 public:
  LoadClient(std::uint16_t port, std::size_t connections);
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;
  LoadClient(LoadClient&&) = delete;
  LoadClient& operator=(LoadClient&&) = delete;
  ~LoadClient();

  // Every connection sends what `next` gives, until that is null and all are answered. What it
  // points to stays until `next` has been called as often as there are connections once more.
  using Next = std::function<const Request*()>;
  [[nodiscard]] Load run(const Next& next);

  // The same for a time: each of `requests` in turn.
  [[nodiscard]] Load run_for(std::chrono::milliseconds time,
                             const std::vector<Request>& requests);

  // Sends a byte over each connection, of what is no whole request.
  void send_each(char byte);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace menshen::bench
