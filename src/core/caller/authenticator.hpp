// From what was shown to who asks: the one place that makes a Caller.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/api_key.hpp"
#include "caller/caller.hpp"
#include "caller/device_certificate.hpp"
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

// A certificate that was checked already against the authority of devices.
struct ShownCertificate {
  CertificateId id;
};

// What a key was exchanged for.
struct ShownAccessToken {
  std::string_view text;
};

using Credentials = std::variant<ShownApiKey, ShownSession, ShownCertificate, ShownAccessToken>;

// In place of an API key, for clients that exchange it (OAuth 2.0, RFC 6749, section 4.4):
// names the key and when it ends itself, under a key of the vault, so nothing of it is kept. It
// is worth what the key is worth at the moment, and nothing once the key is revoked or past.
struct AccessToken {
  std::string text;  // `mst_<id>_<second>_<mac>`
  std::chrono::seconds life;
};

inline constexpr std::string_view kAccessTokenPrefix = "mst_";
// A client that renews a day before the end never would be done with a shorter one.
inline constexpr std::chrono::hours kAccessTokenLife{48};

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

  // Errors: as `authenticate` of the key.
  [[nodiscard]] Result<AccessToken> exchange(const ShownApiKey& shown) const;

 private:
  [[nodiscard]] Result<ApiKey> find(const ShownApiKey& shown) const;
  [[nodiscard]] std::string mac_of_token(std::string_view stated) const;
  [[nodiscard]] Result<Caller> by(const ShownApiKey& shown) const;
  [[nodiscard]] Result<Caller> by(const ShownSession& shown) const;
  [[nodiscard]] Result<Caller> by(const ShownCertificate& shown) const;
  [[nodiscard]] Result<Caller> by(const ShownAccessToken& shown) const;
  [[nodiscard]] static Caller caller_of(const ApiKey& key);

  const Directory& directory_;
  Sessions& sessions_;
  const Clock& clock_;
};

// As the record names an account: `account:<id>`.
[[nodiscard]] std::string actor_of(const AccountId& account);

// The account of a caller who signed in; none of any other.
[[nodiscard]] std::optional<AccountId> account_of(const Caller& caller);

}  // namespace menshen::caller
