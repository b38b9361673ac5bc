#include "menshen/detail/event_desk.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "caller/api_key.hpp"
#include "caller/directory.hpp"
#include "contract/call.hpp"
#include "event_feed/feed.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "settings/settings.hpp"
#include "vault/vault.hpp"
#include "webhook/book.hpp"
#include "webhook/signature.hpp"
#include "webhook_api/operations.hpp"
#include "webhook_sender/sender.hpp"

namespace menshen::app {
namespace {

// A receiver that does not answer holds one of them for a quarter of a minute, and is then left
// alone for longer and longer.
constexpr std::size_t kSendingThreads = 4;

// A device asks by its certificate, or by a key that is bound to it.
std::optional<DeviceId> device_of(const caller::Directory& directory, std::string_view actor) {
  constexpr std::string_view kDevice = "device:";
  constexpr std::string_view kKey = "key:";
  if (actor.starts_with(kDevice)) return DeviceId(std::string(actor.substr(kDevice.size())));
  if (!actor.starts_with(kKey)) return std::nullopt;
  const auto access = directory.now();
  const auto found =
      access->keys.find(caller::ApiKeyId(std::string(actor.substr(kKey.size()))));
  return found == access->keys.end() ? std::nullopt : found->second.device;
}

}  // namespace

EventDesk::EventDesk(const Parts& parts, const AccessDesk& access,
                     std::unique_ptr<webhook::Book> book, webhook_sender::Sender sender,
                     std::function<void(const std::string&)> report)
    : parts_(parts),
      book_(std::move(book)),
      sender_(std::move(sender)),
      feed_({.archive = parts.ledger->archive(),
             .registry = [&parts] { return parts.state->registry(); },
             .device_of =
                 [&access](std::string_view actor) {
                   return device_of(access.directory(), actor);
                 }}),
      streams_(feed_, *parts.clock),
      deliveries_({.book = *book_,
                   .source = webhook_api::source_of(feed_),
                   .post =
                       [this](const std::string& url, const webhook::Signed& headers,
                              std::string_view body, const std::stop_token& stop) {
                         return sender_.post(url, headers, body, stop);
                       },
                   .crypto = *parts.crypto,
                   .clock = *parts.clock,
                   .report = std::move(report)}) {
  deliveries_.start(kSendingThreads);
}

Result<std::unique_ptr<EventDesk>> EventDesk::open(
    const Parts& parts, const StateFolder& folder, const AccessDesk& access,
    const settings::Webhooks& settings, std::function<void(const std::string&)> report) {
  MENSHEN_TRY(auto sender, webhook_sender::Sender::make(
                               {.allows_private_networks = settings.private_networks,
                                .authorities = settings.authorities}));
  MENSHEN_TRY(Digest key, parts.vault->key_for(kWebhooksUse));
  auto book = webhook::Book::open(
      {.files = *parts.files, .crypto = *parts.crypto, .record = recorder(parts)},
      folder.webhooks(), key);
  wipe(key);
  if (!book) return tl::unexpected<Error>(book.error());
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  return std::unique_ptr<EventDesk>(
      new EventDesk(parts, access, std::move(*book), std::move(sender), std::move(report)));
}

contract::Operations EventDesk::operations() {
  return webhook_api::operations(
      {.feed = feed_,
       .streams = streams_,
       .book = *book_,
       .deliveries = deliveries_,
       .check_url = [this](const std::string& url) { return sender_.check(url); },
       .crypto = *parts_.crypto,
       .clock = *parts_.clock});
}

}  // namespace menshen::app
