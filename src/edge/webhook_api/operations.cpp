#include "webhook_api/operations.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/uuid.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "event_feed/feed.hpp"
#include "event_feed/streams.hpp"
#include "http/message.hpp"
#include "webhook/book.hpp"
#include "webhook/deliveries.hpp"
#include "webhook/endpoint.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook_api {
namespace {

namespace json = boost::json;
using contract::Call;
using http::Response;
using webhook::Endpoint;
using webhook::EndpointId;
using webhook::Endpoints;

constexpr unsigned kCreated = 201;
constexpr unsigned kNoContent = 204;

// Long enough for receivers to be given the new one.
constexpr std::chrono::hours kFormerSecretTime{24};
// So many entries are looked at before another endpoint has its turn.
constexpr std::size_t kEntriesAtOnce = 1'000;

Response answer(unsigned status, const json::value& body) {
  return {.status = status, .body = json::serialize(body), .headers = {}};
}

json::value or_null(const std::optional<Instant>& time) {
  return time ? json::value(to_text(*time)) : json::value();
}

json::object form_of(const Endpoint& endpoint) {
  return {{"id", endpoint.id.text()},
          {"url", endpoint.url},
          {"label", endpoint.label},
          {"types", json::value_from(endpoint.types)},
          {"created_at", to_text(endpoint.created_at)},
          {"is_enabled", endpoint.is_enabled},
          {"gave_up_at", or_null(endpoint.gave_up_at)},
          {"former_secret_until",
           endpoint.former ? json::value(to_text(endpoint.former->until)) : json::value()},
          {"next_sequence", endpoint.next},
          {"failed_attempts", endpoint.failed},
          {"next_attempt_at", or_null(endpoint.retry_at)},
          {"last_success_at", or_null(endpoint.last_success)}};
}

json::object form_of(const webhook::Delivery& delivery) {
  return {{"message", delivery.message},
          {"type", delivery.type},
          {"sequence", delivery.sequence ? json::value(*delivery.sequence) : json::value()},
          {"attempts", delivery.attempts},
          {"attempted_at", to_text(delivery.attempted_at)},
          {"status", delivery.status ? json::value(*delivery.status) : json::value()},
          {"trouble", delivery.trouble.empty() ? json::value() : json::value(delivery.trouble)},
          {"is_delivered", delivery.is_delivered},
          {"next_attempt_at", or_null(delivery.next_attempt)}};
}

template <typename Values>
Response list_of(const Values& values) {
  json::array items;
  for (const auto& each : values) items.push_back(form_of(each));
  return answer(200, json::object{{"items", std::move(items)}});
}

Response made(unsigned status, const Endpoint& endpoint) {
  return answer(status, json::object{{"webhook", form_of(endpoint)},
                                     {"secret", webhook::secret_text(endpoint.secret)}});
}

const json::object& body_of(const Call& call) {
  MENSHEN_ASSERT(call.json != nullptr);  // the contract requires a body
  return call.json->as_object();
}

// What of the body is there goes into the endpoint.
Result<> take(const Ports& ports, const json::object& body, Endpoint& endpoint) {
  if (const auto* const url = body.if_contains("url")) {
    endpoint.url = json::value_to<std::string>(*url);
    if (auto good = ports.check_url(endpoint.url); !good) return good;
  }
  if (const auto* const label = body.if_contains("label")) {
    endpoint.label = json::value_to<std::string>(*label);
  }
  if (const auto* const types = body.if_contains("types")) {
    endpoint.types = json::value_to<std::vector<std::string>>(*types);
  }
  if (const auto* const enabled = body.if_contains("is_enabled")) {
    endpoint.is_enabled = enabled->as_bool();
    endpoint.gave_up_at.reset();
  }
  // What was changed is tried at once, and from the first attempt on.
  endpoint.failed = 0;
  endpoint.retry_at.reset();
  return {};
}

webhook::Secret make_secret(const Crypto& crypto) {
  webhook::Secret secret{};
  crypto.random(secret);
  return secret;
}

tl::unexpected<Error> not_there() { return fail(Code::not_found, "there is no such webhook"); }

// The endpoint of the call, changed and recorded.
Result<Endpoint> change(const Ports& ports, const Call& call, std::string action,
                        const std::function<Result<>(Endpoint&)>& edit) {
  const EndpointId id(call.argument("id"));
  Endpoint changed;
  const auto done =
      ports.book.change({.actor = call.caller.actor(), .action = std::move(action)},
                        [&](Endpoints& endpoints) -> Result<> {
                          const auto found = endpoints.find(id);
                          if (found == endpoints.end()) return not_there();
                          if (auto edited = edit(found->second); !edited) return edited;
                          changed = found->second;
                          return {};
                        });
  if (!done) return tl::unexpected<Error>(done.error());
  return changed;
}

Response create(const Ports& ports, const Call& call) {
  const Instant now = ports.clock.now();
  Endpoint endpoint{.id = EndpointId(make_uuid7(now, ports.crypto)),
                    .secret = make_secret(ports.crypto),
                    .former = {},
                    .created_at = now,
                    .gave_up_at = {},
                    .next = ports.feed.size(),
                    .retry_at = {},
                    .last_success = {}};
  auto done = take(ports, body_of(call), endpoint);
  if (done) {
    done = ports.book.change({.actor = call.caller.actor(), .action = "webhook.create"},
                             [&](Endpoints& endpoints) -> Result<> {
                               endpoints.emplace(endpoint.id, endpoint);
                               return {};
                             });
  }
  return done ? made(kCreated, endpoint) : contract::to_response(done.error(), call.language);
}

Response update(const Ports& ports, const Call& call) {
  const auto changed = change(ports, call, "webhook.update", [&](Endpoint& endpoint) {
    return take(ports, body_of(call), endpoint);
  });
  return changed ? answer(200, form_of(*changed))
                 : contract::to_response(changed.error(), call.language);
}

Response rotate(const Ports& ports, const Call& call) {
  const auto changed =
      change(ports, call, "webhook.rotate_secret", [&](Endpoint& endpoint) -> Result<> {
        endpoint.former = webhook::FormerSecret{.secret = endpoint.secret,
                                                .until = ports.clock.now() + kFormerSecretTime};
        endpoint.secret = make_secret(ports.crypto);
        return {};
      });
  return changed ? made(200, *changed) : contract::to_response(changed.error(), call.language);
}

Response remove(const Ports& ports, const Call& call) {
  const EndpointId id(call.argument("id"));
  const auto done =
      ports.book.change({.actor = call.caller.actor(), .action = "webhook.delete"},
                        [&](Endpoints& endpoints) -> Result<> {
                          return endpoints.erase(id) == 0 ? not_there() : Result<>();
                        });
  if (!done) return contract::to_response(done.error(), call.language);
  return {.status = kNoContent, .content_type = "", .body = {}, .headers = {}};
}

Response test(const Ports& ports, const Call& call) {
  // A worker is held no longer than one request may take.
  const auto sent = ports.deliveries.test(EndpointId(call.argument("id")), std::stop_token());
  return sent ? answer(200, form_of(*sent))
              : contract::to_response(sent.error(), call.language);
}

// With the endpoint of the call, or 404.
template <typename Then>
Response with_endpoint(const Ports& ports, const Call& call, const Then& then) {
  const auto endpoints = ports.book.now();
  const auto found = endpoints->find(EndpointId(call.argument("id")));
  if (found != endpoints->end()) return then(found->second);
  return contract::to_response(Error{.code = Code::not_found, .what = ""}, call.language);
}

Response stream(const Ports& ports, const Call& call) {
  std::optional<std::uint64_t> after;
  if (const std::string* const id = call.find("last-event-id"); id != nullptr) {
    std::uint64_t number = 0;
    std::from_chars(id->data(), id->data() + id->size(), number);
    after = number;
  }
  auto channel = ports.streams.open(
      after, {.purpose = call.caller.purpose(), .device = call.caller.device()});
  if (!channel) return contract::to_response(channel.error(), call.language);
  return {.content_type = "text/event-stream",
          .body = {},
          .headers = {{"X-Accel-Buffering", "no"}},  // nginx would hold them back
          .events = std::move(*channel)};
}

}  // namespace

webhook::Source source_of(const event_feed::Feed& feed) {
  return [&feed](std::uint64_t from, const webhook::Wants& wants) -> Result<webhook::Found> {
    webhook::Found found{.message = {}, .next = from};
    constexpr std::size_t kEntriesOfAPage = 50;
    for (std::size_t looked = 0; looked < kEntriesAtOnce; looked += kEntriesOfAPage) {
      MENSHEN_TRY(auto page, feed.read(found.next, kEntriesOfAPage));
      for (event_feed::Event& each : page.events) {
        if (!wants(each.type)) continue;
        found.message = webhook::Message{.sequence = each.sequence,
                                         .id = std::move(each.id),
                                         .type = std::move(each.type),
                                         .body = std::move(each.json)};
        return found;
      }
      if (std::exchange(found.next, page.next) == page.next) break;
    }
    return found;
  };
}

contract::Operations operations(const Ports& ports) {
  contract::Operations operations;
  operations["streamEvents"] = [ports](const Call& call) { return stream(ports, call); };
  operations["listWebhooks"] = [ports](const Call&) {
    const auto endpoints = ports.book.now();
    std::vector<Endpoint> all;
    for (const auto& [id, endpoint] : *endpoints) all.push_back(endpoint);
    return list_of(all);
  };
  operations["createWebhook"] = [ports](const Call& call) { return create(ports, call); };
  operations["getWebhook"] = [ports](const Call& call) {
    return with_endpoint(
        ports, call, [](const Endpoint& endpoint) { return answer(200, form_of(endpoint)); });
  };
  operations["updateWebhook"] = [ports](const Call& call) { return update(ports, call); };
  operations["deleteWebhook"] = [ports](const Call& call) { return remove(ports, call); };
  operations["testWebhook"] = [ports](const Call& call) { return test(ports, call); };
  operations["rotateWebhookSecret"] = [ports](const Call& call) { return rotate(ports, call); };
  operations["listDeliveries"] = [ports](const Call& call) {
    return with_endpoint(ports, call, [&ports](const Endpoint& endpoint) {
      return list_of(ports.deliveries.recent(endpoint.id));
    });
  };
  return operations;
}

}  // namespace menshen::webhook_api
