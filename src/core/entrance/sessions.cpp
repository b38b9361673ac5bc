#include "entrance/sessions.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "entrance/session.hpp"

namespace menshen::entrance {
namespace {

using std::chrono::seconds;

// Who was denied and did not try again was answered.
const Chosen* unanswered(const Step& step) noexcept { return std::get_if<Chosen>(&step); }

tl::unexpected<Error> gone() {
  return fail(Code::not_found, "there is no such session, or not any more; open another one");
}

}  // namespace

Sessions::Sessions(const Clock& clock, const Crypto& crypto, Limits limits)
    : clock_(clock), crypto_(crypto), limits_(limits) {
  MENSHEN_ASSERT(limits.step_time >= kStepTimeMin);
}

void Sessions::on_left(std::function<void(const Chosen&)> tell) {
  const std::scoped_lock lock(mutex_);
  tell_ = std::move(tell);
}

Time Sessions::until() const { return clock_.monotonic() + limits_.step_time; }

// Takes out what ran out, and says so of those who waited for an answer.
void Sessions::sweep() {
  std::vector<std::shared_ptr<Session>> out;
  std::function<void(const Chosen&)> tell;
  {
    const std::scoped_lock lock(mutex_);
    const Time now = clock_.monotonic();
    std::erase_if(sessions_, [&](const auto& each) {
      const std::unique_lock free(each.second->busy, std::try_to_lock);
      if (!free || now < each.second->until) return false;
      out.push_back(each.second);
      return true;
    });
    tell = tell_;
  }
  for (const auto& each : out) {
    const Chosen* const chosen = unanswered(each->step);
    if (chosen != nullptr && tell) tell(*chosen);
  }
}

Result<SessionId> Sessions::open(About about) {
  sweep();
  const Instant now = clock_.now();
  SessionId id(make_uuid7(now, crypto_));
  auto session = std::make_shared<Session>(Opened(std::move(about), now, clock_.monotonic()),
                                           until(), limits_.extensions);
  const std::scoped_lock lock(mutex_);
  if (sessions_.size() >= limits_.sessions_max) {
    return fail(Code::exhausted, "too many sessions are under way; try again later");
  }
  sessions_.emplace(id, std::move(session));
  return id;
}

Result<Sessions::Held> Sessions::hold(const SessionId& id,
                                      const std::optional<DeviceId>& device) {
  sweep();
  std::shared_ptr<Session> session;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return gone();
    session = found->second;
  }
  std::unique_lock free(session->busy, std::try_to_lock);
  if (!free) {
    return fail(Code::conflict,
                "another step of the session is under way; wait for its answer");
  }
  if (clock_.monotonic() >= session->until) return gone();
  if (device && about(session->step).device != *device) return gone();
  return Held(*this, id, std::move(session), std::move(free));
}

std::vector<SessionId> Sessions::waiting_for(Way way,
                                             const std::optional<PlaceId>& place) const {
  std::vector<SessionId> found;
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, session] : sessions_) {
    const std::unique_lock free(session->busy, std::try_to_lock);
    if (!free || clock_.monotonic() >= session->until) continue;
    const auto chosen = to_answer(session->step, way);
    if (chosen && (!place || chosen->about().place == *place)) found.push_back(id);
  }
  return found;
}

std::size_t Sessions::count() const {
  const std::scoped_lock lock(mutex_);
  return sessions_.size();
}

seconds Sessions::Held::time_left() const {
  return std::max(seconds(0),
                  std::chrono::floor<seconds>(session_->until - sessions_->clock_.monotonic()));
}

void Sessions::Held::go_on(Step step) {
  session_->step = std::move(step);
  session_->until = sessions_->until();
}

Result<> Sessions::Held::extend() {
  if (session_->extensions_left == 0) {
    return fail(Code::conflict,
                "the time was extended as often as may be; open another session");
  }
  --session_->extensions_left;
  session_->until = sessions_->until();
  return {};
}

}  // namespace menshen::entrance
