// Who is signed in: in memory alone, so that a restart signs everybody out. Of a token only its
// SHA-256 is kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "caller/account.hpp"

namespace menshen::caller {

inline constexpr std::chrono::minutes kIdleTime{15};
inline constexpr std::chrono::hours kSessionTime{8};
inline constexpr std::chrono::minutes kStepUpTime{5};   // a second factor is fresh so long
inline constexpr std::chrono::minutes kPendingTime{5};  // between password and second factor

// What a browser is given: the token for a cookie that no script can read, and the one that a
// script shows with it, which other sites' pages do not know.
struct Tokens {
  std::string session;  // 64 hexadecimal digits
  std::string csrf;
};

// Safe to call from several threads at once.
class Sessions {
 public:
  struct Seen {
    AccountId account;
    std::uint64_t revision = 0;  // of the account when it signed in; another one: it is over
    std::string csrf;
    std::chrono::seconds left{};                         // of the session at most
    std::optional<std::chrono::seconds> stepped_up_for;  // still
  };

  // Both must outlive it.
  Sessions(const Clock& clock, const Crypto& crypto);

  // A fresh token for every one, whatever was there before. Of an account the oldest session
  // ends when there are too many; of all, the one idle for longest.
  [[nodiscard]] Tokens open(const Account& account, bool with_second_factor);

  // The session of the token, which counts as used; none when it is over or never was.
  [[nodiscard]] std::optional<Seen> use(std::string_view token);

  // A second factor was shown: a fresh token in place of the one, which is worth nothing any
  // more. None when that is over.
  [[nodiscard]] std::optional<Tokens> step_up(std::string_view token);

  void close(std::string_view token);
  void close_all(const AccountId& account);

  // A password was right, and a second factor is still to come: a token for that, good once.
  struct Pending {
    AccountId account;
    std::uint64_t revision = 0;
  };
  [[nodiscard]] std::string begin(const Account& account);
  // How it stands, and counts a try: after five the token is worth nothing any more.
  [[nodiscard]] std::optional<Pending> try_pending(std::string_view token);
  void end_pending(std::string_view token);
  // Whose it is, without counting a try.
  [[nodiscard]] std::optional<AccountId> whose_pending(std::string_view token) const;

  // A secret that was shown and is not confirmed, of the session.
  void offer(std::string_view token, std::vector<std::byte> secret);
  [[nodiscard]] std::optional<std::vector<std::byte>> offered(std::string_view token) const;

 private:
  using Time = std::chrono::nanoseconds;  // of Clock::monotonic

  struct Session {
    AccountId account;
    std::uint64_t revision = 0;
    Time opened{};
    Time used{};
    std::optional<Time> stepped_up;
    std::vector<std::byte> offered;
  };
  struct Waiting {
    Pending pending;
    Time begun{};
    unsigned tries = 0;
  };
  using Kept = std::map<Digest, Session>;

  [[nodiscard]] Digest kept_form(std::string_view token) const;
  [[nodiscard]] std::string make_token() const;
  [[nodiscard]] Tokens put(Session session);
  [[nodiscard]] static bool is_over(const Session& session, Time now) noexcept;
  // The session that still runs, or the end.
  [[nodiscard]] Kept::iterator find(std::string_view token);
  void make_room(const AccountId& account, Time now);

  const Clock& clock_;
  const Crypto& crypto_;
  Digest csrf_key_{};  // of this process
  mutable std::mutex mutex_;
  Kept sessions_;
  std::map<Digest, Waiting> waiting_;
};

}  // namespace menshen::caller
