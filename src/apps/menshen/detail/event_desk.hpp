// What others hear of what is decided and due: a stream for whoever listens, and webhooks.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "event_feed/feed.hpp"
#include "event_feed/streams.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "settings/settings.hpp"
#include "webhook/book.hpp"
#include "webhook/deliveries.hpp"
#include "webhook_sender/sender.hpp"

namespace menshen::app {

// Reads the record on threads of its own from the moment it is opened.
class EventDesk {
 public:
  // Reads `webhooks.sealed`. `parts` and `access` must outlive it; `report` is called with a
  // line when a webhook is given up, from any thread. Errors: those of the vault, Book::open
  // and Sender::make.
  [[nodiscard]] static Result<std::unique_ptr<EventDesk>> open(
      const Parts& parts, const StateFolder& folder, const AccessDesk& access,
      const settings::Webhooks& settings, std::function<void(const std::string&)> report);

  // Of the stream and of webhooks.
  [[nodiscard]] contract::Operations operations();

 private:
  EventDesk(const Parts& parts, const AccessDesk& access, std::unique_ptr<webhook::Book> book,
            webhook_sender::Sender sender, std::function<void(const std::string&)> report);

  const Parts& parts_;
  std::unique_ptr<webhook::Book> book_;
  webhook_sender::Sender sender_;
  event_feed::Feed feed_;
  event_feed::Streams streams_;
  webhook::Deliveries deliveries_;  // last: its threads end before what they use
};

}  // namespace menshen::app
