// Port: passkeys (Web Authentication, Level 2), as the server that relies on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "caller/account.hpp"

namespace menshen::caller {

inline constexpr std::size_t kChallengeBytes = 32;

// What a browser gives when a passkey was made; the attestation is not asked for.
struct MadePasskey {
  std::string client_data;  // JSON, byte by byte as it was hashed
  std::vector<std::byte> authenticator_data;
};

// What it gives when one is used.
struct UsedPasskey {
  std::vector<std::byte> credential;
  std::string client_data;
  std::vector<std::byte> authenticator_data;
  std::vector<std::byte> signature;
};

// Safe to call from several threads at once. Errors of all: refused, with one text, when it was
// made or signed for another challenge, another site or another use, without the person's PIN
// or finger, by another key, or is none.
class PasskeyCheck {
 public:
  PasskeyCheck() = default;
  PasskeyCheck(const PasskeyCheck&) = delete;
  PasskeyCheck& operator=(const PasskeyCheck&) = delete;
  PasskeyCheck(PasskeyCheck&&) = delete;
  PasskeyCheck& operator=(PasskeyCheck&&) = delete;
  virtual ~PasskeyCheck();

  // The name of the site that they are for, and that they are shown to alone.
  [[nodiscard]] virtual std::string_view site() const noexcept = 0;

  // Section 7.1 of the standard.
  [[nodiscard]] virtual Result<Passkey> made(const MadePasskey& shown,
                                             std::span<const std::byte> challenge) const = 0;

  // Section 7.2; the new count of its signatures. One that counts and does not count on was
  // copied, and is refused.
  [[nodiscard]] virtual Result<std::uint32_t> used(
      const UsedPasskey& shown, const Passkey& passkey,
      std::span<const std::byte> challenge) const = 0;
};

}  // namespace menshen::caller
