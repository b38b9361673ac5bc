// The sessions that are under way, in memory: gone after a restart, when whoever stands there
// begins anew. Nobody is hurried: each step begins the time anew, and it can be asked for more.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/strong_id.hpp"
#include "entrance/session.hpp"

namespace menshen::entrance {

using SessionId = StrongId<struct SessionTag>;  // UUIDv7

// Safe to call from several threads at once.
class Sessions {
 public:
  struct Limits {
    // For one step: reading a notice, looking for a pass. Never below kStepTimeMin.
    std::chrono::seconds step_time{60};
    unsigned extensions = 10;          // WCAG 2.2, 2.2.1: at least ten
    std::size_t sessions_max = 4'096;  // some kilobyte each
  };
  static constexpr std::chrono::seconds kStepTimeMin{30};

  Sessions(const Clock& clock, const Crypto& crypto, Limits limits);

  // Told of each that ran out after a way was chosen and before it was answered.
  void on_left(std::function<void(const Chosen&)> tell);

  // Errors: exhausted when too many are under way.
  [[nodiscard]] Result<SessionId> open(About about);

 private:
  struct Session {
    Session(Step first, Time until_when, unsigned extensions)
        : step(std::move(first)), until(until_when), extensions_left(extensions) {}

    std::mutex busy;
    Step step;
    Time until;
    unsigned extensions_left;
  };

 public:
  // One session, for as long as it lives; others who want it are refused.
  class Held {
   public:
    [[nodiscard]] const SessionId& id() const noexcept { return id_; }
    [[nodiscard]] const Step& step() const noexcept { return session_->step; }
    [[nodiscard]] unsigned extensions_left() const noexcept {
      return session_->extensions_left;
    }
    [[nodiscard]] std::chrono::seconds time_left() const;

    // The next step; its time begins now.
    void go_on(Step step);
    // Begins the time anew. Errors: conflict when that was done as often as may be.
    [[nodiscard]] Result<> extend();

   private:
    friend class Sessions;
    Held(const Sessions& sessions, SessionId id, std::shared_ptr<Session> session,
         std::unique_lock<std::mutex> lock)
        : sessions_(&sessions),
          id_(std::move(id)),
          session_(std::move(session)),
          lock_(std::move(lock)) {}

    const Sessions* sessions_;
    SessionId id_;
    std::shared_ptr<Session> session_;
    std::unique_lock<std::mutex> lock_;  // released before the session is let go
  };

  // Errors: not_found when there is none, or not any more, or it is not of `device`, where one
  // is named; conflict when another step of it is under way.
  [[nodiscard]] Result<Held> hold(const SessionId& id, const std::optional<DeviceId>& device);

  // Those whose person chose the way and has no answer yet, at the place or at any, the oldest
  // first.
  [[nodiscard]] std::vector<SessionId> waiting_for(Way way,
                                                   const std::optional<PlaceId>& place) const;

  [[nodiscard]] std::size_t count() const;

 private:
  void sweep();
  [[nodiscard]] Time until() const;

  const Clock& clock_;
  const Crypto& crypto_;
  const Limits limits_;
  mutable std::mutex mutex_;
  std::function<void(const Chosen&)> tell_;
  std::map<SessionId, std::shared_ptr<Session>> sessions_;
};

}  // namespace menshen::entrance
