#include "openid_cjose/id_token.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "openid_cjose/testing/token_for_test.hpp"

namespace menshen::openid_cjose {
namespace {

constexpr long kNow = 1'800'000'000;
constexpr std::string_view kHeader = R"({"alg":"RS256","kid":"1"})";
constexpr std::string_view kKid = R"(,"kid":"1")";

const SigningKey& provider_key() {
  static const SigningKey key = SigningKey::rsa();
  return key;
}

Expected expected(std::string algorithm = "RS256") {
  return {.issuer = "https://id.example",
          .client = "menshen",
          .algorithm = std::move(algorithm),
          .nonce = "n-1",
          .now = Instant(std::chrono::seconds(kNow))};
}

std::string set_of(std::string_view keys) { return fmt::format(R"({{"keys":[{}]}})", keys); }

std::string provider_set() { return set_of(provider_key().jwk(kKid)); }

// The claims of a good token, with members in place of theirs, or besides.
std::string claims(std::string_view name = "", std::string_view value = "") {
  const std::vector<std::pair<std::string, std::string>> usual{
      {"iss", R"("https://id.example")"},
      {"sub", R"("248289761001")"},
      {"aud", R"("menshen")"},
      {"nonce", R"("n-1")"},
      {"exp", std::to_string(kNow + 300)},
      {"iat", std::to_string(kNow - 5)}};
  std::string text;
  const auto add = [&text](std::string_view key, std::string_view json) {
    if (!json.empty()) text += fmt::format(R"({}"{}":{})", text.empty() ? "" : ",", key, json);
  };
  bool is_there = false;
  for (const auto& [key, json] : usual) {
    is_there = is_there || key == name;
    add(key, key == name ? value : json);
  }
  if (!is_there) add(name, value);
  return "{" + text + "}";
}

Result<std::string> subject(const std::string& token) {
  return subject_of(token, provider_set(), expected());
}

TEST(IdToken, is_taken_when_the_provider_signed_it_for_us_now) {
  const auto got = subject(provider_key().token(kHeader, claims()));
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(*got, "248289761001");
  const auto key = SigningKey::p256();
  EXPECT_TRUE(subject_of(key.token(R"({"alg":"ES256"})", claims()),
                         set_of(provider_key().jwk(kKid) + "," + key.jwk(R"(,"use":"sig")")),
                         expected("ES256")));
}

TEST(IdToken, each_claim_counts) {
  const auto at = [](long seconds) { return std::to_string(kNow + seconds); };
  struct Row {
    std::string_view name;
    std::string value;  // empty: it is not there
    bool is_good = false;
  };
  for (const auto& [name, value, is_good] : std::vector<Row>{
           {"iss", "", false},
           {"iss", R"("https://id.example/")", false},
           {"iss", R"("https://evil.example")", false},
           {"aud", "", false},
           {"aud", R"("other")", false},
           {"aud", R"(["menshen"])", true},
           {"aud", R"(["menshen","other"])", false},
           {"aud", R"(["other"])", false},
           {"aud", "7", false},
           {"azp", R"("menshen")", true},
           {"azp", R"("other")", false},
           {"nonce", "", false},
           {"nonce", R"("n-2")", false},
           {"nonce", R"("")", false},
           {"exp", "", false},
           {"exp", at(-59), true},
           {"exp", at(-60), false},
           {"exp", R"("soon")", false},
           {"exp", "1e300", false},
           {"exp", "-1", false},
           {"iat", "", false},
           {"iat", at(60), true},
           {"iat", at(61), false},
           {"iat", at(-3599), true},
           {"iat", at(-3600), false},
           {"nbf", at(60), true},
           {"nbf", at(61), false},
           {"nbf", R"("x")", false},
           {"sub", "", false},
           {"sub", R"("")", false},
           {"sub", "7", false},
           {"sub", '"' + std::string(255, 's') + '"', true},
           {"sub", '"' + std::string(256, 's') + '"', false},
       }) {
    const auto got = subject(provider_key().token(kHeader, claims(name, value)));
    EXPECT_EQ(got.has_value(), is_good) << name << ": " << value;
    if (!got) {
      EXPECT_EQ(got.error().code, Code::refused) << name << ": " << value;
    }
  }
}

TEST(IdToken, the_algorithm_is_ours_to_say) {
  const std::string none = url_text(R"({"alg":"none"})") + "." + url_text(claims()) + ".";
  EXPECT_FALSE(subject(none));
  EXPECT_FALSE(subject_of(none, provider_set(), expected("none")));
  // What the public key signs when it is taken for a secret that both sides know.
  const std::string input = url_text(R"({"alg":"HS256","kid":"1"})") + "." + url_text(claims());
  const std::string secret = provider_key().jwk(kKid);
  std::array<unsigned char, 32> mac{};
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(input.data()), input.size(), mac.data(), nullptr);
  const std::string by_mac = input + "." + to_base64url(std::as_bytes(std::span(mac)));
  EXPECT_FALSE(subject(by_mac));
  const std::string oct =
      fmt::format(R"({{"kty":"oct","k":"{}","kid":"1"}})", url_text(secret));
  EXPECT_FALSE(subject_of(by_mac, set_of(oct), expected("HS256")));
  // Rightly signed, by another algorithm.
  const std::string rs384 =
      provider_key().token(R"({"alg":"RS384","kid":"1"})", claims(), EVP_sha384());
  EXPECT_FALSE(subject(rs384));
  EXPECT_TRUE(subject_of(rs384, provider_set(), expected("RS384")));
  for (const auto* header :
       {R"({"alg":"rs256","kid":"1"})", R"({"kid":"1"})", R"({"alg":["RS256"],"kid":"1"})",
        R"({"alg":"RS256","kid":"1","crit":["b64"],"b64":false})", "[]", ""}) {
    EXPECT_FALSE(subject(provider_key().token(header, claims()))) << header;
  }
}

TEST(IdToken, is_signed_by_a_key_of_the_provider_for_signing) {
  const auto other = SigningKey::rsa();
  EXPECT_FALSE(subject(other.token(kHeader, claims())));
  const auto token = provider_key().token(kHeader, claims());
  const auto key = [](std::string_view more) { return provider_key().jwk(more); };
  for (const auto& [keys, is_good] :
       {std::pair{set_of(other.jwk(kKid) + "," + key(kKid)), true},
        {set_of(key(R"(,"kid":"1","use":"sig","alg":"RS256")")), true},
        {set_of(key(R"(,"kid":"2")")), false},
        {set_of(key("")), false},
        {set_of(key(R"(,"kid":"1","use":"enc")")), false},
        {set_of(key(R"(,"kid":"1","alg":"RS512")")), false},
        {set_of(R"({"kty":"RSA","kid":"1"},7)"), false},
        {set_of(R"({"kty":"RSA","kid":"1","n":"AAAAA","e":"AQAB"})"), false},
        {set_of(R"({"kty":"RSA","kid":"1","n":7,"e":["AQAB"]})"), false},
        {set_of(""), false},
        {std::string("{}"), false},
        {std::string("not JSON"), false}}) {
    EXPECT_EQ(subject_of(token, keys, expected()).has_value(), is_good) << keys;
  }
  const auto weak = SigningKey::rsa(1024);
  EXPECT_FALSE(subject_of(weak.token(kHeader, claims()), set_of(weak.jwk(kKid)), expected()));
}

TEST(IdToken, nothing_of_it_may_be_changed) {
  const auto token = provider_key().token(kHeader, claims());
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  const std::string forged = claims("sub", R"("somebody else")");
  for (const std::string& changed :
       {token.substr(0, first + 1) + url_text(forged) + token.substr(second),
        token.substr(0, second + 1), token.substr(0, second), token + ".", token + "A",
        "." + token, std::string(), std::string(".."),
        token + std::string(kTokenBytesMax, 'A')}) {
    EXPECT_FALSE(subject(changed)) << changed.substr(0, 99);
  }
  for (std::size_t i = 0; i < token.size(); i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(subject(changed)) << i;
  }
}

}  // namespace
}  // namespace menshen::openid_cjose
