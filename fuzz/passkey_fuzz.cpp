#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "caller/account.hpp"
#include "passkey_fido2/fido2_check.hpp"

// Client data, a line end, and authenticator data: nothing is taken that was not asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto check =
      menshen::passkey_fido2::Fido2Check::make("https://gate.example").value();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string client_data(text.substr(0, text.find('\n')));
  const auto rest =
      std::as_bytes(std::span(text.substr(std::min(client_data.size() + 1, size))));
  const std::vector<std::byte> authenticator_data(rest.begin(), rest.end());
  const std::vector<std::byte> challenge(32);
  const auto made = check->made(
      {.client_data = client_data, .authenticator_data = authenticator_data}, challenge);
  MENSHEN_ASSERT(made ? made->public_key.size() == 64 && !made->credential.empty()
                      : made.error().code == menshen::Code::refused);
  const menshen::caller::Passkey known{
      .credential = {}, .public_key = std::vector<std::byte>(64), .sign_count = 0};
  MENSHEN_ASSERT(!check->used({.credential = {},
                               .client_data = client_data,
                               .authenticator_data = authenticator_data,
                               .signature = authenticator_data},
                              known, challenge));
  return 0;
}
