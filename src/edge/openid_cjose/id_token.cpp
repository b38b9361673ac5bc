#include "openid_cjose/id_token.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"

namespace menshen::openid_cjose {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kClocksApart{60};
constexpr std::chrono::hours kOldest{
    1};  // since it was made: it comes straight from the provider
constexpr std::size_t kRsaBitsMin = 2048;
constexpr std::size_t kKeysMax = 64;  // a provider has a few

struct Free {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
  void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};

tl::unexpected<Error> refused() {
  return fail(Code::refused, "the provider's ID token is not good here");
}

std::optional<json::object> object_of(std::string_view text) {
  json::error_code failure;
  json::value read = json::parse(text, failure);
  if (failure || !read.is_object()) return std::nullopt;
  return read.get_object();
}

// Empty when it is absent, or no text.
std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* const found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return {};
  return found->get_string();
}

bool is_or_absent(const json::object& object, std::string_view name,
                  std::string_view expected) {
  return !object.contains(name) || text_of(object, name) == expected;
}

// Three parts, each in the one spelling that its bytes have: the library is not strict.
bool is_compact(std::string_view token) {
  if (token.size() > kTokenBytesMax || std::ranges::count(token, '.') != 2) return false;
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  return from_base64url(token.substr(0, first)) &&
         from_base64url(token.substr(first + 1, second - first - 1)) &&
         from_base64url(token.substr(second + 1));
}

// The header that is signed; none when it does not name the one algorithm, or asks for what
// nobody here understands (RFC 7515, section 4.1.11).
std::optional<json::object> header_of(std::string_view token, std::string_view algorithm) {
  const auto bytes = from_base64url(token.substr(0, token.find('.')));
  if (!bytes) return std::nullopt;
  auto header = object_of(
      {reinterpret_cast<const char*>(bytes->data()), bytes->size()});  // NOLINT: as text
  if (!header || text_of(*header, "alg") != algorithm || header->contains("crit")) {
    return std::nullopt;
  }
  return header;
}

// Whether a key of the set may have signed it: never one that both sides know.
bool may_have_signed(const json::object& key, const json::object& header,
                     std::string_view algorithm) {
  const std::string_view kind = algorithm.starts_with("ES") ? "EC" : "RSA";
  return text_of(key, "kty") == kind && is_or_absent(key, "use", "sig") &&
         is_or_absent(key, "alg", algorithm) &&
         (!header.contains("kid") || text_of(key, "kid") == text_of(header, "kid"));
}

// Of a key what a signature is checked with, and no more; none when one of its numbers is not
// in the one spelling that its bytes have, over which the library ends the process.
std::optional<std::string> public_part(const json::object& key) {
  json::object part;
  for (const std::string_view name : {"kty", "crv"}) {
    if (key.contains(name)) part[name] = text_of(key, name);
  }
  for (const std::string_view number : {"n", "e", "x", "y"}) {
    if (!key.contains(number)) continue;
    if (!from_base64url(text_of(key, number))) return std::nullopt;
    part[number] = text_of(key, number);
  }
  return json::serialize(part);
}

// What the key signed; none when it did not.
std::optional<std::string> signed_text(std::string_view token, const json::object& key) {
  const auto form = public_part(key);
  if (!form) return std::nullopt;
  const std::unique_ptr<cjose_jwk_t, Free> jwk(
      cjose_jwk_import(form->data(), form->size(), nullptr));
  const std::unique_ptr<cjose_jws_t, Free> jws(
      cjose_jws_import(token.data(), token.size(), nullptr));
  if (!jwk || !jws) return std::nullopt;
  const bool is_weak = cjose_jwk_get_kty(jwk.get(), nullptr) == CJOSE_JWK_KTY_RSA &&
                       cjose_jwk_get_keysize(jwk.get(), nullptr) < kRsaBitsMin;
  if (is_weak || !cjose_jws_verify(jws.get(), jwk.get(), nullptr)) return std::nullopt;
  std::uint8_t* text = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &text, &size, nullptr)) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(text), size);  // NOLINT: as text
}

// Seconds since 1970; none when it is absent, or no number.
std::optional<Instant> time_of(const json::object& claims, std::string_view name) {
  const json::value* const found = claims.if_contains(name);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  json::error_code failure;
  const auto seconds = found->to_number<std::int64_t>(failure);
  constexpr std::int64_t kSecondsMax = std::int64_t{1} << 40U;
  if (failure || seconds < 0 || seconds > kSecondsMax) return std::nullopt;
  return Instant(std::chrono::seconds(seconds));
}

bool is_for(const json::object& claims, std::string_view client) {
  const json::value* const audience = claims.if_contains("aud");
  if (audience == nullptr || !is_or_absent(claims, "azp", client)) return false;
  if (audience->is_string()) return audience->get_string() == client;
  const json::array* const all = audience->if_array();
  if (all == nullptr) return false;
  const bool is_among = std::ranges::any_of(*all, [client](const json::value& each) {
    return each.is_string() && each.get_string() == client;
  });
  return is_among && (all->size() == 1 || claims.contains("azp"));
}

bool is_now(const json::object& claims, Instant now) {
  const auto ends = time_of(claims, "exp");
  const auto made = time_of(claims, "iat");
  const auto begins = time_of(claims, "nbf");
  return ends && made && now < *ends + kClocksApart && *made <= now + kClocksApart &&
         now - *made < kOldest &&
         (!claims.contains("nbf") || (begins && *begins <= now + kClocksApart));
}

Result<std::string> checked(std::string_view text, const Expected& expected) {
  const auto claims = object_of(text);
  if (!claims || text_of(*claims, "iss") != expected.issuer ||
      !is_for(*claims, expected.client) || !is_now(*claims, expected.now) ||
      expected.nonce.empty() || text_of(*claims, "nonce") != expected.nonce) {
    return refused();
  }
  const std::string_view subject = text_of(*claims, "sub");
  if (subject.empty() || subject.size() > caller::kIdentityBytesMax) return refused();
  return std::string(subject);
}

}  // namespace

Result<std::string> subject_of(std::string_view token, std::string_view keys,
                               const Expected& expected) {
  if (!is_compact(token)) return refused();
  const auto header = header_of(token, expected.algorithm);
  const auto set = object_of(keys);
  const json::value* const listed = set ? set->if_contains("keys") : nullptr;
  const json::array* const all = listed == nullptr ? nullptr : listed->if_array();
  if (!header || all == nullptr || all->size() > kKeysMax) return refused();
  for (const json::value& each : *all) {
    const json::object* const key = each.if_object();
    if (key == nullptr || !may_have_signed(*key, *header, expected.algorithm)) continue;
    if (const auto text = signed_text(token, *key)) return checked(*text, expected);
  }
  return refused();
}

}  // namespace menshen::openid_cjose
