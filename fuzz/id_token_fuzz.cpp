#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "openid_cjose/id_token.hpp"

// A token, a line end, and the provider's keys: neither does more than be refused, or name
// somebody.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  const auto keys = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  const auto subject = menshen::openid_cjose::subject_of(
      text.substr(0, end), keys,
      {.issuer = "https://id.example",
       .client = "menshen",
       .algorithm = "RS256",
       .nonce = "n-1",
       .now = menshen::Instant(std::chrono::seconds(1'800'000'000))});
  MENSHEN_ASSERT(subject ? !subject->empty() : subject.error().code == menshen::Code::refused);
  return 0;
}
