// From a request to who asks: an API key, the cookie of a session, or a certificate, and never
// two of them.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/authenticator.hpp"
#include "contract/router.hpp"
#include "http/message.hpp"

namespace menshen::sign_in {

inline constexpr std::string_view kCookie = "__Host-menshen";

// The device that a certificate (DER) is of, which the server has checked against its
// authority. Errors: refused when it is of none, or revoked.
using DeviceOf = std::function<Result<DeviceId>(std::span<const std::byte> certificate)>;

// `Authorization: Bearer msk_…` or `X-API-Key: msk_…`; the cookie `__Host-menshen`, and for
// everything but GET and HEAD the header `X-CSRF-Token` too, from a page of this server; or a
// client certificate. `authenticator` must outlive it. Errors: refused when two kinds came, one
// came twice, or what came is not good.
[[nodiscard]] contract::Authenticate authenticate(const caller::Authenticator& authenticator,
                                                  DeviceOf device_of);

// The value of the session's cookie. Errors: refused when it came twice.
[[nodiscard]] Result<std::optional<std::string_view>> session_of(const http::Request& request);

// False when a browser says that a page of another site made it ask (`Sec-Fetch-Site`,
// `Origin`). Programs say nothing of the kind.
[[nodiscard]] bool is_from_here(const http::Request& request);

}  // namespace menshen::sign_in
