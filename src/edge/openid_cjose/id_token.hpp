// What an OpenID provider says of somebody (OpenID Connect Core 1.0, sections 2 and 3.1.3.7),
// when it is signed by the provider, for us, of this visit, and now.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"

namespace menshen::openid_cjose {

inline constexpr std::size_t kTokenBytesMax = 16'384;

struct Expected {
  std::string issuer;
  std::string client;     // as the provider knows us
  std::string algorithm;  // fixed by whoever runs the server; the token has no say in it
  std::string nonce;
  Instant now;
};

// The provider's subject. `keys` is its JWK Set (RFC 7517). Errors: refused, with one text,
// whatever is wrong.
[[nodiscard]] Result<std::string> subject_of(std::string_view token, std::string_view keys,
                                             const Expected& expected);

}  // namespace menshen::openid_cjose
