// The operations of the contract by which others hear of events: the stream, and webhooks. What
// each takes and answers stands in the contract (api/events.yaml).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "contract/call.hpp"
#include "event_feed/feed.hpp"
#include "event_feed/streams.hpp"
#include "webhook/book.hpp"
#include "webhook/deliveries.hpp"

namespace menshen::webhook_api {

struct Ports {
  const event_feed::Feed& feed;
  event_feed::Streams& streams;
  webhook::Book& book;
  webhook::Deliveries& deliveries;
  // Whether the address may be sent to. Errors: invalid_input.
  std::function<Result<>(const std::string& url)> check_url;
  const Crypto& crypto;
  const Clock& clock;
};

// By `operationId`. What is in `ports` must outlive them.
[[nodiscard]] contract::Operations operations(const Ports& ports);

// The feed as webhooks read it. `feed` must outlive it.
[[nodiscard]] webhook::Source source_of(const event_feed::Feed& feed);

}  // namespace menshen::webhook_api
