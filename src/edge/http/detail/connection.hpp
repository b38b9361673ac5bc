// One client's connection, from its first byte to its last.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/detail/budget.hpp"
#include "http/detail/incoming.hpp"
#include "http/detail/lane.hpp"
#include "http/detail/network.hpp"
#include "http/detail/stream.hpp"
#include "http/events.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"

namespace menshen::http {

// Lives on its lane's thread. A coroutine lends its own frame to those it awaits, by pointer or
// view: it outlives them.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Lane& lane, Socket socket, Seat seat);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  static Awaitable<void> live(std::shared_ptr<Connection> self);

  // Between two requests, or only listening to events: nothing is lost when it is closed.
  [[nodiscard]] bool is_idle() const noexcept { return is_idle_ || is_listening_; }
  void look_at_clock(Steady::time_point now);
  // Whatever it waits for from the client ends; a handler is waited for.
  void close();

 private:
  // What a worker brought back. The body counts as long as it is here.
  struct Answer {
    Response response;
    Reservation reservation;
    std::chrono::nanoseconds waited{};
  };
  struct OnWorker;

  Awaitable<bool> shake_hands();
  Awaitable<bool> next_request();
  Awaitable<bool> exchange();
  Awaitable<bool> receive(Incoming* incoming);
  Awaitable<Answer> ask(Incoming* incoming);
  Awaitable<bool> respond(Response response, Framing framing, Exchange told);
  Awaitable<void> refuse(Problem problem, Framing framing, Exchange told);
  Awaitable<void> send_events(std::shared_ptr<EventChannel> channel);
  Awaitable<void> linger();

  Awaitable<bool> fill();
  Awaitable<bool> send(std::string_view bytes);
  Awaitable<bool> wait_for(Attempt::Outcome outcome);
  void note(Exchange told);
  void wake();
  void end_after(std::chrono::milliseconds time) { deadline_ = Steady::now() + time; }

  Lane& lane_;
  Seat seat_;
  Socket socket_;
  Stream stream_;
  std::string peer_;  // its address
  std::vector<std::byte> client_certificate_;
  std::string unread_;
  Steady::time_point deadline_ = Steady::time_point::max();
  Steady::time_point begun_;  // the request
  std::size_t bytes_in_ = 0;  // since then
  std::size_t bytes_out_ = 0;
  bool is_idle_ = false;
  bool is_listening_ = false;
  bool is_closed_ = false;
};

}  // namespace menshen::http
