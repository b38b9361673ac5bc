#include "caller/api_key.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "caller/account.hpp"
#include "caller/role.hpp"

namespace menshen::caller {
namespace {

constexpr std::size_t kIdCharacters = 36;

constexpr bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

template <typename Id>
Result<> check_bound(const std::optional<Id>& id, std::string_view field) {
  if (!id || (!id->text().empty() && id->text().size() <= kBoundIdBytesMax)) return {};
  return fail(Code::invalid_input,
              fmt::format("{}: 1 to {} bytes were expected", field, kBoundIdBytesMax));
}

}  // namespace

Result<> check(const ApiKey& key) {
  if (key.label.empty() || key.label.size() > kLabelBytesMax || !is_utf8(key.label)) {
    return fail(Code::invalid_input,
                fmt::format("label: 1 to {} bytes of UTF-8 were expected", kLabelBytesMax));
  }
  if (auto done = check_roles(key.roles); !done) return done;
  if (key.roles.any_of(
          {Role::security_admin, Role::subject, Role::guardian, Role::regulator})) {
    return fail(Code::invalid_input,
                "roles: security_admin, subject, guardian and regulator sign in with an "
                "account; a key has none of them");
  }
  if (key.roles.has(Role::device) && !key.device) {
    return fail(Code::invalid_input, "device: a key of role device is of one device; name it");
  }
  if (auto done = check_bound(key.purpose, "purpose"); !done) return done;
  if (auto done = check_bound(key.device, "device"); !done) return done;
  if (key.expires_at <= key.created_at || key.expires_at - key.created_at > kLongestGrant) {
    return fail(
        Code::invalid_input,
        fmt::format("expires_at: at most {} days ahead were expected", kLongestGrant.count()));
  }
  return {};
}

std::optional<ApiKeyText> parse_api_key(std::string_view text) noexcept {
  if (text.size() != kApiKeyPrefix.size() + kIdCharacters + 1 + kSecretHexDigits ||
      !text.starts_with(kApiKeyPrefix)) {
    return std::nullopt;
  }
  text.remove_prefix(kApiKeyPrefix.size());
  const ApiKeyText parts{.id = text.substr(0, kIdCharacters),
                         .secret = text.substr(kIdCharacters + 1)};
  const bool is_id =
      std::ranges::all_of(parts.id, [](char c) { return is_hex(c) || c == '-'; });
  if (!is_id || text[kIdCharacters] != '_' || !std::ranges::all_of(parts.secret, is_hex)) {
    return std::nullopt;
  }
  return parts;
}

}  // namespace menshen::caller
