#include "password_argon2/argon2_hash.hpp"

#include <sodium/core.h>
#include <sodium/crypto_pwhash.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace menshen::password_argon2 {
namespace {

tl::unexpected<Error> no_memory() {
  return fail(Code::unavailable, "there is not the memory for a password; try again later");
}

}  // namespace

Result<std::unique_ptr<Argon2Hash>> Argon2Hash::make(Cost cost) {
  if (sodium_init() < 0) return fail(Code::unavailable, "libsodium does not start");
  return std::unique_ptr<Argon2Hash>(new Argon2Hash(cost));  // NOLINT: private constructor
}

Result<std::string> Argon2Hash::hash(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return no_memory();
  }
  return std::string(text.data());
}

Result<bool> Argon2Hash::is_right(std::string_view kept, std::string_view password) const {
  const std::string text(kept);
  errno = 0;
  if (crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0) {
    return true;
  }
  if (errno == ENOMEM) return no_memory();
  return false;
}

bool Argon2Hash::is_outdated(std::string_view kept) const {
  const std::string text(kept);
  return crypto_pwhash_str_needs_rehash(text.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

}  // namespace menshen::password_argon2
