// One network thread: the connections that live on it, and what all threads of a server share.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "http/detail/budget.hpp"
#include "http/detail/incoming.hpp"
#include "http/detail/network.hpp"
#include "http/detail/tls.hpp"
#include "http/server.hpp"

namespace menshen::http {

class Connection;

// A place among the connections of a kind; given back when this dies.
struct Leave {
  void operator()(std::atomic<std::size_t>* count) const noexcept { --*count; }
};
using Seat = std::unique_ptr<std::atomic<std::size_t>, Leave>;

// Whoever will bring an answer from elsewhere holds it; the server ends after the last.
class Elsewhere {
 public:
  Elsewhere() = default;
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;
  Elsewhere(Elsewhere&&) = delete;
  Elsewhere& operator=(Elsewhere&&) = delete;
  ~Elsewhere() { none_.set_value(); }

  // Told when nobody holds it any more. Call once.
  [[nodiscard]] std::future<void> none() { return none_.get_future(); }

 private:
  std::promise<void> none_;
};

struct Shared {
  // None when all places of the kind are taken. Called on one thread.
  [[nodiscard]] static Seat take(std::atomic<std::size_t>& count, std::size_t count_max) {
    if (count >= count_max) return nullptr;
    ++count;
    return Seat(&count);
  }

  Limits limits;
  Bounds bounds;
  Handler handler;
  std::optional<TlsContext> tls;  // none: in the clear
  std::function<void(const Exchange&)> after;
  Budget bodies;
  std::atomic<std::size_t> served{0};
  std::atomic<std::size_t> turned_away{0};  // that are still being told so
  std::atomic<std::size_t> waiting{0};      // for a worker, or for a later answer
  std::shared_ptr<Elsewhere> elsewhere = std::make_shared<Elsewhere>();
  boost::asio::thread_pool quick_workers;  // these two last: what they run uses the rest
  boost::asio::thread_pool workers;
};

// Lives on the thread of `run`; but for `post_admit` and `post_drain`.
class Lane {
 public:
  explicit Lane(Shared& shared);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  Lane(Lane&&) = delete;
  Lane& operator=(Lane&&) = delete;
  ~Lane();

  [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }
  [[nodiscard]] Shared& shared() noexcept { return shared_; }
  [[nodiscard]] bool is_draining() const noexcept { return is_draining_; }
  // For what is read; its contents do not last beyond the next wait.
  [[nodiscard]] std::span<char> scratch() noexcept { return scratch_; }

  // Returns when it was drained, and its last connection has gone.
  void run();

  // Safe to call from any thread. The socket is of this lane's context.
  void post_admit(Socket socket, Seat seat);
  void post_drain();

 private:
  friend class Connection;

  void admit(Socket socket, Seat seat);
  void drain();
  void sweep();
  [[nodiscard]] bool is_over() const noexcept { return is_draining_ && connections_.empty(); }

  static constexpr std::size_t kScratchBytes = std::size_t{64} * 1024;

  Shared& shared_;
  std::unordered_set<Connection*> connections_;
  bool is_draining_ = false;
  Steady::time_point drained_until_ = Steady::time_point::max();
  std::array<char, kScratchBytes> scratch_{};
  Steady::duration sweep_time_;
  boost::asio::io_context context_{1};
  Timer sweeper_{context_};
};

}  // namespace menshen::http
