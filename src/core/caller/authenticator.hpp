// From what was shown to who asks: the one place that makes a Caller.
#pragma once

#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/caller.hpp"
#include "caller/directory.hpp"
#include "caller/sessions.hpp"

namespace menshen::caller {

struct ShownApiKey {
  std::string_view text;
};

// A session's cookie. A browser sends it whoever made it ask, so a request that changes
// anything shows the other token too.
struct ShownSession {
  std::string_view token;
  std::string_view csrf;
  bool is_for_change = true;
};

// A certificate that was checked already.
struct ShownCertificate {
  DeviceId device;
};

using Credentials = std::variant<ShownApiKey, ShownSession, ShownCertificate>;

// Safe to call from several threads at once.
class Authenticator {
 public:
  // All must outlive it.
  Authenticator(const Directory& directory, Sessions& sessions, const Clock& clock)
      : directory_(directory), sessions_(sessions), clock_(clock) {}

  // Errors: refused, for whatever reason with one text; and of a session that is good, when it
  // comes without its other token. A session that is over is nobody's: browsers go on sending
  // its cookie.
  [[nodiscard]] Result<Caller> authenticate(const Credentials& shown) const;

 private:
  [[nodiscard]] Result<Caller> by(const ShownApiKey& shown) const;
  [[nodiscard]] Result<Caller> by(const ShownSession& shown) const;
  [[nodiscard]] Result<Caller> by(const ShownCertificate& shown) const;

  const Directory& directory_;
  Sessions& sessions_;
  const Clock& clock_;
};

// As the record names an account: `account:<id>`.
[[nodiscard]] std::string actor_of(const AccountId& account);

// The account of a caller who signed in; none of any other.
[[nodiscard]] std::optional<AccountId> account_of(const Caller& caller);

}  // namespace menshen::caller
