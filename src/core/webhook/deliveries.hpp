// Sends the events of the record to every endpoint, in their order, until each was taken: one
// that was taken twice has the same id, and none is passed over. It knows neither how events
// come out of the record nor how they are sent.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "webhook/book.hpp"
#include "webhook/endpoint.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook {

struct Message {
  std::uint64_t sequence = 0;  // of its entry in the record
  std::string id;              // the same whenever it is read
  std::string type;
  std::string body;
};

// The first message that is wanted in the record from an entry on, if there is one by now.
struct Found {
  std::optional<Message> message;
  std::uint64_t next = 0;  // the entry behind the last that was looked at
};
using Wants = std::function<bool(std::string_view type)>;
using Source = std::function<Result<Found>(std::uint64_t from, const Wants& wants)>;

// Sends one request and gives the status of what came back. Errors: refused when the address
// may not be sent to; unavailable when nothing came back in time.
using Post = std::function<Result<unsigned>(const std::string& url, const Signed& headers,
                                            std::string_view body, const std::stop_token&)>;

// What became of one message; of an old one nothing is kept.
struct Delivery {
  std::string message;
  std::string type;
  std::optional<std::uint64_t> sequence;  // none: a test
  std::uint64_t attempts = 0;
  Instant attempted_at;            // last
  std::optional<unsigned> status;  // of the last answer; none: there was none
  std::string trouble;             // why not; empty when it was answered
  bool is_delivered = false;
  std::optional<Instant> next_attempt;  // none: it is over
};

class Deliveries {
 public:
  // All that is lent outlives it.
  struct Ports {
    Book& book;
    Source source;
    Post post;
    const Crypto& crypto;
    const Clock& clock;
    // Called with a line when an endpoint is given up, or its progress cannot be kept. Names
    // nobody.
    std::function<void(const std::string&)> report;
  };

  explicit Deliveries(Ports ports) : ports_(std::move(ports)) {}
  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;
  Deliveries(Deliveries&&) = delete;
  Deliveries& operator=(Deliveries&&) = delete;
  ~Deliveries() = default;  // what is being sent is broken off

  // Sends on so many threads of its own from now on.
  void start(std::size_t threads);

  // One attempt for the endpoint, if there is something to send and its time has come; false
  // when there is not, nor anything to look at. Called by the threads, and by tests in place of
  // them; not twice at once for one endpoint.
  [[nodiscard]] bool attempt(const EndpointId& id, const std::stop_token& stop);

  // Sends a `ping` now, whatever waits. When it is taken, what waits is tried at once. Errors:
  // not_found.
  [[nodiscard]] Result<Delivery> test(const EndpointId& id, const std::stop_token& stop);

  // Since the start of the process, the newest first, at most kKept.
  [[nodiscard]] std::vector<Delivery> recent(const EndpointId& id) const;
  static constexpr std::size_t kKept = 100;

 private:
  // What is known of an endpoint besides what is kept.
  struct Turn {
    bool is_taken = false;  // by a thread
    std::chrono::nanoseconds not_before{};
    std::uint64_t looked = 0;  // entries before it hold nothing to send
    std::deque<Delivery> deliveries;
  };

  void work(const std::stop_token& stop);
  [[nodiscard]] std::optional<EndpointId> take_due();
  void give_back(const EndpointId& id, bool has_done_something);

  struct Looked {
    std::optional<Message> message;
    bool has_moved = false;  // there were entries, if nothing in them to send
  };
  [[nodiscard]] Looked look(const Endpoint& endpoint);
  [[nodiscard]] Delivery send(const Endpoint& endpoint, const Message& message,
                              const std::stop_token& stop) const;
  void settle(const Endpoint& endpoint, const Message& message, Delivery delivery);
  void give_up(const EndpointId& id, const Delivery& delivery);
  void keep(const EndpointId& id, const Delivery& delivery);
  void advance(const EndpointId& id, const std::function<void(Endpoint&)>& edit);

  Ports ports_;
  mutable std::mutex mutex_;  // of turns_
  std::condition_variable_any wake_;
  std::map<EndpointId, Turn> turns_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace menshen::webhook
