#include "http/server.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/system/error_code.hpp>

#include "base/error.hpp"
#include "http/detail/budget.hpp"
#include "http/detail/lane.hpp"
#include "http/detail/network.hpp"
#include "http/detail/tls.hpp"
#include "http/endpoint.hpp"

namespace menshen::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Connections above the limit that are being told so; those above both are closed unanswered.
constexpr std::size_t kTurnedAwayMax = 64;
// To wait before accepting again when the process has no more files or memory for sockets.
constexpr std::chrono::milliseconds kAcceptPause{100};

std::size_t threads_or_cores(std::size_t threads) {
  if (threads > 0) return threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

std::vector<std::unique_ptr<Lane>> make_lanes(Shared& shared) {
  std::vector<std::unique_ptr<Lane>> lanes;
  for (std::size_t i = 0; i < threads_or_cores(shared.limits.network_threads); ++i) {
    lanes.push_back(std::make_unique<Lane>(shared));
  }
  return lanes;
}

}  // namespace

// Lives on the thread of `run`, which is that of the first lane; only `stop` may be called from
// another.
class Server::Impl {
 public:
  Impl(const Limits& limits, Handler handler, const Options& options,
       std::optional<TlsContext> tls)
      : shared_{.limits = limits,
                .bounds = {.head_bytes = limits.head_bytes,
                           .body_bytes = limits.body_bytes,
                           .expects = options.expects},
                .handler = std::move(handler),
                .tls = std::move(tls),
                .after = options.after,
                .bodies = Budget(limits.bodies_bytes),
                .quick_workers{threads_or_cores(limits.quick_workers)},
                .workers{limits.workers}},
        lanes_(make_lanes(shared_)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  Impl(Impl&&) = delete;
  Impl& operator=(Impl&&) = delete;
  ~Impl() {
    shared_.quick_workers.join();
    shared_.workers.join();
    const auto none_elsewhere = shared_.elsewhere->none();
    shared_.elsewhere.reset();
    none_elsewhere.wait();
  }

  Result<> bind(const tcp::endpoint& endpoint);
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  Result<> stop_on_signals();
  Result<> run();
  void stop();

 private:
  Awaitable<void> accept();
  void drain();

  Shared shared_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // never empty
  std::size_t next_lane_ = 0;
  bool is_draining_ = false;
  std::uint16_t port_ = 0;
  Result<> result_;
  asio::basic_socket_acceptor<tcp, Executor> acceptor_{lanes_.front()->context()};
  asio::basic_signal_set<Executor> signals_{lanes_.front()->context()};
};

Result<> Server::Impl::bind(const tcp::endpoint& endpoint) {
  error_code failure;
  acceptor_.open(endpoint.protocol(), failure);
  if (!failure) acceptor_.set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure) acceptor_.bind(endpoint, failure);
  if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
  if (!failure) port_ = acceptor_.local_endpoint(failure).port();
  if (!failure) return {};
  const Endpoint wanted{.address = endpoint.address().to_string(), .port = endpoint.port()};
  return fail(Code::unavailable,
              fmt::format("cannot listen on `{}`: {}; name another port, or stop who uses it",
                          to_url(wanted, shared_.tls ? "https" : "http"), failure.message()));
}

Result<> Server::Impl::stop_on_signals() {
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

Result<> Server::Impl::run() {
  asio::co_spawn(lanes_.front()->context(), accept(), [this](const std::exception_ptr& thrown) {
    if (!thrown) return;
    result_ = fail(Code::unavailable, "connections can no longer be accepted; start it again");
    drain();
  });
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < lanes_.size(); ++i) {
    threads.emplace_back([&lane = *lanes_[i]] { lane.run(); });
  }
  lanes_.front()->run();
  threads.clear();
  return result_;
}

void Server::Impl::stop() {
  asio::post(lanes_.front()->context(), [this] { drain(); });
}

Awaitable<void> Server::Impl::accept() {
  Timer pause(lanes_.front()->context());
  while (!is_draining_) {
    Lane& lane = *lanes_[next_lane_];
    auto [failure, socket] = co_await acceptor_.async_accept(lane.context(), kAwait);
    if (is_draining_) co_return;
    if (failure) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
      continue;
    }
    Seat seat = Shared::take(shared_.served, shared_.limits.connections);
    if (!seat) seat = Shared::take(shared_.turned_away, kTurnedAwayMax);
    if (seat) lane.post_admit(std::move(socket), std::move(seat));
    next_lane_ = (next_lane_ + 1) % lanes_.size();
  }
}

void Server::Impl::drain() {
  if (is_draining_) return;
  is_draining_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  signals_.clear(ignored);
  for (const auto& lane : lanes_) lane->post_drain();
}

Result<std::unique_ptr<Server>> Server::listen(const Endpoint& endpoint, const Limits& limits,
                                               Handler handler, const Options& options) {
  error_code failure;
  const auto address = asio::ip::make_address(endpoint.address, failure);
  if (failure) {
    return fail(Code::invalid_input, fmt::format("not an address: `{}`; write it as a number, "
                                                 "such as 127.0.0.1",
                                                 endpoint.address));
  }
  if (!options.tls && !address.is_loopback()) {
    return fail(Code::refused,
                fmt::format("plain HTTP is served to this machine only, not on `{}`; listen on "
                            "127.0.0.1 or ::1, or give a certificate",
                            endpoint.address));
  }
  std::optional<TlsContext> tls;
  if (options.tls) {
    MENSHEN_TRY(tls, TlsContext::make(*options.tls));
  }
  auto impl = std::make_unique<Impl>(limits, std::move(handler), options, std::move(tls));
  if (auto bound = impl->bind({address, endpoint.port}); !bound) {
    return tl::unexpected<Error>(std::move(bound).error());
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));  // NOLINT: private constructor
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::uint16_t Server::port() const noexcept { return impl_->port(); }
Result<> Server::stop_on_signals() { return impl_->stop_on_signals(); }
Result<> Server::run() { return impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace menshen::http
