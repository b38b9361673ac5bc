#include "contract/detail/replays.hpp"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

#include "base/crypto.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {
namespace {

std::size_t bytes_of(const http::Response& answer) {
  std::size_t bytes = answer.body.size() + answer.content_type.size();
  for (const auto& [name, value] : answer.headers) bytes += name.size() + value.size();
  return bytes;
}

}  // namespace

Again Replays::begin(const std::string& key, const Digest& digest, http::Response& answer) {
  const auto now = clock_.monotonic();
  const std::scoped_lock lock(mutex_);
  drop_old(now);
  const auto [entry, is_new] = entries_.try_emplace(key);
  if (is_new) {
    entry->second.digest = digest;
    entry->second.place = order_.end();
    return Again::first;
  }
  if (entry->second.digest != digest) return Again::another;
  if (!entry->second.answer) return Again::in_hand;
  answer = *entry->second.answer;
  return Again::same;
}

void Replays::keep(const std::string& key, const http::Response& answer) {
  const auto now = clock_.monotonic();
  const std::size_t bytes = bytes_of(answer);
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  if (bytes > limits_.answer_bytes) {
    entries_.erase(found);
    return;
  }
  Entry& entry = found->second;
  entry.answer = answer;
  entry.bytes = bytes;
  entry.since = now;
  entry.place = order_.insert(order_.end(), key);
  bytes_ += bytes;
  drop_old(now);
}

void Replays::forget(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  entries_.erase(key);
}

void Replays::drop(Entries::iterator entry) {
  bytes_ -= entry->second.bytes;
  order_.erase(entry->second.place);
  entries_.erase(entry);
}

void Replays::drop_old(std::chrono::nanoseconds now) {
  while (!order_.empty()) {
    const auto oldest = entries_.find(order_.front());
    const bool is_too_old = now - oldest->second.since >= limits_.age;
    if (!is_too_old && order_.size() <= limits_.count && bytes_ <= limits_.bytes) return;
    drop(oldest);
  }
}

}  // namespace menshen::contract::detail
