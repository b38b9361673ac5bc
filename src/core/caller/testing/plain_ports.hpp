// Passwords and one-time codes that hide nothing and cost nothing, for tests.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/identity_provider.hpp"
#include "caller/one_time_code.hpp"
#include "caller/passkey_check.hpp"
#include "caller/password_hash.hpp"

namespace menshen::caller {

class PlainPasswordHash final : public PasswordHash {
 public:
  [[nodiscard]] Result<std::string> hash(std::string_view password) const override {
    return prefix + std::string(password);
  }
  [[nodiscard]] Result<bool> is_right(std::string_view kept,
                                      std::string_view password) const override {
    ++checks;
    return kept.substr(kept.find(':') + 1) == password;
  }
  [[nodiscard]] bool is_outdated(std::string_view kept) const override {
    return !kept.starts_with(prefix);
  }

  std::string prefix = "plain:";
  mutable int checks = 0;
};

// The code of a step is its number, whatever the secret.
class CountedCode final : public OneTimeCode {
 public:
  [[nodiscard]] static std::uint64_t step_at(Instant now) {
    return static_cast<std::uint64_t>(now.time_since_epoch() / std::chrono::seconds(30));
  }
  [[nodiscard]] static std::string code_at(Instant now) { return code(step_at(now)); }

  [[nodiscard]] std::optional<std::uint64_t> step_of(std::span<const std::byte> secret,
                                                     std::string_view code,
                                                     Instant now) const override {
    const std::uint64_t present = step_at(now);
    for (std::uint64_t step = present - 1; step <= present + 1 && !secret.empty(); ++step) {
      if (code == CountedCode::code(step)) return step;
    }
    return std::nullopt;
  }
  [[nodiscard]] Shown show(std::span<const std::byte> /*secret*/,
                           std::string_view login) const override {
    return {.base32 = "BASE32", .uri = "otpauth://totp/" + std::string(login)};
  }

 private:
  [[nodiscard]] static std::string code(std::uint64_t step) {
    return fmt::format("{:06}", step % 1'000'000);
  }
};

// A passkey is signed by saying its challenge, and its count is its only authenticator data.
class SpokenPasskey final : public PasskeyCheck {
 public:
  [[nodiscard]] static UsedPasskey use(const Passkey& passkey,
                                       std::span<const std::byte> challenge,
                                       std::uint8_t count) {
    return {.credential = passkey.credential,
            .client_data = {},
            .authenticator_data = {std::byte{count}},
            .signature = {challenge.begin(), challenge.end()}};
  }
  [[nodiscard]] static MadePasskey make(std::span<const std::byte> challenge) {
    return {.client_data = {}, .authenticator_data = {challenge.begin(), challenge.end()}};
  }

  [[nodiscard]] std::string_view site() const noexcept override { return "menshen.example"; }
  [[nodiscard]] Result<Passkey> made(const MadePasskey& shown,
                                     std::span<const std::byte> challenge) const override {
    if (!std::ranges::equal(shown.authenticator_data, challenge)) {
      return fail(Code::refused, "another challenge");
    }
    return Passkey{.credential = credential, .public_key = {std::byte{1}}, .sign_count = 1};
  }
  [[nodiscard]] Result<std::uint32_t> used(
      const UsedPasskey& shown, const Passkey& passkey,
      std::span<const std::byte> challenge) const override {
    const auto count = std::to_integer<std::uint32_t>(shown.authenticator_data.front());
    if (!std::ranges::equal(shown.signature, challenge) || count <= passkey.sign_count) {
      return fail(Code::refused, "another challenge or count");
    }
    return count;
  }

  std::vector<std::byte> credential{std::byte{7}};  // of the next one made
};

// A code is the subject's name and the nonce of the visit.
class NamingProvider final : public IdentityProvider {
 public:
  static constexpr std::string_view kIssuer = "https://id.example";

  [[nodiscard]] Result<std::string> page(const Visit& visit) override {
    last = visit;
    return "https://id.example/?state=" + visit.state;
  }
  [[nodiscard]] Result<Identity> who(const std::string& code, const Visit& visit) override {
    const auto colon = code.find(':');
    if (colon == std::string::npos || code.substr(colon + 1) != visit.nonce) {
      return fail(Code::refused, "no such code");
    }
    return Identity{.issuer = std::string(kIssuer), .subject = code.substr(0, colon)};
  }

  Visit last;
};

}  // namespace menshen::caller
