#include "webhook/signature.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "webhook/endpoint.hpp"

namespace menshen::webhook {

std::string secret_text(const Secret& secret) { return "whsec_" + to_base64(secret); }

std::string signature(const Crypto& crypto, std::span<const std::byte> secret,
                      std::string_view id, std::string_view timestamp, std::string_view body) {
  const std::string text = fmt::format("{}.{}.{}", id, timestamp, body);
  return "v1," + to_base64(crypto.hmac_sha256(secret, std::as_bytes(std::span(text))));
}

Signed sign(const Crypto& crypto, const Endpoint& endpoint, std::string_view id,
            std::string_view body, Instant now) {
  Signed made{
      .id = std::string(id),
      .timestamp = fmt::format(
          "{}", std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count()),
      .signature = {}};
  made.signature = signature(crypto, endpoint.secret, id, made.timestamp, body);
  if (endpoint.former && now < endpoint.former->until) {
    made.signature +=
        " " + signature(crypto, endpoint.former->secret, id, made.timestamp, body);
  }
  return made;
}

}  // namespace menshen::webhook
