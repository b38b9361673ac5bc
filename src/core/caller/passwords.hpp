// Passwords: what they must be, and how many are worked on at once.
#pragma once

#include <cstddef>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/password_hash.hpp"

namespace menshen::caller {

inline constexpr std::size_t kPasswordBytesMax = 256;
inline constexpr std::size_t kPasswordCharactersMin = 12;
// Each takes 64 MiB for a tenth of a second.
inline constexpr std::ptrdiff_t kPasswordsAtOnce = 2;

// Length is what counts (NIST SP 800-63B, 5.1.1); below 20 characters three of lower case,
// upper case, digits and others too, as GB/T 22239-2019, 8.1.4.1, asks. Errors: invalid_input,
// naming `field`, and never the password.
[[nodiscard]] Result<> check_password(std::string_view password, std::string_view login,
                                      std::string_view field);

// Safe to call from several threads at once. Errors of all: unavailable when as many as may be
// are being worked on, or without memory; the same call may succeed a second later.
class Passwords {
 public:
  // `hash` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Passwords>> make(const PasswordHash& hash,
                                                               const Crypto& crypto);

  [[nodiscard]] Result<std::string> hash(std::string_view password);

  // Whether `kept` was made of it. Where nothing is kept it costs the same, and is false.
  [[nodiscard]] Result<bool> is_right(std::string_view kept, std::string_view password);

  [[nodiscard]] bool is_outdated(std::string_view kept) const {
    return hash_.is_outdated(kept);
  }

 private:
  Passwords(const PasswordHash& hash, std::string of_nobody)
      : hash_(hash), of_nobody_(std::move(of_nobody)) {}

  const PasswordHash& hash_;
  const std::string of_nobody_;  // of a password that nobody knows
  std::counting_semaphore<kPasswordsAtOnce> free_{kPasswordsAtOnce};
};

}  // namespace menshen::caller
