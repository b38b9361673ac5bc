// Port: one-time codes by time (TOTP, RFC 6238).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"

namespace menshen::caller {

inline constexpr std::size_t kTotpSecretBytes = 20;  // of the HMAC that RFC 4226 asks for

// Safe to call from several threads at once.
class OneTimeCode {
 public:
  OneTimeCode() = default;
  OneTimeCode(const OneTimeCode&) = delete;
  OneTimeCode& operator=(const OneTimeCode&) = delete;
  OneTimeCode(OneTimeCode&&) = delete;
  OneTimeCode& operator=(OneTimeCode&&) = delete;
  virtual ~OneTimeCode();

  // The step of time whose code this is: the present one, or the one before or after it, for
  // clocks that are not quite together; none when it is of none of them.
  [[nodiscard]] virtual std::optional<std::uint64_t> step_of(std::span<const std::byte> secret,
                                                             std::string_view code,
                                                             Instant now) const = 0;

  // The secret in base32, for people to type, and as `otpauth://` for a camera.
  struct Shown {
    std::string base32;
    std::string uri;
  };
  [[nodiscard]] virtual Shown show(std::span<const std::byte> secret,
                                   std::string_view login) const = 0;
};

}  // namespace menshen::caller
