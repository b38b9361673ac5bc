// What somebody is to sign: each good once, for a few minutes, and for who asked for it alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"

namespace menshen::caller {

inline constexpr std::chrono::minutes kChallengeTime{5};  // a person looks for a key

// Safe to call from several threads at once.
class Challenges {
 public:
  // Both must outlive it.
  Challenges(const Clock& clock, const Crypto& crypto) : clock_(clock), crypto_(crypto) {}

  // For whoever has the token; the one before it is worth nothing any more.
  [[nodiscard]] std::vector<std::byte> make(std::string_view token);

  // The token's, which is gone then; none when there was none, or it is past.
  [[nodiscard]] std::optional<std::vector<std::byte>> take(std::string_view token);

 private:
  using Time = std::chrono::nanoseconds;  // of Clock::monotonic

  struct Made {
    std::vector<std::byte> challenge;
    Time at{};
  };

  const Clock& clock_;
  const Crypto& crypto_;
  std::mutex mutex_;
  std::map<Digest, Made> made_;  // by SHA-256 of the token
};

}  // namespace menshen::caller
