// Passwords and one-time codes that hide nothing and cost nothing, for tests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/one_time_code.hpp"
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

}  // namespace menshen::caller
