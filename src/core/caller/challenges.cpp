#include "caller/challenges.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "caller/passkey_check.hpp"

namespace menshen::caller {
namespace {

constexpr std::size_t kMadeMax = 1'000;  // the oldest goes

}  // namespace

std::vector<std::byte> Challenges::make(std::string_view token) {
  std::vector<std::byte> challenge(kChallengeBytes);
  crypto_.random(challenge);
  const std::scoped_lock lock(mutex_);
  const Time now = clock_.monotonic();
  std::erase_if(made_,
                [now](const auto& each) { return now - each.second.at >= kChallengeTime; });
  if (made_.size() >= kMadeMax) {
    made_.erase(
        std::ranges::min_element(made_, {}, [](const auto& each) { return each.second.at; }));
  }
  made_.insert_or_assign(crypto_.sha256(std::as_bytes(std::span(token))),
                         Made{.challenge = challenge, .at = now});
  return challenge;
}

std::optional<std::vector<std::byte>> Challenges::take(std::string_view token) {
  const Digest name = crypto_.sha256(std::as_bytes(std::span(token)));
  const std::scoped_lock lock(mutex_);
  auto found = made_.extract(name);
  if (found.empty() || clock_.monotonic() - found.mapped().at >= kChallengeTime) {
    return std::nullopt;
  }
  return std::move(found.mapped().challenge);
}

}  // namespace menshen::caller
