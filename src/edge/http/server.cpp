// The one file that knows coroutines: with Beast they take half a minute and a gigabyte to
// compile.
#include "http/server.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/error_code.hpp>

#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "http/problem.hpp"

namespace menshen::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

// One executor, known at compile time: no type erasure on the way of every operation.
using Executor = asio::io_context::executor_type;
using Steady = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Stream = beast::basic_stream<tcp, Executor>;
using Parser = wire::request_parser<wire::string_body>;
using Outgoing = wire::response<wire::string_body>;
template <typename T>
using Awaitable = asio::awaitable<T, Executor>;
using Await = asio::use_awaitable_t<Executor>;
constexpr asio::as_tuple_t<Await> kAwait{Await{}};

constexpr std::size_t kReadBytes = 4096;  // more than most heads
// Connections above the limit that are being told so; those above both are closed unanswered.
constexpr std::size_t kTurnedAwayMax = 64;
constexpr std::string_view kRetryAfterSeconds = "5";
// To wait before accepting again when the process has no more files or memory for sockets.
constexpr std::chrono::milliseconds kAcceptPause{100};
// To read what a client still sends after its last answer: closing on unread bytes resets the
// connection and may take the answer with it.
constexpr std::chrono::milliseconds kLingerTime{1000};

constexpr Problem kMalformed{.status = 400,
                             .type = "malformed-request",
                             .title = "The request is not HTTP/1.1 as RFC 9112 has it"};
constexpr Problem kBodyTooLarge{.status = 413,
                                .type = "body-too-large",
                                .title = "The request's body is too large",
                                .detail = "send a smaller body"};
constexpr Problem kHeadTooLarge{.status = 431,
                                .type = "head-too-large",
                                .title = "The request's head is too large",
                                .detail = "send fewer or shorter header fields"};
constexpr Problem kHandlerFailed{.status = 500,
                                 .type = "internal-error",
                                 .title = "The server failed to answer this request"};
constexpr Problem kTooManyConnections{.status = 503,
                                      .type = "too-many-connections",
                                      .title = "The server has no connection left",
                                      .detail = "try again later, or reuse connections"};

// What to say to a client whose request could not be read; nothing to one that has gone or was
// too slow.
std::optional<Problem> problem_with(const error_code& failure) {
  const error_code end = wire::error::end_of_stream;
  if (failure.category() != end.category()) return std::nullopt;  // of the network, or time
  if (failure == end || failure == wire::error::partial_message) return std::nullopt;
  if (failure == wire::error::header_limit) return kHeadTooLarge;
  if (failure == wire::error::body_limit) return kBodyTooLarge;
  return kMalformed;
}

// Nothing when the target is not in origin form, or a request of version 1.1 does not name
// exactly one host (RFC 9112, section 3.2).
std::optional<Request> to_request(const Parser::value_type& message) {
  const std::string_view target(message.target().data(), message.target().size());
  if (!target.starts_with('/')) return std::nullopt;
  if (message.version() >= 11 && message.count(wire::field::host) != 1) return std::nullopt;
  const std::size_t mark = target.find('?');
  const bool has_query = mark != std::string_view::npos;
  return Request{.method = message.method() == wire::verb::head
                               ? "GET"
                               : std::string(message.method_string()),
                 .path = std::string(target.substr(0, mark)),
                 .query = std::string(has_query ? target.substr(mark + 1) : std::string_view()),
                 .body = message.body()};
}

struct Framing {
  unsigned version = 11;
  bool keep_alive = false;
  bool head_only = false;
};

Outgoing to_message(Response response, const Framing& framing) {
  Outgoing message{static_cast<wire::status>(response.status), framing.version};
  message.set(wire::field::content_type, response.content_type);
  message.set(wire::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(framing.keep_alive);
  message.content_length(response.body.size());
  if (!framing.head_only) message.body() = std::move(response.body);
  return message;
}

Response answer(const Handler& handler, const Request& request) noexcept {
  try {
    return handler(request);
  } catch (const std::exception&) {
    return to_response(kHandlerFailed);
  }
}

// Starts the handler on the pool and brings its response back to the network thread.
struct OnPool {
  template <typename Done>
  void operator()(Done done, asio::thread_pool* pool, const Handler* handler,
                  Request request) const {
    auto home = asio::make_work_guard(asio::get_associated_executor(done));
    asio::post(*pool, [done = std::move(done), home = std::move(home), handler,
                       request = std::move(request)]() mutable {
      auto response = answer(*handler, request);
      const auto executor = home.get_executor();
      asio::post(executor, [done = std::move(done), response = std::move(response)]() mutable {
        std::move(done)(std::move(response));
      });
    });
  }
};

Awaitable<Response> answer_on(asio::thread_pool* pool, const Handler* handler,
                              Request request) {
  return asio::async_initiate<const Await, void(Response)>(OnPool(), Await{}, pool, handler,
                                                           std::move(request));
}

// False when the client could not be written to in time.
Awaitable<bool> write(Stream* stream, Outgoing message, std::chrono::milliseconds time) {
  stream->expires_after(time);
  const auto [failure, count] = co_await wire::async_write(*stream, message, kAwait);
  co_return !failure;
}

Awaitable<void> linger(Stream* stream) {
  error_code ignored;
  stream->socket().shutdown(asio::socket_base::shutdown_send, ignored);
  stream->expires_after(kLingerTime);
  std::array<char, kReadBytes> waste{};
  for (;;) {
    const auto [failure, count] = co_await stream->async_read_some(asio::buffer(waste), kAwait);
    if (failure) co_return;
  }
}

}  // namespace

// Lives on the thread of `run`; only `stop` may be called from another. A coroutine lends its
// own frame to those it awaits, by pointer: it outlives them.
class Server::Loop {
 public:
  Loop(const Limits& limits, Handler handler)
      : limits_(limits), handler_(std::move(handler)), pool_(limits.workers) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  Loop(Loop&&) = delete;
  Loop& operator=(Loop&&) = delete;
  ~Loop() { pool_.join(); }

  Result<> bind(const tcp::endpoint& endpoint);
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  Result<> stop_on_signals();
  Result<> run();
  void stop();

 private:
  // One connection, known to its set for as long as it lives.
  struct Session {
    Session(Loop& owner, std::unordered_set<Session*>& set, Socket socket)
        : loop(owner), peers(set), stream(std::move(socket)) {
      peers.insert(this);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    Session(Session&&) = delete;
    Session& operator=(Session&&) = delete;
    // NOLINTNEXTLINE(bugprone-exception-escape): neither the set nor the timer can fail here
    ~Session() {
      peers.erase(this);
      loop.note_departure();
    }

    Loop& loop;
    std::unordered_set<Session*>& peers;
    Stream stream;
    beast::flat_buffer buffer;
    bool is_idle = false;  // between two requests
  };

  Awaitable<void> accept();
  void admit(Socket socket);
  Awaitable<void> serve(std::unique_ptr<Session> session);
  Awaitable<void> turn_away(std::unique_ptr<Session> session) const;
  Awaitable<error_code> read(Session* session, Parser* parser) const;
  void drain();
  void close_all();
  void note_departure();

  Limits limits_;
  Handler handler_;
  std::unordered_set<Session*> served_;
  std::unordered_set<Session*> turned_away_;
  bool is_draining_ = false;
  std::uint16_t port_ = 0;
  asio::thread_pool pool_;
  asio::io_context context_{1};
  asio::basic_socket_acceptor<tcp, Executor> acceptor_{context_};
  Timer drain_deadline_{context_};
  asio::basic_signal_set<Executor> signals_{context_};
};

Result<> Server::Loop::bind(const tcp::endpoint& endpoint) {
  error_code failure;
  acceptor_.open(endpoint.protocol(), failure);
  if (!failure) acceptor_.set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure) acceptor_.bind(endpoint, failure);
  if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
  if (!failure) port_ = acceptor_.local_endpoint(failure).port();
  if (!failure) return {};
  return fail(
      Code::unavailable,
      fmt::format("cannot listen on `{}`: {}; name another port, or stop who uses it",
                  to_url({.address = endpoint.address().to_string(), .port = endpoint.port()}),
                  failure.message()));
}

Result<> Server::Loop::stop_on_signals() {
  error_code failure;
  signals_.add(SIGINT, failure);
  if (!failure) signals_.add(SIGTERM, failure);
  if (failure) {
    return fail(Code::unavailable,
                fmt::format("cannot wait for signals: {}", failure.message()));
  }
  signals_.async_wait([this](const error_code& cancelled, int) {
    if (!cancelled) drain();
  });
  return {};
}

Result<> Server::Loop::run() {
  asio::co_spawn(context_, accept(), [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  Result<> result;
  for (;;) {
    try {
      context_.run();
      return result;
    } catch (const std::exception& error) {
      result =
          fail(Code::unavailable, fmt::format("cannot accept connections: {}", error.what()));
      drain();
    }
  }
}

void Server::Loop::stop() {
  asio::post(context_, [this] { drain(); });
}

Awaitable<void> Server::Loop::accept() {
  Timer pause(context_);
  while (!is_draining_) {
    auto [failure, socket] = co_await acceptor_.async_accept(kAwait);
    if (is_draining_) co_return;
    if (failure) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
    } else {
      admit(std::move(socket));
    }
  }
}

void Server::Loop::admit(Socket socket) {
  // A connection for which there is no memory left ends by being closed; the others go on.
  const auto done = [](const std::exception_ptr&) {};
  if (served_.size() < limits_.connections) {
    asio::co_spawn(context_,
                   serve(std::make_unique<Session>(*this, served_, std::move(socket))), done);
  } else if (turned_away_.size() < kTurnedAwayMax) {
    asio::co_spawn(context_,
                   turn_away(std::make_unique<Session>(*this, turned_away_, std::move(socket))),
                   done);
  }
}

Awaitable<void> Server::Loop::serve(std::unique_ptr<Session> session) {
  Stream& stream = session->stream;
  while (!is_draining_) {
    Parser parser;
    const error_code failure = co_await read(session.get(), &parser);
    if (failure) {
      const auto problem = problem_with(failure);
      if (!problem) co_return;
      co_await write(&stream, to_message(to_response(*problem), {}), limits_.write_time);
      co_return co_await linger(&stream);
    }
    const auto& message = parser.get();
    auto request = to_request(message);
    Response response = to_response(kMalformed);
    if (request) response = co_await answer_on(&pool_, &handler_, std::move(*request));
    const Framing framing{.version = message.version(),
                          .keep_alive = request && message.keep_alive() && !is_draining_,
                          .head_only = message.method() == wire::verb::head};
    const bool is_written =
        co_await write(&stream, to_message(std::move(response), framing), limits_.write_time);
    if (!is_written) co_return;
    if (!framing.keep_alive) co_return co_await linger(&stream);
  }
}

Awaitable<error_code> Server::Loop::read(Session* session, Parser* parser) const {
  Stream& stream = session->stream;
  auto& buffer = session->buffer;
  parser->header_limit(static_cast<std::uint32_t>(limits_.head_bytes));
  parser->body_limit(limits_.body_bytes);

  if (buffer.size() == 0) {
    session->is_idle = true;
    stream.expires_after(limits_.idle_time);
    const auto [idle_failure, count] =
        co_await stream.async_read_some(buffer.prepare(kReadBytes), kAwait);
    session->is_idle = false;
    if (idle_failure) co_return idle_failure;
    buffer.commit(count);
  }
  stream.expires_after(limits_.head_time);
  const auto [head_failure, head_count] =
      co_await wire::async_read_header(stream, buffer, *parser, kAwait);
  if (head_failure) co_return head_failure;

  stream.expires_after(limits_.body_time);
  if (beast::iequals(parser->get()[wire::field::expect], "100-continue")) {
    const wire::response<wire::empty_body> go_on{wire::status::continue_, 11};
    const auto [write_failure, write_count] = co_await wire::async_write(stream, go_on, kAwait);
    if (write_failure) co_return write_failure;
  }
  const auto [body_failure, body_count] =
      co_await wire::async_read(stream, buffer, *parser, kAwait);
  co_return body_failure;
}

Awaitable<void> Server::Loop::turn_away(std::unique_ptr<Session> session) const {
  auto response = to_response(kTooManyConnections);
  response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  const bool is_written =
      co_await write(&session->stream, to_message(std::move(response), {}), limits_.write_time);
  if (is_written) co_await linger(&session->stream);
}

void Server::Loop::drain() {
  if (is_draining_) return;
  is_draining_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  signals_.clear(ignored);
  for (Session* session : served_) {
    if (session->is_idle) session->stream.close();
  }
  if (served_.empty() && turned_away_.empty()) return;
  drain_deadline_.expires_after(limits_.drain_time);
  drain_deadline_.async_wait([this](const error_code& cancelled) {
    if (!cancelled) close_all();
  });
}

void Server::Loop::close_all() {
  for (Session* session : served_) session->stream.close();
  for (Session* session : turned_away_) session->stream.close();
}

void Server::Loop::note_departure() {
  if (is_draining_ && served_.empty() && turned_away_.empty()) drain_deadline_.cancel();
}

Result<std::unique_ptr<Server>> Server::listen(const Endpoint& endpoint, const Limits& limits,
                                               Handler handler) {
  error_code failure;
  const auto address = asio::ip::make_address(endpoint.address, failure);
  if (failure) {
    return fail(Code::invalid_input, fmt::format("not an address: `{}`; write it as a number, "
                                                 "such as 127.0.0.1",
                                                 endpoint.address));
  }
  if (!address.is_loopback()) {
    return fail(Code::refused,
                fmt::format("plain HTTP is served to this machine only, not on `{}`; listen on "
                            "127.0.0.1 or ::1, behind a proxy that speaks TLS",
                            endpoint.address));
  }
  auto loop = std::make_unique<Loop>(limits, std::move(handler));
  if (const auto bound = loop->bind({address, endpoint.port}); !bound) {
    return tl::unexpected<Error>(bound.error());
  }
  return std::unique_ptr<Server>(new Server(std::move(loop)));  // NOLINT: private constructor
}

Server::Server(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Server::~Server() = default;

std::uint16_t Server::port() const noexcept { return loop_->port(); }
Result<> Server::stop_on_signals() { return loop_->stop_on_signals(); }
Result<> Server::run() { return loop_->run(); }
void Server::stop() { loop_->stop(); }

}  // namespace menshen::http
