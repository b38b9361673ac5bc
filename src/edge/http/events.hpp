// Server-sent events (WHATWG HTML, section 9.2): one channel, and everybody who listens to it
// at the moment. It does not know who they are, nor what the events say.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace menshen::http {

// Safe to use from several threads at once.
class EventChannel {
 public:
  // `waiting_bytes`: what may wait for one subscriber. Who has not taken it before more is
  // published is disconnected, and may come again: the publisher never waits, and memory is
  // bounded.
  explicit EventChannel(std::size_t waiting_bytes = std::size_t{64} * 1024)
      : waiting_bytes_(waiting_bytes) {}

  // To everybody who is subscribed; nobody gets it later. `event` is a name, on one line;
  // `data` may have several. `id`, on one line, is what a client that lost its connection shows
  // as Last-Event-ID; empty: it keeps the one before. Returns at once.
  void publish(std::string_view event, std::string_view data, std::string_view id = {});

  [[nodiscard]] std::size_t subscribers() const;

  // The bytes that wait for the slowest of them.
  [[nodiscard]] std::size_t waiting() const;

  // Disconnects everybody who is subscribed; they may come again.
  void close();

  // What waits for one subscriber, who is one as long as this lives. For the server.
  class Mailbox {
   public:
    struct Mail {
      std::string text;         // as it is sent; empty when there is nothing
      bool is_overrun = false;  // something was lost, or there is no more
    };

    Mailbox(std::size_t bytes, std::function<void()> wake)
        : bytes_max_(bytes), wake_(std::move(wake)) {}

    [[nodiscard]] Mail take();

   private:
    friend class EventChannel;
    void put(std::string_view text);
    [[nodiscard]] std::size_t waiting();
    void close();

    std::size_t bytes_max_;
    std::function<void()> wake_;
    std::mutex mutex_;
    Mail mail_;
  };

  // `wake` is called, on any thread, when there is mail again; it must not throw.
  [[nodiscard]] std::shared_ptr<Mailbox> subscribe(std::function<void()> wake);

 private:
  std::size_t waiting_bytes_;
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<Mailbox>> mailboxes_;
};

}  // namespace menshen::http
