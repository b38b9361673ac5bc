#include "passkey_fido2/fido2_check.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fido.h>
#include <fido/err.h>
#include <fido/es256.h>
#include <fido/param.h>
#include <fido/types.h>
#include <fmt/core.h>
#include <openssl/sha.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/base64.hpp"
#include "base/cbor.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/passkey_check.hpp"

namespace menshen::passkey_fido2 {
namespace {

namespace json = boost::json;

constexpr std::size_t kClientDataBytesMax = 4096;  // a browser sends some two hundred
constexpr std::size_t kCredentialBytesMax = 1023;  // WebAuthn, section 4, Credential ID
constexpr std::size_t kPublicKeyBytes = 64;        // x and y
// Flags of the authenticator data (section 6.1).
constexpr unsigned kPersonPresent = 0x01;
constexpr unsigned kPersonVerified = 0x04;
constexpr unsigned kHasCredential = 0x40;
constexpr unsigned kHasExtensions = 0x80;
constexpr std::size_t kFlagsAt = 32;       // behind the site's digest
constexpr std::size_t kCredentialAt = 37;  // behind flags and count
constexpr std::size_t kLengthAt = 16;      // in it, behind the maker's number

struct Free {
  void operator()(fido_cred_t* credential) const { fido_cred_free(&credential); }
  void operator()(fido_assert_t* assertion) const { fido_assert_free(&assertion); }
  void operator()(es256_pk_t* key) const { es256_pk_free(&key); }
};

tl::unexpected<Error> refused() { return fail(Code::refused, "the passkey is not good here"); }

const unsigned char* data_of(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: C API
}

std::span<const std::byte> bytes_of(const unsigned char* data, std::size_t size) {
  return std::as_bytes(std::span(data, size));
}

bool is_text(const json::object& object, std::string_view name, std::string_view expected) {
  const json::value* const found = object.if_contains(name);
  return found != nullptr && found->is_string() && found->get_string() == expected;
}

// Sections 7.1, steps 7 to 9, and 7.2, steps 11 to 13: made or used on purpose, for this
// challenge, on a page of this server that stands in no other site's frame.
bool is_client_data(std::string_view text, std::string_view use,
                    std::span<const std::byte> challenge, std::string_view origin) {
  if (text.size() > kClientDataBytesMax) return false;
  json::error_code failure;
  const json::value read = json::parse(text, failure);
  const json::object* const object = failure ? nullptr : read.if_object();
  if (object == nullptr) return false;
  const json::value* const framed = object->if_contains("crossOrigin");
  return is_text(*object, "type", use) &&
         is_text(*object, "challenge", to_base64url(challenge)) &&
         is_text(*object, "origin", origin) &&
         (framed == nullptr || (framed->is_bool() && !framed->get_bool()));
}

bool is_of_site(std::span<const std::byte> authenticator_data, std::string_view site) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(data_of(std::as_bytes(std::span(site))), site.size(), digest.data());
  return authenticator_data.size() > digest.size() &&
         std::ranges::equal(authenticator_data.first(digest.size()),
                            std::as_bytes(std::span(digest)));
}

// Section 6.1: what is said to follow is there, and is CBOR in its one form, as far as the end.
// libcbor allocates what a head claims before it looks for it.
bool is_whole(std::span<const std::byte> authenticator_data) {
  if (authenticator_data.size() < kCredentialAt) return false;
  const auto flags = std::to_integer<unsigned>(authenticator_data[kFlagsAt]);
  auto rest = authenticator_data.subspan(kCredentialAt);
  const bool has_credential = (flags & kHasCredential) != 0;
  if (has_credential) {
    constexpr std::size_t kIdAt = kLengthAt + 2;
    if (rest.size() < kIdAt) return false;
    const auto length = std::to_integer<std::size_t>(rest[kLengthAt]) << 8U |
                        std::to_integer<std::size_t>(rest[kLengthAt + 1]);
    if (rest.size() - kIdAt < length) return false;
    rest = rest.subspan(kIdAt + length);
  }
  CborReader reader(rest);
  if (has_credential && !reader.skip()) return false;  // the key
  if ((flags & kHasExtensions) != 0 && !reader.skip()) return false;
  return reader.end().has_value();
}

// Whoever counts counts on; many do not count at all, and stay at zero.
bool counts_on(std::uint32_t before, std::uint32_t now) {
  return now > before || (now == 0 && before == 0);
}

// Prepared once for the process.
void start_library() {
  static std::once_flag started;
  std::call_once(started, [] { fido_init(0); });
}

}  // namespace

Result<std::unique_ptr<Fido2Check>> Fido2Check::make(std::string_view origin) {
  constexpr std::string_view kSecure = "https://";
  constexpr std::string_view kHere = "http://localhost";
  const bool is_secure = origin.starts_with(kSecure);
  const std::string_view rest =
      is_secure ? origin.substr(kSecure.size())
                : origin.substr(std::min(origin.size(), std::string_view("http://").size()));
  const std::string_view host = rest.substr(0, rest.find(':'));
  if ((!is_secure && !origin.starts_with(kHere)) || host.empty() ||
      rest.find_first_of("/?#@ ") != std::string_view::npos ||
      (!is_secure && host != "localhost")) {
    return fail(Code::invalid_input,
                fmt::format("not an address that browsers make passkeys for: `{}`; write it as "
                            "`https://gate.example`",
                            origin));
  }
  start_library();
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  return std::unique_ptr<Fido2Check>(new Fido2Check(std::string(origin), std::string(host)));
}

Result<caller::Passkey> Fido2Check::made(const caller::MadePasskey& shown,
                                         std::span<const std::byte> challenge) const {
  if (!is_client_data(shown.client_data, "webauthn.create", challenge, origin_)) {
    return refused();
  }
  const auto& data = shown.authenticator_data;
  if (!is_whole(data)) return refused();
  const std::unique_ptr<fido_cred_t, Free> credential(fido_cred_new());
  if (!credential || fido_cred_set_type(credential.get(), COSE_ES256) != FIDO_OK ||
      fido_cred_set_authdata_raw(credential.get(), data_of(data), data.size()) != FIDO_OK) {
    return refused();
  }
  const unsigned flags = fido_cred_flags(credential.get());
  const auto id =
      bytes_of(fido_cred_id_ptr(credential.get()), fido_cred_id_len(credential.get()));
  const auto key =
      bytes_of(fido_cred_pubkey_ptr(credential.get()), fido_cred_pubkey_len(credential.get()));
  const bool is_good = is_of_site(data, site_) && (flags & kPersonPresent) != 0 &&
                       (flags & kPersonVerified) != 0 && !id.empty() &&
                       id.size() <= kCredentialBytesMax && key.size() == kPublicKeyBytes;
  if (!is_good) return refused();
  return caller::Passkey{.credential = {id.begin(), id.end()},
                         .public_key = {key.begin(), key.end()},
                         .sign_count = fido_cred_sigcount(credential.get())};
}

Result<std::uint32_t> Fido2Check::used(const caller::UsedPasskey& shown,
                                       const caller::Passkey& passkey,
                                       std::span<const std::byte> challenge) const {
  if (shown.credential != passkey.credential ||
      !is_client_data(shown.client_data, "webauthn.get", challenge, origin_) ||
      !is_whole(shown.authenticator_data)) {
    return refused();
  }
  const std::unique_ptr<fido_assert_t, Free> assertion(fido_assert_new());
  const std::unique_ptr<es256_pk_t, Free> key(es256_pk_new());
  const auto& data = shown.authenticator_data;
  const auto client_data = std::as_bytes(std::span(shown.client_data));
  const bool is_read =
      assertion && key &&
      es256_pk_from_ptr(key.get(), passkey.public_key.data(), passkey.public_key.size()) ==
          FIDO_OK &&
      fido_assert_set_clientdata(assertion.get(), data_of(client_data), client_data.size()) ==
          FIDO_OK &&
      fido_assert_set_rp(assertion.get(), site_.c_str()) == FIDO_OK &&
      fido_assert_set_up(assertion.get(), FIDO_OPT_TRUE) == FIDO_OK &&
      fido_assert_set_uv(assertion.get(), FIDO_OPT_TRUE) == FIDO_OK &&
      fido_assert_set_count(assertion.get(), 1) == FIDO_OK &&
      fido_assert_set_authdata_raw(assertion.get(), 0, data_of(data), data.size()) == FIDO_OK &&
      fido_assert_set_sig(assertion.get(), 0, data_of(shown.signature),
                          shown.signature.size()) == FIDO_OK;
  // Site, presence, verification and signature.
  if (!is_read || fido_assert_verify(assertion.get(), 0, COSE_ES256, key.get()) != FIDO_OK) {
    return refused();
  }
  const std::uint32_t count = fido_assert_sigcount(assertion.get(), 0);
  if (!counts_on(passkey.sign_count, count)) return refused();
  return count;
}

}  // namespace menshen::passkey_fido2
