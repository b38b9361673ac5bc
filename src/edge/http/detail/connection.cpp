#include "http/detail/connection.hpp"
#include "base/wipe.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/system/error_code.hpp>

#include "http/detail/budget.hpp"
#include "http/detail/incoming.hpp"
#include "http/detail/lane.hpp"
#include "http/detail/network.hpp"
#include "http/detail/outgoing.hpp"
#include "http/detail/refusals.hpp"
#include "http/detail/stream.hpp"
#include "http/detail/tls.hpp"
#include "http/events.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"

namespace menshen::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Outcome = Attempt::Outcome;

// To read what a client still sends after its last answer: closing on unread bytes resets the
// connection and may take the answer with it.
constexpr std::chrono::milliseconds kLingerTime{1000};
// A body up to this goes out with its head, in one call and one TLS record.
constexpr std::size_t kTogetherBytes = std::size_t{15} * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kHeartbeat = ":\n\n";  // a comment

Response answer(const Handler& handler, const Request& request) noexcept {
  try {
    return handler(request);
  } catch (const std::exception&) {
    return to_response(kHandlerFailed);
  }
}

// Null in the clear.
OwnedTls open_tls(const std::optional<TlsContext>& tls, int socket) {
  return tls ? tls->open(socket) : nullptr;
}

}  // namespace

// Starts the handler on a worker and brings its response back to the network thread.
struct Connection::OnWorker {
  // What waits there for the response.
  template <typename Done>
  struct Asker {
    std::shared_ptr<Elsewhere> elsewhere;  // first: let go when the rest is gone
    Done done;
    decltype(asio::make_work_guard(asio::get_associated_executor(std::declval<Done>()))) home;
    Answer answer;

    void tell(Response response) {
      answer.response = std::move(response);
      answer.reservation.set(answer.response.body.size());
      const auto executor = home.get_executor();
      asio::post(executor, [done = std::move(done), answer = std::move(answer)]() mutable {
        std::move(done)(std::move(answer));
      });
    }
  };

  template <typename Done>
  static void wait_for(const Response& response, const std::shared_ptr<Asker<Done>>& asker,
                       Shared* shared) {
    const auto tell = [asker, shared, operation = response.operation](Response answer) {
      --shared->waiting;
      answer.operation = operation;
      asker->tell(std::move(answer));
    };
    try {
      response.later(tell);
    } catch (const std::exception&) {
      tell(to_response(kHandlerFailed));
    }
  }

  template <typename Done>
  void operator()(Done done, Shared* shared, asio::thread_pool* workers, Request request,
                  Reservation reservation) const {
    auto home = asio::make_work_guard(asio::get_associated_executor(done));
    asio::post(
        *workers,
        [asker = Asker<Done>{.elsewhere = nullptr,
                             .done = std::move(done),
                             .home = std::move(home),
                             .answer = {.response = {}, .reservation = std::move(reservation)}},
         shared, request = std::move(request), asked = Steady::now()]() mutable {
          --shared->waiting;
          asker.answer.waited = Steady::now() - asked;
          Response response = answer(shared->handler, request);
          // A photograph may have been in it.
          wipe(std::as_writable_bytes(std::span(request.body)));
          request = {};
          if (!response.later) return asker.tell(std::move(response));
          ++shared->waiting;
          asker.elsewhere = shared->elsewhere;
          wait_for(response, std::make_shared<Asker<Done>>(std::move(asker)), shared);
        });
  }
};

Connection::Connection(Lane& lane, Socket socket, Seat seat)
    : lane_(lane),
      seat_(std::move(seat)),
      socket_(std::move(socket)),
      stream_(socket_.native_handle(), open_tls(lane.shared().tls, socket_.native_handle())) {
  lane_.connections_.insert(this);
  error_code ignored;
  peer_ = socket_.remote_endpoint(ignored).address().to_string();
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.native_non_blocking(true, ignored);
}

// NOLINTNEXTLINE(bugprone-exception-escape): neither the set nor the timer can fail here
Connection::~Connection() {
  lane_.connections_.erase(this);
  if (lane_.is_over()) lane_.sweeper_.cancel();
}

Awaitable<void> Connection::live(std::shared_ptr<Connection> self) {
  const bool is_shaken = co_await self->shake_hands();
  if (!is_shaken) co_return co_await self->linger();
  if (self->seat_.get() == &self->lane_.shared().turned_away) {
    co_return co_await self->refuse(kTooManyConnections, {}, {.method = "OTHER"});
  }
  for (bool goes_on = true; goes_on && !self->lane_.is_draining();) {
    goes_on = co_await self->next_request();
    if (goes_on) goes_on = co_await self->exchange();
  }
}

void Connection::look_at_clock(Steady::time_point now) {
  if (now < deadline_) return;
  if (is_listening_) return wake();
  close();
}

void Connection::close() {
  if (std::exchange(is_closed_, true)) return;
  error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_both, ignored);
  socket_.cancel(ignored);
}

void Connection::wake() {
  error_code ignored;
  if (is_listening_) socket_.cancel(ignored);
}

Awaitable<bool> Connection::shake_hands() {
  if (lane_.shared().tls && !stream_.is_encrypted()) co_return false;  // no memory
  end_after(lane_.shared().limits.handshake_time);
  for (;;) {
    const Attempt attempt = stream_.shake_hands();
    if (attempt.outcome == Outcome::done) break;
    const bool is_ready = co_await wait_for(attempt.outcome);
    if (!is_ready) co_return false;
  }
  client_certificate_ = stream_.client_certificate();
  co_return true;
}

Awaitable<bool> Connection::next_request() {
  bytes_in_ = unread_.size();
  bytes_out_ = 0;
  if (unread_.empty()) {
    std::string().swap(unread_);  // an idle connection keeps no buffer
    is_idle_ = true;
    end_after(lane_.shared().limits.idle_time);
    const bool is_filled = co_await fill();
    is_idle_ = false;
    if (!is_filled) co_return false;
  }
  begun_ = Steady::now();
  co_return true;
}

// False when the connection is not kept.
Awaitable<bool> Connection::exchange() {
  Incoming incoming(lane_.shared().bounds, lane_.shared().bodies);
  const bool is_received = co_await receive(&incoming);
  if (!is_received) co_return false;
  Exchange told{.method = incoming.method()};
  Framing framing = incoming.framing();
  if (const auto& refused = incoming.refused()) {
    co_await refuse(*refused, framing, told);
    co_return false;
  }
  Answer answer = co_await ask(&incoming);
  framing.keep_alive = framing.keep_alive && !lane_.is_draining();
  const auto events = answer.response.events;
  told.waited = answer.waited;
  const bool is_sent = co_await respond(std::move(answer.response), framing, told);
  if (!is_sent) co_return false;
  if (events && !framing.head_only) co_await send_events(events);
  if (!framing.keep_alive || events) {
    co_await linger();
    co_return false;
  }
  co_return true;
}

// False when the client has gone or was too slow; otherwise the request is whole, or refused.
Awaitable<bool> Connection::receive(Incoming* incoming) {
  const Limits& limits = lane_.shared().limits;
  end_after(limits.head_time);
  for (bool had_head = false;;) {
    unread_.erase(0, incoming->take(unread_));
    if (incoming->refused() || incoming->is_whole()) break;
    if (incoming->has_head() && !std::exchange(had_head, true)) {
      end_after(limits.body_time);
      if (incoming->waits_for_continue() && unread_.empty()) {
        const bool is_sent = co_await send(kContinue);
        if (!is_sent) co_return false;
      }
    }
    const bool is_filled = co_await fill();
    if (!is_filled) co_return false;
  }
  deadline_ = Steady::time_point::max();
  co_return true;
}

Awaitable<Connection::Answer> Connection::ask(Incoming* incoming) {
  Shared& shared = lane_.shared();
  if (shared.waiting.fetch_add(1) >= shared.limits.waiting) {
    --shared.waiting;
    co_return Answer{.response = refusal(kOverloaded)};
  }
  Request request = incoming->take_request();
  request.peer = peer_;
  request.client_certificate = client_certificate_;
  co_return co_await asio::async_initiate<const Await, void(Answer)>(
      OnWorker(), Await{}, &shared,
      incoming->is_quick() ? &shared.quick_workers : &shared.workers, std::move(request),
      incoming->take_reservation());
}

// False when the client could not be written to in time.
Awaitable<bool> Connection::respond(Response response, Framing framing, Exchange told) {
  auto head = head_of(response, framing);
  if (!head) {
    response = to_response(kHandlerFailed);
    head = head_of(response, framing);
  }
  std::string bytes = std::move(head).value_or("");
  end_after(lane_.shared().limits.write_time);
  std::string_view body = response.body;
  if (framing.head_only || response.events) body = {};
  if (body.size() <= kTogetherBytes) bytes.append(std::exchange(body, {}));
  bool is_sent = co_await send(bytes);
  if (is_sent && !body.empty()) is_sent = co_await send(body);
  told.status = response.status;
  told.operation = response.operation;
  note(told);
  co_return is_sent;
}

Awaitable<void> Connection::refuse(Problem problem, Framing framing, Exchange told) {
  framing.keep_alive = false;
  const bool is_sent = co_await respond(refusal(problem), framing, told);
  if (is_sent) co_await linger();
}

Awaitable<void> Connection::send_events(std::shared_ptr<EventChannel> channel) {
  const auto& limits = lane_.shared().limits;
  const auto mailbox =
      channel->subscribe([weak = weak_from_this(), executor = socket_.get_executor()] {
        asio::post(executor, [weak] {
          if (const auto self = weak.lock()) self->wake();
        });
      });
  while (!is_closed_ && !lane_.is_draining()) {
    auto mail = mailbox->take();
    if (mail.is_overrun) break;
    if (mail.text.empty() && Steady::now() >= deadline_) mail.text = kHeartbeat;
    if (!mail.text.empty()) {
      end_after(limits.write_time);
      const bool is_sent = co_await send(mail.text);
      if (!is_sent) break;
      continue;
    }
    end_after(limits.heartbeat_time);
    is_listening_ = true;
    const auto [interrupted] = co_await socket_.async_wait(Socket::wait_read, kAwait);
    is_listening_ = false;
    if (interrupted == asio::error::operation_aborted) continue;  // mail, time, or closed
    // What a listener sends means nothing, but its end does.
    if (interrupted || stream_.read(lane_.scratch()).outcome == Outcome::over) break;
  }
}

Awaitable<void> Connection::linger() {
  stream_.finish();
  end_after(kLingerTime);
  for (;;) {
    if (stream_.discard(lane_.scratch()).outcome == Outcome::over) co_return;
    // Also when there is more already: others have their turn, and the clock.
    const bool is_ready = co_await wait_for(Outcome::wants_read);
    if (!is_ready) co_return;
  }
}

Awaitable<bool> Connection::fill() {
  for (;;) {
    const auto scratch = lane_.scratch();
    const Attempt attempt = stream_.read(scratch);
    if (attempt.outcome == Outcome::done) {
      bytes_in_ += attempt.count;
      unread_.append(scratch.data(), attempt.count);
      co_return true;
    }
    const bool is_ready = co_await wait_for(attempt.outcome);
    if (!is_ready) co_return false;
  }
}

Awaitable<bool> Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const Attempt attempt = stream_.write(bytes);
    if (attempt.outcome == Outcome::done) {
      bytes_out_ += attempt.count;
      bytes.remove_prefix(attempt.count);
      continue;
    }
    const bool is_ready = co_await wait_for(attempt.outcome);
    if (!is_ready) co_return false;
  }
  co_return true;
}

Awaitable<bool> Connection::wait_for(Attempt::Outcome outcome) {
  if (outcome == Outcome::over || is_closed_) co_return false;
  const auto direction =
      outcome == Outcome::wants_read ? Socket::wait_read : Socket::wait_write;
  const auto [failure] = co_await socket_.async_wait(direction, kAwait);
  co_return !failure && !is_closed_;
}

void Connection::note(Exchange told) {
  const auto& after = lane_.shared().after;
  if (!after) return;
  if (begun_ != Steady::time_point()) told.duration = Steady::now() - begun_;
  told.bytes_in = bytes_in_;
  told.bytes_out = bytes_out_;
  after(told);
}

}  // namespace menshen::http
