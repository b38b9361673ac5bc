// One-time codes by time as authenticator apps make them (RFC 6238: SHA-1, 30 seconds, six
// digits), through liboath.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/one_time_code.hpp"

namespace menshen::totp_oath {

class TotpCode final : public caller::OneTimeCode {
 public:
  // Errors: unavailable when the library does not start.
  [[nodiscard]] static Result<std::unique_ptr<TotpCode>> make();

  [[nodiscard]] std::optional<std::uint64_t> step_of(std::span<const std::byte> secret,
                                                     std::string_view code,
                                                     Instant now) const override;
  [[nodiscard]] Shown show(std::span<const std::byte> secret,
                           std::string_view login) const override;

 private:
  TotpCode() = default;
};

}  // namespace menshen::totp_oath
