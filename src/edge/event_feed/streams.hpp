// Everybody who listens to events as they come, each from where they were.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "event_feed/feed.hpp"
#include "http/events.hpp"

namespace menshen::event_feed {

// What a listener may hear of: with a purpose or a device, the decisions about it alone.
struct Scope {
  std::optional<PurposeId> purpose;
  std::optional<DeviceId> device;

  [[nodiscard]] bool holds(const Event& event) const;
};

// Safe to use from several threads at once.
class Streams {
 public:
  struct Options {
    std::size_t listeners = 64;
    // Who listens longer is disconnected, comes again with Last-Event-ID, and is asked again
    // who it is: a key that was revoked hears no more.
    std::chrono::minutes longest{15};
    std::chrono::milliseconds every{100};  // the record is looked at so often
  };

  // `feed` and `clock` outlive it.
  Streams(const Feed& feed, const Clock& clock, Options options);
  Streams(const Feed& feed, const Clock& clock) : Streams(feed, clock, Options{}) {}
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  Streams(Streams&&) = delete;
  Streams& operator=(Streams&&) = delete;
  ~Streams() = default;

  // What is behind entry `after` of the record; none: what comes from now on. Listening begins
  // when the channel is subscribed to, and ends with the channel. Errors: exhausted when as
  // many listen as may.
  [[nodiscard]] Result<std::shared_ptr<http::EventChannel>> open(
      const std::optional<std::uint64_t>& after, Scope scope);

 private:
  struct Listener {
    std::weak_ptr<http::EventChannel> channel;
    Scope scope;
    std::uint64_t next = 0;
    std::chrono::nanoseconds until{};
  };

  void loop(const std::stop_token& stop);
  void round();
  void serve(Listener& listener, const std::shared_ptr<http::EventChannel>& channel);

  const Feed& feed_;
  const Clock& clock_;
  Options options_;
  std::mutex mutex_;  // of listeners_
  std::vector<Listener> listeners_;
  // Of the last round: most listeners are at the same entry.
  std::uint64_t page_from_ = 0;
  std::optional<Feed::Page> page_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace menshen::event_feed
