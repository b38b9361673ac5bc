// Answers that are given again when the same request comes again with its Idempotency-Key. In
// memory: after a restart a request is a new one, and what it asked for was done or not done as
// the record says.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

struct ReplayLimits {
  std::chrono::nanoseconds age = std::chrono::hours(24);
  // Of all that are kept; the oldest go first. A terminal asks once a second, and answers are
  // some kilobytes.
  std::size_t count = 20'000;
  std::size_t bytes = std::size_t{64} * 1'024 * 1'024;
  std::size_t answer_bytes = std::size_t{256} * 1'024;  // a larger one is not kept
};

enum class Again {
  first,    // nobody asked before; `keep` or `forget` has to follow
  same,     // `answer` is the one that was given
  another,  // the key was used for another request
  in_hand,  // that request is being answered
};

// Safe to call from several threads at once.
class Replays {
 public:
  explicit Replays(const Clock& clock, ReplayLimits limits = {})
      : clock_(clock), limits_(limits) {}

  // `key` says who, which operation, and the Idempotency-Key; `digest` is of all that was
  // asked.
  [[nodiscard]] Again begin(const std::string& key, const Digest& digest,
                            http::Response& answer);
  void keep(const std::string& key, const http::Response& answer);
  void forget(const std::string& key);

 private:
  struct Entry {
    Digest digest{};
    std::optional<http::Response> answer;  // none: in hand
    std::size_t bytes = 0;
    std::chrono::nanoseconds since{};
    std::list<std::string>::iterator place;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  void drop(Entries::iterator entry);
  void drop_old(std::chrono::nanoseconds now);

  const Clock& clock_;
  ReplayLimits limits_;
  std::mutex mutex_;
  Entries entries_;
  std::list<std::string> order_;  // of those with an answer, the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace menshen::contract::detail
