// How what is sent is signed, so that the receiver knows it is ours, new, and whole: Standard
// Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "webhook/endpoint.hpp"

namespace menshen::webhook {

// What a receiver is given once: `whsec_` and the secret in base64.
[[nodiscard]] std::string secret_text(const Secret& secret);

// Of one attempt.
struct Signed {
  std::string id;         // `webhook-id`: the same at every attempt
  std::string timestamp;  // `webhook-timestamp`: of the attempt, in seconds since 1970
  std::string signature;  // `webhook-signature`: one of each secret, a space between
};

// `v1,` and HMAC-SHA256 over `ID.TIMESTAMP.BODY` in base64.
[[nodiscard]] std::string signature(const Crypto& crypto, std::span<const std::byte> secret,
                                    std::string_view id, std::string_view timestamp,
                                    std::string_view body);

// By the endpoint's secret, and by the former one as long as that still signs.
[[nodiscard]] Signed sign(const Crypto& crypto, const Endpoint& endpoint, std::string_view id,
                          std::string_view body, Instant now);

}  // namespace menshen::webhook
