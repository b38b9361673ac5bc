// What of a password is kept: argon2id, version 1.3, through libsodium, as the text form that
// names its own cost and salt (`$argon2id$v=19$m=65536,t=3,p=1$…`).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "caller/password_hash.hpp"

namespace menshen::password_argon2 {

// Of one guess; RFC 9106, section 4, second choice.
struct Cost {
  std::uint64_t passes = 3;
  std::size_t memory_bytes = std::size_t{64} << 20U;
};

class Argon2Hash final : public caller::PasswordHash {
 public:
  // Errors: unavailable when the library does not start.
  [[nodiscard]] static Result<std::unique_ptr<Argon2Hash>> make(Cost cost = {});

  [[nodiscard]] Result<std::string> hash(std::string_view password) const override;
  // A text that is none of argon2's is no password's.
  [[nodiscard]] Result<bool> is_right(std::string_view kept,
                                      std::string_view password) const override;
  [[nodiscard]] bool is_outdated(std::string_view kept) const override;

 private:
  explicit Argon2Hash(Cost cost) : cost_(cost) {}

  const Cost cost_;
};

}  // namespace menshen::password_argon2
