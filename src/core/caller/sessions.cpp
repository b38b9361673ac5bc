#include "caller/sessions.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "caller/account.hpp"

namespace menshen::caller {
namespace {

constexpr std::size_t kSessionsMax = 10'000;
constexpr std::size_t kSessionsOfOneMax = 16;  // browsers of one person
constexpr std::size_t kPendingMax = 1'000;
constexpr unsigned kPendingTriesMax = 5;
constexpr std::size_t kTokenBytes = 32;

std::chrono::seconds whole_seconds(std::chrono::nanoseconds time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

}  // namespace

Sessions::Sessions(const Clock& clock, const Crypto& crypto) : clock_(clock), crypto_(crypto) {
  crypto_.random(csrf_key_);
}

Digest Sessions::kept_form(std::string_view token) const {
  return crypto_.sha256(bytes_of(token));
}

std::string Sessions::make_token() const {
  std::array<std::byte, kTokenBytes> random{};
  crypto_.random(random);
  return to_hex(random);
}

bool Sessions::is_over(const Session& session, Time now) noexcept {
  return now - session.used >= kIdleTime || now - session.opened >= kSessionTime;
}

Sessions::Kept::iterator Sessions::find(std::string_view token) {
  const auto found = sessions_.find(kept_form(token));
  if (found == sessions_.end() || !is_over(found->second, clock_.monotonic())) return found;
  sessions_.erase(found);
  return sessions_.end();
}

void Sessions::make_room(const AccountId& account, Time now) {
  std::erase_if(sessions_, [&](const auto& each) { return is_over(each.second, now); });
  const auto oldest_of = [&](const auto& counts) {
    auto oldest = sessions_.end();
    for (auto each = sessions_.begin(); each != sessions_.end(); ++each) {
      if (counts(each->second) &&
          (oldest == sessions_.end() || each->second.used < oldest->second.used)) {
        oldest = each;
      }
    }
    return oldest;
  };
  const auto is_theirs = [&](const Session& each) { return each.account == account; };
  const auto theirs = std::ranges::count_if(
      sessions_, [&](const auto& each) { return is_theirs(each.second); });
  if (static_cast<std::size_t>(theirs) >= kSessionsOfOneMax) {
    sessions_.erase(oldest_of(is_theirs));
  }
  if (sessions_.size() >= kSessionsMax) {
    sessions_.erase(oldest_of([](const Session&) { return true; }));
  }
}

Tokens Sessions::put(Session session) {
  Tokens tokens{.session = make_token()};
  const Digest kept = kept_form(tokens.session);
  tokens.csrf = to_hex(crypto_.hmac_sha256(csrf_key_, kept));
  sessions_.emplace(kept, std::move(session));
  return tokens;
}

Tokens Sessions::open(const Account& account, bool with_second_factor) {
  const std::scoped_lock lock(mutex_);
  const Time now = clock_.monotonic();
  make_room(account.id, now);
  return put({.account = account.id,
              .revision = account.revision,
              .opened = now,
              .used = now,
              .stepped_up = with_second_factor ? std::optional(now) : std::nullopt,
              .offered = {}});
}

std::optional<Sessions::Seen> Sessions::use(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  const auto found = find(token);
  if (found == sessions_.end()) return std::nullopt;
  Session& session = found->second;
  const Time now = clock_.monotonic();
  session.used = now;
  Seen seen{.account = session.account,
            .revision = session.revision,
            .csrf = to_hex(crypto_.hmac_sha256(csrf_key_, found->first)),
            .left = whole_seconds(session.opened + kSessionTime - now),
            .stepped_up_for = std::nullopt};
  if (session.stepped_up && now - *session.stepped_up < kStepUpTime) {
    seen.stepped_up_for = whole_seconds(*session.stepped_up + kStepUpTime - now);
  }
  return seen;
}

std::optional<Tokens> Sessions::step_up(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  const auto found = find(token);
  if (found == sessions_.end()) return std::nullopt;
  Session session = std::move(found->second);
  sessions_.erase(found);
  session.used = clock_.monotonic();
  session.stepped_up = session.used;
  return put(std::move(session));
}

void Sessions::close(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  sessions_.erase(kept_form(token));
}

void Sessions::close_all(const AccountId& account) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [&](const auto& each) { return each.second.account == account; });
  std::erase_if(waiting_,
                [&](const auto& each) { return each.second.pending.account == account; });
}

std::string Sessions::begin(const Account& account) {
  const std::scoped_lock lock(mutex_);
  const Time now = clock_.monotonic();
  std::erase_if(waiting_,
                [now](const auto& each) { return now - each.second.begun >= kPendingTime; });
  if (waiting_.size() >= kPendingMax) {
    waiting_.erase(std::ranges::min_element(
        waiting_, {}, [](const auto& each) { return each.second.begun; }));
  }
  std::string token = make_token();
  waiting_.emplace(
      kept_form(token),
      Waiting{.pending = {.account = account.id, .revision = account.revision}, .begun = now});
  return token;
}

std::optional<Sessions::Pending> Sessions::try_pending(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  const auto found = waiting_.find(kept_form(token));
  if (found == waiting_.end()) return std::nullopt;
  Waiting& waiting = found->second;
  ++waiting.tries;
  if (waiting.tries > kPendingTriesMax || clock_.monotonic() - waiting.begun >= kPendingTime) {
    waiting_.erase(found);
    return std::nullopt;
  }
  return waiting.pending;
}

void Sessions::end_pending(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  waiting_.erase(kept_form(token));
}

std::optional<AccountId> Sessions::whose_pending(std::string_view token) const {
  const std::scoped_lock lock(mutex_);
  const auto found = waiting_.find(kept_form(token));
  if (found == waiting_.end()) return std::nullopt;
  return found->second.pending.account;
}

void Sessions::offer(std::string_view token, std::vector<std::byte> secret) {
  const std::scoped_lock lock(mutex_);
  const auto found = find(token);
  if (found != sessions_.end()) found->second.offered = std::move(secret);
}

std::optional<std::vector<std::byte>> Sessions::offered(std::string_view token) const {
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(kept_form(token));
  if (found == sessions_.end() || found->second.offered.empty()) return std::nullopt;
  return found->second.offered;
}

}  // namespace menshen::caller
