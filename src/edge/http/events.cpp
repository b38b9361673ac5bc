#include "http/events.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen::http {
namespace {

// A line ends with a line feed, a carriage return, or both (section 9.2.5).
std::string to_text(std::string_view event, std::string_view data, std::string_view id) {
  std::string text = "event: ";
  text.append(event).append("\n");
  if (!id.empty()) text.append("id: ").append(id).append("\n");
  for (bool is_last = false; !is_last;) {
    const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
    text.append("data: ").append(data.substr(0, end)).append("\n");
    is_last = end == data.size();
    const bool is_pair = data.substr(end).starts_with("\r\n");
    data.remove_prefix(std::min(end + (is_pair ? 2 : 1), data.size()));
  }
  return text.append("\n");
}

}  // namespace

EventChannel::Mailbox::Mail EventChannel::Mailbox::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(mail_, {});
}

void EventChannel::Mailbox::put(std::string_view text) {
  {
    const std::scoped_lock lock(mutex_);
    if (mail_.is_overrun) return;
    const bool was_empty = mail_.text.empty();
    if (mail_.text.size() + text.size() <= bytes_max_) {
      mail_.text += text;
      if (!was_empty) return;  // it was woken already
    } else {
      mail_ = {.text = {}, .is_overrun = true};
    }
  }
  wake_();
}

std::size_t EventChannel::Mailbox::waiting() {
  const std::scoped_lock lock(mutex_);
  return mail_.text.size();
}

void EventChannel::Mailbox::close() {
  {
    const std::scoped_lock lock(mutex_);
    mail_ = {.text = {}, .is_overrun = true};
  }
  wake_();
}

void EventChannel::publish(std::string_view event, std::string_view data, std::string_view id) {
  MENSHEN_ASSERT(event.find_first_of("\r\n") == std::string_view::npos);
  MENSHEN_ASSERT(id.find_first_of("\r\n") == std::string_view::npos);
  const std::string text = to_text(event, data, id);
  const std::scoped_lock lock(mutex_);  // so everybody gets them in the same order
  std::erase_if(mailboxes_, [](const auto& mailbox) { return mailbox.expired(); });
  for (const auto& each : mailboxes_) {
    if (const auto mailbox = each.lock()) mailbox->put(text);
  }
}

std::size_t EventChannel::subscribers() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(
      mailboxes_, [](const auto& mailbox) { return !mailbox.expired(); }));
}

std::size_t EventChannel::waiting() const {
  const std::scoped_lock lock(mutex_);
  std::size_t most = 0;
  for (const auto& each : mailboxes_) {
    if (const auto mailbox = each.lock()) most = std::max(most, mailbox->waiting());
  }
  return most;
}

void EventChannel::close() {
  const std::scoped_lock lock(mutex_);
  for (const auto& each : mailboxes_) {
    if (const auto mailbox = each.lock()) mailbox->close();
  }
}

std::shared_ptr<EventChannel::Mailbox> EventChannel::subscribe(std::function<void()> wake) {
  auto mailbox = std::make_shared<Mailbox>(waiting_bytes_, std::move(wake));
  const std::scoped_lock lock(mutex_);
  std::erase_if(mailboxes_, [](const auto& each) { return each.expired(); });
  mailboxes_.push_back(mailbox);
  return mailbox;
}

}  // namespace menshen::http
