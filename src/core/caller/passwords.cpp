#include "caller/passwords.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/utf8.hpp"
#include "caller/password_hash.hpp"

namespace menshen::caller {
namespace {

constexpr std::size_t kLongEnoughAlone = 20;
constexpr std::size_t kKindsWanted = 3;

using Semaphore = std::counting_semaphore<kPasswordsAtOnce>;

// A place, as long as there was one.
class Place {
 public:
  explicit Place(Semaphore& free) : free_(free), is_taken_(free.try_acquire()) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  Place(Place&&) = delete;
  Place& operator=(Place&&) = delete;
  ~Place() {
    if (is_taken_) free_.release();
  }
  [[nodiscard]] bool is_taken() const noexcept { return is_taken_; }

 private:
  Semaphore& free_;
  const bool is_taken_;
};

tl::unexpected<Error> busy() {
  return fail(Code::unavailable, "too many passwords are being checked; try again in a second");
}

// Lower case, upper case, digits, and everything else, Chinese characters among it.
std::size_t kind_of(char32_t c) {
  if (c >= U'a' && c <= U'z') return 0;
  if (c >= U'A' && c <= U'Z') return 1;
  if (c >= U'0' && c <= U'9') return 2;
  return 3;
}

}  // namespace

Result<> check_password(std::string_view password, std::string_view login,
                        std::string_view field) {
  std::array<bool, 4> kinds{};
  std::size_t characters = 0;
  for (std::string_view rest = password; !rest.empty(); ++characters) {
    const auto next = take_character(rest);
    if (!next) return fail(Code::invalid_input, fmt::format("{}: UTF-8 was expected", field));
    kinds.at(kind_of(*next)) = true;
  }
  if (characters < kPasswordCharactersMin || password.size() > kPasswordBytesMax) {
    return fail(Code::invalid_input,
                fmt::format("{}: {} characters to {} bytes were expected", field,
                            kPasswordCharactersMin, kPasswordBytesMax));
  }
  std::size_t found = 0;
  for (const bool kind : kinds) found += kind ? 1 : 0;
  if (characters < kLongEnoughAlone && found < kKindsWanted) {
    return fail(Code::invalid_input,
                fmt::format("{}: take {} characters or more, or three of lower case, upper "
                            "case, digits and others",
                            field, kLongEnoughAlone));
  }
  if (!login.empty() && password.find(login) != std::string_view::npos) {
    return fail(Code::invalid_input,
                fmt::format("{}: it holds the login; choose another one", field));
  }
  return {};
}

Result<std::unique_ptr<Passwords>> Passwords::make(const PasswordHash& hash,
                                                   const Crypto& crypto) {
  Digest random{};
  crypto.random(random);
  MENSHEN_TRY(auto of_nobody, hash.hash(to_hex(random)));
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  return std::unique_ptr<Passwords>(new Passwords(hash, std::move(of_nobody)));
}

Result<std::string> Passwords::hash(std::string_view password) {
  const Place place(free_);
  if (!place.is_taken()) return busy();
  return hash_.hash(password);
}

Result<bool> Passwords::is_right(std::string_view kept, std::string_view password) {
  const Place place(free_);
  if (!place.is_taken()) return busy();
  MENSHEN_TRY(const bool is_right, hash_.is_right(kept.empty() ? of_nobody_ : kept, password));
  return is_right && !kept.empty();
}

}  // namespace menshen::caller
