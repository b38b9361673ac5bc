// Port: what of a password is kept. Slow and large by intent, so how many run at once is
// limited above it (passwords.hpp).
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace menshen::caller {

// Safe to call from several threads at once.
class PasswordHash {
 public:
  PasswordHash() = default;
  PasswordHash(const PasswordHash&) = delete;
  PasswordHash& operator=(const PasswordHash&) = delete;
  PasswordHash(PasswordHash&&) = delete;
  PasswordHash& operator=(PasswordHash&&) = delete;
  virtual ~PasswordHash();

  // With a fresh salt; the text names algorithm, cost and salt. Errors: unavailable when there
  // is not the memory for it.
  [[nodiscard]] virtual Result<std::string> hash(std::string_view password) const = 0;

  // Whether `kept` was made of the password. Errors: unavailable.
  [[nodiscard]] virtual Result<bool> is_right(std::string_view kept,
                                              std::string_view password) const = 0;

  // Whether `kept` has another cost than `hash` would take today.
  [[nodiscard]] virtual bool is_outdated(std::string_view kept) const = 0;
};

}  // namespace menshen::caller
