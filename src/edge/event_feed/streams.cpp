#include "event_feed/streams.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "event_feed/feed.hpp"
#include "http/events.hpp"

namespace menshen::event_feed {
namespace {

// What is read at once, and what may wait for a listener before more is read for it: the record
// waits for who is slow, and nobody else does. An event has less than a kilobyte.
constexpr std::size_t kEntries = 64;
constexpr std::size_t kWaitingBytes = std::size_t{32} * 1024;
constexpr std::size_t kChannelBytes = std::size_t{1024} * 1024;

}  // namespace

bool Scope::holds(const Event& event) const {
  if (purpose && event.purpose != *purpose) return false;
  if (device && event.device != device) return false;
  return (!purpose && !device) || event.kind == kDecision;
}

Streams::Streams(const Feed& feed, const Clock& clock, Options options)
    : feed_(feed), clock_(clock), options_(options) {
  thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

Result<std::shared_ptr<http::EventChannel>> Streams::open(
    const std::optional<std::uint64_t>& after, Scope scope) {
  const std::uint64_t size = feed_.size();
  const std::scoped_lock lock(mutex_);
  std::erase_if(listeners_, [](const Listener& each) { return each.channel.expired(); });
  if (listeners_.size() >= options_.listeners) {
    return fail(Code::exhausted, "as many listen to events as may; try again later");
  }
  auto channel = std::make_shared<http::EventChannel>(kChannelBytes);
  listeners_.push_back({.channel = channel,
                        .scope = std::move(scope),
                        .next = after ? std::min(*after, size) + 1 : size,
                        .until = clock_.monotonic() + options_.longest});
  listeners_.back().next = std::min(listeners_.back().next, size);
  return channel;
}

void Streams::loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    round();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, options_.every, [] { return false; });
  }
}

void Streams::round() {
  const auto now = clock_.monotonic();
  const std::scoped_lock lock(mutex_);
  page_.reset();
  std::erase_if(listeners_, [](const Listener& each) { return each.channel.expired(); });
  for (Listener& each : listeners_) {
    const auto channel = each.channel.lock();
    if (channel == nullptr || channel->subscribers() == 0) continue;
    if (now >= each.until) {
      channel->close();
    } else {
      serve(each, channel);
    }
  }
}

void Streams::serve(Listener& listener, const std::shared_ptr<http::EventChannel>& channel) {
  while (channel->waiting() < kWaitingBytes && listener.next < feed_.size()) {
    if (!page_ || page_from_ != listener.next) {
      auto read = feed_.read(listener.next, kEntries);
      if (!read) return;  // the record cannot be read now; the next round tries again
      page_from_ = listener.next;
      page_ = std::move(*read);
    }
    for (const Event& event : page_->events) {
      if (!listener.scope.holds(event)) continue;
      channel->publish(event.kind, event.json, std::to_string(event.sequence));
    }
    if (page_->next == std::exchange(listener.next, page_->next)) return;
  }
}

}  // namespace menshen::event_feed
