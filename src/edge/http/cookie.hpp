// Cookies (RFC 6265): out of a request, and into a response.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"

namespace menshen::http {

// The value of that cookie; none when it did not come, or came twice, of which nobody could say
// which one counts: a neighbouring site can set one of the same name.
[[nodiscard]] std::optional<std::string> cookie(const Request& request, std::string_view name);

enum class SameSite { strict, lax };

struct CookieOptions {
  SameSite same_site = SameSite::strict;
  bool is_readable_by_scripts = false;
  // None: until the browser is closed. Zero: the browser forgets it.
  std::optional<std::chrono::seconds> age;
};

// The value of `Set-Cookie`, always `Secure` and for every path of this host alone, so a name
// may begin with `__Host-`. Errors: invalid_input when name or value hold what a cookie cannot
// (RFC 6265, section 4.1.1).
[[nodiscard]] Result<std::string> set_cookie(std::string_view name, std::string_view value,
                                             const CookieOptions& options = {});

}  // namespace menshen::http
