// An HTTP/1.1 server, over TLS 1.3 or for this machine in the clear, with a limit on everything
// a client can use up. It does not know what is served: a function from request to response
// does.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "http/message.hpp"

namespace menshen::http {

// Called on worker threads, several at once. What it throws becomes status 500.
using Handler = std::function<Response(const Request&)>;

// What one client, and all of them together, may use up. A time is for the whole of its part,
// so sending byte by byte gains nothing; it is kept to a quarter of the shortest, and to a
// quarter of a second.
struct Limits {
  // Of the request line, and as much of the header fields; a browser sends 4 KiB at most.
  std::size_t head_bytes = std::size_t{8} * 1024;
  std::size_t body_bytes = std::size_t{64} * 1024;  // where Options::expects is empty
  // Of all bodies that are being received, waiting or answered, and of the answers. Above it
  // requests are refused, so memory does not grow with the number of clients.
  std::size_t bodies_bytes = std::size_t{256} * 1024 * 1024;
  // A slow client is a connection and little else, so there may be many. Each is an open file:
  // whoever starts the server raises the limit of the process (setrlimit, RLIMIT_NOFILE) to
  // what it may be; above it, who comes waits until somebody goes.
  std::size_t connections = 4000;
  std::size_t network_threads = 0;  // 0: one for each core
  std::size_t workers = 8;          // handlers wait for the disk, and share what it writes
  std::size_t quick_workers = 0;    // for handlers that do not wait; 0: one for each core
  std::size_t waiting = 256;        // requests that wait for a worker, or for a later answer

  std::chrono::milliseconds handshake_time{5'000};
  std::chrono::milliseconds head_time{10'000};
  std::chrono::milliseconds body_time{10'000};
  std::chrono::milliseconds write_time{10'000};
  std::chrono::milliseconds idle_time{30'000};  // between requests; proxies reuse within 30 s
  std::chrono::milliseconds heartbeat_time{
      15'000};                                   // of event streams; proxies close silent ones
  std::chrono::milliseconds drain_time{10'000};  // below the 90 s that systemd waits
};

// All PEM; read while the server is made, and not kept.
struct Tls {
  std::string_view certificates;           // the server's own first, each signed by the next
  std::span<const std::byte> private_key;  // of the first; not encrypted
  // Who signs the certificates of clients. A client that shows none is served, and one whose
  // certificate is not signed by these, or not for clients, or not valid today, is not. Empty:
  // none is asked for.
  std::string_view client_authorities;
};

// One answer, for logs and metrics: nothing in it names a person, and each text is one of few.
struct Exchange {
  std::string_view method;  // `OTHER` when it is none that HTTP defines
  unsigned status = 0;
  std::string_view operation;  // as the handler said; empty when the server answered itself
  std::chrono::nanoseconds duration{};  // from the request's first byte to the answer's last
  std::chrono::nanoseconds waited{};    // of it, for a worker
  std::size_t bytes_in = 0;             // with the heads, without what TLS adds
  std::size_t bytes_out = 0;
};

struct Options {
  std::optional<Tls> tls;
  // Called on network threads. Empty: Limits::body_bytes, and not quick.
  std::function<Expected(std::string_view method, std::string_view path)> expects;
  // Called on network threads after each answer, of an event stream after its head. It must
  // neither block nor throw.
  std::function<void(const Exchange&)> after;
};

class Server {
 public:
  // Binds and listens; nothing is accepted before `run`. Without TLS this machine only is
  // served (127.0.0.0/8, ::1). Errors: refused for another address without TLS; unavailable
  // when the address cannot be bound; invalid_input when it is no number, or a certificate or
  // key cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<Server>> listen(const Endpoint& endpoint,
                                                              const Limits& limits,
                                                              Handler handler,
                                                              const Options& options = {});

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

  // Serves on the calling thread, and as many more as were asked for, until `stop`; then
  // returns when every connection is closed. Call once. Errors: unavailable when connections
  // could not be accepted any more.
  [[nodiscard]] Result<> run();

  // Accepts no more, closes idle connections and event streams, and gives requests in flight
  // the drain time; then closes theirs too. A handler that is running is waited for. Returns at
  // once; safe to call from any thread, more than once, before, during and after `run`.
  void stop();

 private:
  class Impl;

  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace menshen::http
