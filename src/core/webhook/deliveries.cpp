#include "webhook/deliveries.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/uuid.hpp"
#include "webhook/book.hpp"
#include "webhook/endpoint.hpp"
#include "webhook/schedule.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook {
namespace {

// How soon an event of the record is looked for: nobody watches a door by a webhook.
constexpr std::chrono::milliseconds kPause{200};
// What was sent and could not be noted is sent again, but not at once.
constexpr std::chrono::minutes kTroublePause{1};
// Entries without anything to send are counted in memory, and looked at again after a restart.
constexpr std::uint64_t kUnkeptEntriesMax = 10'000;

constexpr unsigned kOk = 200;
constexpr unsigned kMultipleChoices = 300;
constexpr unsigned kGone = 410;  // the receiver asks never to be sent to again

std::uint32_t random_number(const Crypto& crypto) {
  std::uint32_t number = 0;
  crypto.random(std::as_writable_bytes(std::span(&number, 1)));
  return number;
}

}  // namespace

void Deliveries::start(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

void Deliveries::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (const auto id = take_due()) {
      give_back(*id, attempt(*id, stop));
      continue;
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kPause, [] { return false; });
  }
}

// The one that was not looked at for the longest time.
std::optional<EndpointId> Deliveries::take_due() {
  const auto endpoints = ports_.book.now();
  const auto now = ports_.clock.monotonic();
  const std::scoped_lock lock(mutex_);
  std::erase_if(turns_, [&](const auto& each) {
    return !endpoints->contains(each.first) && !each.second.is_taken;
  });
  Turn* due = nullptr;
  std::optional<EndpointId> whose;
  for (const auto& [id, endpoint] : *endpoints) {
    Turn& turn = turns_[id];
    if (!endpoint.is_enabled || turn.is_taken || turn.not_before > now) continue;
    if (due != nullptr && due->not_before <= turn.not_before) continue;
    due = &turn;
    whose = id;
  }
  if (due != nullptr) due->is_taken = true;
  return whose;
}

void Deliveries::give_back(const EndpointId& id, bool has_done_something) {
  const auto now = ports_.clock.monotonic();
  const std::scoped_lock lock(mutex_);
  Turn& turn = turns_[id];
  turn.is_taken = false;
  turn.not_before = std::max(turn.not_before, has_done_something ? now : now + kPause);
}

bool Deliveries::attempt(const EndpointId& id, const std::stop_token& stop) {
  const auto endpoints = ports_.book.now();
  const auto found = endpoints->find(id);
  if (found == endpoints->end() || !found->second.is_enabled) return false;
  const Endpoint& endpoint = found->second;
  if (endpoint.retry_at && ports_.clock.now() < *endpoint.retry_at) return false;
  const auto looked = look(endpoint);
  if (!looked.message) return looked.has_moved;
  auto delivery = send(endpoint, *looked.message, stop);
  if (stop.stop_requested() && !delivery.is_delivered) return false;  // was broken off
  delivery.attempts = endpoint.failed + 1;
  settle(endpoint, *looked.message, std::move(delivery));
  return true;
}

Deliveries::Looked Deliveries::look(const Endpoint& endpoint) {
  std::uint64_t from = endpoint.next;
  {
    const std::scoped_lock lock(mutex_);
    from = std::max(from, turns_[endpoint.id].looked);
  }
  auto found =
      ports_.source(from, [&endpoint](std::string_view type) { return endpoint.wants(type); });
  if (!found) return {};  // the record cannot be read now; others say so
  if (found->message) return {.message = std::move(found->message), .has_moved = true};
  const std::uint64_t next = found->next;
  {
    const std::scoped_lock lock(mutex_);
    turns_[endpoint.id].looked = next;
  }
  // Before where it was: the record is an older one, brought back from a backup.
  if (next < endpoint.next || next - endpoint.next >= kUnkeptEntriesMax) {
    advance(endpoint.id, [next](Endpoint& each) { each.next = next; });
  }
  return {.message = {}, .has_moved = next > from};
}

Delivery Deliveries::send(const Endpoint& endpoint, const Message& message,
                          const std::stop_token& stop) const {
  const Instant now = ports_.clock.now();
  Delivery delivery{.message = message.id,
                    .type = message.type,
                    .sequence = message.sequence,
                    .attempts = 1,
                    .attempted_at = now,
                    .status = {},
                    .trouble = {},
                    .next_attempt = {}};
  const auto headers = sign(ports_.crypto, endpoint, message.id, message.body, now);
  const auto status = ports_.post(endpoint.url, headers, message.body, stop);
  if (status) {
    delivery.status = *status;
    delivery.is_delivered = *status >= kOk && *status < kMultipleChoices;
  } else {
    delivery.trouble = status.error().what;
  }
  return delivery;
}

void Deliveries::settle(const Endpoint& endpoint, const Message& message, Delivery delivery) {
  if (delivery.is_delivered) {
    keep(endpoint.id, delivery);
    advance(endpoint.id, [&](Endpoint& each) {
      each.next = message.sequence + 1;
      each.failed = 0;
      each.retry_at.reset();
      each.last_success = delivery.attempted_at;
    });
    return;
  }
  const auto wait = delivery.status == kGone
                        ? std::nullopt
                        : retry_after(delivery.attempts, random_number(ports_.crypto));
  if (wait) delivery.next_attempt = delivery.attempted_at + *wait;
  keep(endpoint.id, delivery);
  if (!wait) {
    give_up(endpoint.id, delivery);
    return;
  }
  advance(endpoint.id, [&](Endpoint& each) {
    each.failed = delivery.attempts;
    each.retry_at = delivery.next_attempt;
  });
}

void Deliveries::give_up(const EndpointId& id, const Delivery& delivery) {
  const auto done = ports_.book.change({.actor = "server", .action = "webhook.give_up"},
                                       [&](Endpoints& endpoints) -> Result<> {
                                         const auto found = endpoints.find(id);
                                         if (found == endpoints.end()) return {};
                                         found->second.is_enabled = false;
                                         found->second.gave_up_at = delivery.attempted_at;
                                         found->second.failed = delivery.attempts;
                                         found->second.retry_at.reset();
                                         return {};
                                       });
  if (done) {
    ports_.report(
        fmt::format("webhook {} is given up after {} attempts; mend its receiver and "
                    "enable it again, and nothing is lost",
                    id.text(), delivery.attempts));
    return;
  }
  advance(id, [&](Endpoint& each) { each.retry_at = delivery.attempted_at + kTroublePause; });
}

void Deliveries::keep(const EndpointId& id, const Delivery& delivery) {
  const std::scoped_lock lock(mutex_);
  auto& kept = turns_[id].deliveries;
  std::erase_if(kept, [&](const Delivery& each) { return each.message == delivery.message; });
  kept.push_front(delivery);
  if (kept.size() > kKept) kept.pop_back();
}

void Deliveries::advance(const EndpointId& id, const std::function<void(Endpoint&)>& edit) {
  const auto done = ports_.book.advance(id, edit);
  if (done) return;
  {
    const std::scoped_lock lock(mutex_);
    turns_[id].not_before = ports_.clock.monotonic() + kTroublePause;
  }
  ports_.report(fmt::format("webhook {}: how far events were sent cannot be kept: {}",
                            id.text(), done.error().what));
}

Result<Delivery> Deliveries::test(const EndpointId& id, const std::stop_token& stop) {
  const auto endpoints = ports_.book.now();
  const auto found = endpoints->find(id);
  if (found == endpoints->end()) return fail(Code::not_found, "there is no such webhook");
  const Instant now = ports_.clock.now();
  const Message ping{
      .sequence = 0,
      .id = "evt_" + make_uuid7(now, ports_.crypto),
      .type = "ping",
      .body = fmt::format(R"({{"type":"ping","timestamp":"{}","data":{{}}}})", to_text(now))};
  auto delivery = send(found->second, ping, stop);
  delivery.sequence.reset();
  keep(id, delivery);
  if (delivery.is_delivered && found->second.retry_at) {
    advance(id, [](Endpoint& each) { each.retry_at.reset(); });
  }
  return delivery;
}

std::vector<Delivery> Deliveries::recent(const EndpointId& id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = turns_.find(id);
  if (found == turns_.end()) return {};
  return {found->second.deliveries.begin(), found->second.deliveries.end()};
}

}  // namespace menshen::webhook
