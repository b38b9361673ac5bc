#include "http/detail/lane.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include "http/detail/connection.hpp"
#include "http/detail/network.hpp"
#include "http/server.hpp"

namespace menshen::http {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// Often enough that no time is exceeded by much, and seldom enough to cost nothing.
milliseconds sweep_time_of(const Limits& limits) {
  constexpr milliseconds kShortest{1};
  constexpr milliseconds kLongest{250};
  const auto shortest =
      std::min({limits.handshake_time, limits.head_time, limits.body_time, limits.write_time,
                limits.idle_time, limits.heartbeat_time, limits.drain_time});
  return std::clamp(shortest / 4, kShortest, kLongest);
}

}  // namespace

Lane::Lane(Shared& shared) : shared_(shared), sweep_time_(sweep_time_of(shared.limits)) {}
Lane::~Lane() = default;

void Lane::run() {
  sweep();
  for (;;) {
    try {
      context_.run();
      return;
      // NOLINTNEXTLINE(bugprone-empty-catch): as it says
    } catch (const std::exception&) {  // no memory for one more operation; the others go on
    }
  }
}

void Lane::post_admit(Socket socket, Seat seat) {
  asio::post(context_, [this, socket = std::move(socket), seat = std::move(seat)]() mutable {
    admit(std::move(socket), std::move(seat));
  });
}

void Lane::post_drain() {
  asio::post(context_, [this] { drain(); });
}

void Lane::admit(Socket socket, Seat seat) {
  auto connection = std::make_shared<Connection>(*this, std::move(socket), std::move(seat));
  // A connection for which there is no memory left ends by being closed; the others go on.
  asio::co_spawn(context_, Connection::live(std::move(connection)),
                 [](const std::exception_ptr&) {});
}

void Lane::drain() {
  if (is_draining_) return;
  is_draining_ = true;
  drained_until_ = Steady::now() + shared_.limits.drain_time;
  for (Connection* connection : connections_) {
    if (connection->is_idle()) connection->close();
  }
  sweeper_.cancel();
}

void Lane::sweep() {
  if (is_over()) return;
  sweeper_.expires_after(sweep_time_);
  sweeper_.async_wait([this](const boost::system::error_code&) {
    const auto now = Steady::now();
    for (Connection* connection : connections_) {
      if (now >= drained_until_) connection->close();
      connection->look_at_clock(now);
    }
    sweep();
  });
}

}  // namespace menshen::http
