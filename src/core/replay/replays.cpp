#include "replay/replays.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "replay/answer_rows.hpp"

namespace menshen::replay {
namespace {

// To count what is kept takes a millisecond; so many more than allowed may be kept meanwhile.
constexpr std::size_t kKeptBetweenTrims = 64;

// An answer opens beside its own request alone.
std::array<std::byte, 64> context_of(const Digest& key, const Digest& asked) {
  std::array<std::byte, 64> context{};
  std::ranges::copy(key, context.begin());
  std::ranges::copy(asked, context.begin() + key.size());
  return context;
}

bool holds(std::span<const std::byte> text, const SubjectId& subject) {
  return !std::ranges::search(text, bytes_of(subject.text())).empty();
}

}  // namespace

Replays::Replays(const Ports& ports, const Digest& key, const Limits& limits)
    : ports_(ports),
      limits_(limits),
      name_key_(derive_key(ports.crypto, key, "menshen replay names")),
      seal_key_(derive_key(ports.crypto, key, "menshen replay answers")) {}

Replays::~Replays() {
  wipe(name_key_);
  wipe(seal_key_);
}

Digest Replays::key_of(std::string_view request) const {
  return ports_.crypto.hmac_sha256(name_key_, bytes_of(request));
}

// What was asked may be guessed, from its digest too.
Digest Replays::hidden(const Digest& asked) const {
  return ports_.crypto.hmac_sha256(name_key_, asked);
}

Result<std::vector<std::byte>> Replays::open(const Digest& key, const AnswerRow& row) const {
  return ports_.crypto.open(seal_key_, context_of(key, row.asked), row.sealed);
}

void Replays::let_go(const Digest& key) {
  const std::scoped_lock lock(mutex_);
  in_hand_.erase(key);
}

Result<Again> Replays::begin(std::string_view request, const Digest& asked,
                             std::vector<std::byte>& answer) {
  const Digest key = key_of(request);
  const Instant now = ports_.clock.now();
  const AnswerRow row{.asked = hidden(asked), .since = now, .sealed = {}};
  {
    const std::scoped_lock lock(mutex_);
    const auto [taken, is_new] = in_hand_.try_emplace(key, row.asked);
    if (!is_new) return taken->second == row.asked ? Again::in_hand : Again::another;
  }
  const auto kept = ports_.rows.begin(key, row, now - limits_.age);
  if (!kept) {
    let_go(key);
    return tl::unexpected<Error>(kept.error());
  }
  const auto& before = *kept;
  if (!before) return Again::first;
  let_go(key);
  if (before->asked != row.asked) return Again::another;
  if (before->sealed.empty()) return Again::cut_short;
  MENSHEN_TRY(answer, open(key, *before));
  return Again::same;
}

Result<> Replays::keep(std::string_view request, const Digest& asked,
                       std::span<const std::byte> answer) {
  const Digest key = key_of(request);
  Result<> done;
  if (answer.size() <= limits_.answer_bytes) {
    done = ports_.rows.answer(
        key, ports_.crypto.seal(seal_key_, context_of(key, hidden(asked)), answer));
  }
  bool is_time = false;
  {
    const std::scoped_lock lock(mutex_);
    in_hand_.erase(key);
    is_time = kept_++ % kKeptBetweenTrims == 0;
  }
  return done && is_time ? trim() : done;
}

Result<> Replays::forget(std::string_view request) {
  const Digest key = key_of(request);
  auto done = ports_.rows.remove(std::span(&key, 1));
  let_go(key);
  return done;
}

Result<> Replays::trim() {
  return ports_.rows.trim({.oldest = ports_.clock.now() - limits_.age,
                           .count = limits_.count,
                           .bytes = limits_.bytes});
}

// What does not open says nothing to anybody, and is not looked into.
Result<std::vector<Digest>> Replays::about(std::span<const SubjectId> subjects) const {
  std::vector<Digest> keys;
  const auto see = [&](const Digest& key, const AnswerRow& row) -> Result<> {
    if (row.sealed.empty()) return {};
    auto text = open(key, row);
    if (!text) return {};
    const bool is_about = std::ranges::any_of(
        subjects, [&text](const SubjectId& subject) { return holds(*text, subject); });
    if (is_about) keys.push_back(key);
    wipe(*text);
    return {};
  };
  if (const auto done = ports_.rows.visit(see); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return keys;
}

Result<std::size_t> Replays::count(const SubjectId& subject) const {
  MENSHEN_TRY(const auto keys, about(std::span(&subject, 1)));
  return keys.size();
}

Result<> Replays::forget(std::span<const SubjectId> subjects) {
  if (subjects.empty()) return {};
  MENSHEN_TRY(const auto keys, about(subjects));
  if (keys.empty()) return {};
  return ports_.rows.remove(keys);
}

}  // namespace menshen::replay
