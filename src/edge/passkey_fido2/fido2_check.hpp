// Passkeys of the kind that every authenticator has (ES256: P-256 with SHA-256), checked by
// libfido2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/passkey_check.hpp"

namespace menshen::passkey_fido2 {

class Fido2Check final : public caller::PasskeyCheck {
 public:
  // `origin` is how people's browsers reach the server: `https://gate.example:8600`, or
  // `http://localhost:8600`; browsers make passkeys nowhere else. Errors: invalid_input.
  [[nodiscard]] static Result<std::unique_ptr<Fido2Check>> make(std::string_view origin);

  [[nodiscard]] std::string_view site() const noexcept override { return site_; }
  [[nodiscard]] Result<caller::Passkey> made(
      const caller::MadePasskey& shown, std::span<const std::byte> challenge) const override;
  [[nodiscard]] Result<std::uint32_t> used(const caller::UsedPasskey& shown,
                                           const caller::Passkey& passkey,
                                           std::span<const std::byte> challenge) const override;

 private:
  Fido2Check(std::string origin, std::string site)
      : origin_(std::move(origin)), site_(std::move(site)) {}

  const std::string origin_;
  const std::string site_;  // its host
};

}  // namespace menshen::passkey_fido2
