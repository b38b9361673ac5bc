#include "totp_oath/totp_code.hpp"

#include <liboath/oath.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/one_time_code.hpp"

namespace menshen::totp_oath {
namespace {

constexpr unsigned kStepSeconds = 30;
constexpr std::size_t kWindow = 1;  // RFC 6238, 5.2: one step for what the way takes
constexpr std::size_t kDigits = 6;

std::time_t seconds_of(Instant now) { return std::chrono::system_clock::to_time_t(now); }

const char* text_of(std::span<const std::byte> bytes) {
  return reinterpret_cast<const char*>(bytes.data());  // NOLINT: C takes bytes as characters
}

}  // namespace

Result<std::unique_ptr<TotpCode>> TotpCode::make() {
  if (oath_init() != OATH_OK) return fail(Code::unavailable, "liboath does not start");
  return std::unique_ptr<TotpCode>(new TotpCode());  // NOLINT: private constructor
}

std::optional<std::uint64_t> TotpCode::step_of(std::span<const std::byte> secret,
                                               std::string_view code, Instant now) const {
  // The library takes its number of digits from the code.
  if (secret.empty() || code.size() != kDigits) return std::nullopt;
  const std::time_t seconds = seconds_of(now);
  int position = 0;
  const int found = oath_totp_validate2(text_of(secret), secret.size(), seconds, kStepSeconds,
                                        0, kWindow, &position, std::string(code).c_str());
  if (found < 0) return std::nullopt;
  return static_cast<std::uint64_t>(seconds / std::time_t{kStepSeconds} + position);
}

caller::OneTimeCode::Shown TotpCode::show(std::span<const std::byte> secret,
                                          std::string_view login) const {
  char* text = nullptr;
  std::size_t size = 0;
  MENSHEN_ASSERT(oath_base32_encode(text_of(secret), secret.size(), &text, &size) == OATH_OK);
  const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
  Shown shown{.base32 = std::string(text, size), .uri = {}};
  shown.base32.erase(shown.base32.find_last_not_of('=') + 1);  // as authenticators take it
  shown.uri = fmt::format(
      "otpauth://totp/Menshen:{}?secret={}&issuer=Menshen&algorithm=SHA1&digits={}&period={}",
      login, shown.base32, kDigits, kStepSeconds);
  return shown;
}

}  // namespace menshen::totp_oath
