// Port: where people sign in elsewhere (OpenID Connect Core 1.0, the code flow with PKCE).
#pragma once

#include <string>

#include "base/error.hpp"
#include "caller/account.hpp"

namespace menshen::caller {

// What one visit is known by: never used for another.
struct Visit {
  std::string state;     // comes back with the code
  std::string nonce;     // comes back in the ID token
  std::string verifier;  // of PKCE (RFC 7636), shown with the code
};

// Safe to call from several threads at once. Errors of all: unavailable when the provider does
// not answer, or not as it should.
class IdentityProvider {
 public:
  IdentityProvider() = default;
  IdentityProvider(const IdentityProvider&) = delete;
  IdentityProvider& operator=(const IdentityProvider&) = delete;
  IdentityProvider(IdentityProvider&&) = delete;
  IdentityProvider& operator=(IdentityProvider&&) = delete;
  virtual ~IdentityProvider();

  // The page to send the browser to.
  [[nodiscard]] virtual Result<std::string> page(const Visit& visit) = 0;

  // Who came back with the code. Errors: refused when the provider does not take it, or what it
  // says is not signed by it, not for us, not of this visit, or past.
  [[nodiscard]] virtual Result<Identity> who(const std::string& code, const Visit& visit) = 0;
};

}  // namespace menshen::caller
