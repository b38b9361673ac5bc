// From a request to who asks: an API key, the cookie of a session, or a certificate, and never
// two of them.
#pragma once

#include <optional>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/authenticator.hpp"
#include "contract/router.hpp"
#include "http/message.hpp"

namespace menshen::sign_in {

inline constexpr std::string_view kCookie = "__Host-menshen";

// `Authorization: Bearer msk_…` or `X-API-Key: msk_…`; the cookie `__Host-menshen`, and for
// everything but GET and HEAD the header `X-CSRF-Token` too, from a page of this server; or a
// client certificate, which the server has checked against its authority; where the
// contract has a credential in the query, an access token there, and never a key. Both must
// outlive it.
// Errors: refused when two kinds came, one came twice, or what came is not good.
[[nodiscard]] contract::Authenticate authenticate(const caller::Authenticator& authenticator,
                                                  const Crypto& crypto);

// The value of the session's cookie. Errors: refused when it came twice.
[[nodiscard]] Result<std::optional<std::string_view>> session_of(const http::Request& request);

// False when a browser says that a page of another site made it ask (`Sec-Fetch-Site`,
// `Origin`). Programs say nothing of the kind.
[[nodiscard]] bool is_from_here(const http::Request& request);

}  // namespace menshen::sign_in
