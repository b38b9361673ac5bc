// An HTTP/1.1 server with a limit on everything a client can use up. It does not know what is
// served: a function from request to response does.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "http/endpoint.hpp"

namespace menshen::http {

struct Request {
  std::string method;  // `GET`, also when the client asked for the head alone
  std::string path;    // begins with `/`; as sent, percent signs included
  std::string query;   // behind the first `?`, without it
  std::string body;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // besides those of every response
};

// Called on worker threads, several at once. What it throws becomes status 500.
using Handler = std::function<Response(const Request&)>;

// What one client, and all of them together, may use up.
struct Limits {
  // Of the request line, and as much of the header fields; a browser sends 4 KiB at most.
  std::size_t head_bytes = std::size_t{8} * 1024;
  std::size_t body_bytes = std::size_t{64} * 1024;  // of JSON; photographs have no route yet
  // With heads and bodies at their limits, 20 MiB; below the 1024 files a process may open.
  std::size_t connections = 256;
  std::size_t workers = 2;  // handlers read the record, which lets one in at a time

  // A time is for the whole of its part, so sending byte by byte gains nothing.
  std::chrono::milliseconds head_time{10'000};
  std::chrono::milliseconds body_time{10'000};
  std::chrono::milliseconds write_time{10'000};
  std::chrono::milliseconds idle_time{30'000};   // between requests; proxies reuse within 30 s
  std::chrono::milliseconds drain_time{10'000};  // below the 90 s that systemd waits
};

class Server {
 public:
  // Binds and listens; nothing is accepted before `run`. Plain HTTP is served to this machine
  // only (127.0.0.0/8, ::1). Errors: refused for another address; unavailable when the
  // address cannot be bound; invalid_input when it is no number.
  [[nodiscard]] static Result<std::unique_ptr<Server>> listen(const Endpoint& endpoint,
                                                              const Limits& limits,
                                                              Handler handler);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;
  ~Server();

  // The port that is bound; the one the system chose when 0 was asked for.
  [[nodiscard]] std::uint16_t port() const noexcept;

  // SIGINT and SIGTERM call `stop`; a second one while draining ends the process. Call before
  // `run`. Errors: unavailable.
  [[nodiscard]] Result<> stop_on_signals();

  // Serves on the calling thread until `stop`, then returns when every connection is closed.
  // Call once. Errors: unavailable when connections could not be accepted any more.
  [[nodiscard]] Result<> run();

  // Accepts no more, closes idle connections, and gives requests in flight the drain time;
  // then closes theirs too. A handler that is running is waited for. Returns at once; safe to
  // call from any thread, more than once, before, during and after `run`.
  void stop();

 private:
  class Loop;

  explicit Server(std::unique_ptr<Loop> loop);

  std::unique_ptr<Loop> loop_;
};

}  // namespace menshen::http
