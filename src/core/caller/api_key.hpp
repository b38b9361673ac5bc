// What a machine shows: `msk_<id>_<secret>`. The secret is shown once, when the key is made;
// what is kept of it is an HMAC under a key of the vault.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/strong_id.hpp"
#include "caller/role.hpp"

namespace menshen::caller {

using ApiKeyId = StrongId<struct ApiKeyTag>;  // UUIDv7

inline constexpr std::string_view kApiKeyPrefix = "msk_";
inline constexpr std::size_t kLabelBytesMax = 64;
inline constexpr std::size_t kBoundIdBytesMax = 64;
inline constexpr std::size_t kSecretHexDigits = 64;  // 256 bits

struct ApiKey {
  ApiKeyId id{""};
  std::string label;  // for people to tell keys apart; no person's name
  Roles roles;
  std::optional<PurposeId> purpose;  // which alone it may ask about
  std::optional<DeviceId> device;
  Digest mac{};  // of the secret
  Instant created_at;
  Instant expires_at;
  bool is_revoked = false;

  [[nodiscard]] bool is_good_at(Instant now) const noexcept {
    return !is_revoked && now < expires_at;
  }

  bool operator==(const ApiKey&) const = default;
};

// What no key may be. People's roles have no key, nor has who says what others may do: those
// take a second factor. Errors: invalid_input, with field and remedy.
[[nodiscard]] Result<> check(const ApiKey& key);

// The two parts of a key's text; points into it.
struct ApiKeyText {
  std::string_view id;
  std::string_view secret;
};

// None when it is no such text.
[[nodiscard]] std::optional<ApiKeyText> parse_api_key(std::string_view text) noexcept;

}  // namespace menshen::caller
