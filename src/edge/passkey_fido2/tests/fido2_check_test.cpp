#include "passkey_fido2/fido2_check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "base/base64.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/passkey_check.hpp"

namespace menshen::passkey_fido2 {
namespace {

using caller::Passkey;
using caller::UsedPasskey;
using Bytes = std::vector<std::byte>;

constexpr std::string_view kOrigin = "https://gate.example:8600";
constexpr unsigned kPresent = 0x01;
constexpr unsigned kVerified = 0x04;
constexpr unsigned kWithKey = 0x40;
constexpr unsigned kWithExtensions = 0x80;
const Bytes kChallenge(32, std::byte{9});
const Bytes kCredential(16, std::byte{5});

void append(Bytes& bytes, std::span<const std::byte> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

template <typename Text>
Bytes sha256(const Text& text) {
  const auto bytes = std::as_bytes(std::span(text));
  Bytes digest(SHA256_DIGEST_LENGTH);
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

// What a browser and an authenticator make of a request, each part to be changed by a test.
struct Said {
  std::string type;
  std::string challenge = to_base64url(kChallenge);
  std::string origin{kOrigin};
  std::string more;  // members of the client data besides
  std::string site = "gate.example";
  unsigned flags = kPresent | kVerified;
  std::uint32_t count = 7;
  Bytes credential = kCredential;
  int algorithm = -7;
  Bytes extensions;  // behind the rest
};

// A security key: P-256 in software.
class Authenticator {
 public:
  Authenticator() : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free) {}

  static std::string client_data(const Said& said) {
    return fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}"{}}})", said.type,
                       said.challenge, said.origin, said.more);
  }

  [[nodiscard]] Bytes data(const Said& said) const {
    Bytes bytes = sha256(said.site);
    bytes.push_back(static_cast<std::byte>(said.flags));
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      bytes.push_back(static_cast<std::byte>(said.count >> shift));
    }
    if ((said.flags & kWithKey) != 0) append(bytes, attested(said));
    append(bytes, said.extensions);
    return bytes;
  }

  [[nodiscard]] UsedPasskey use(const Said& said) const {
    UsedPasskey used{.credential = said.credential,
                     .client_data = client_data(said),
                     .authenticator_data = data(said),
                     .signature = {}};
    Bytes signed_bytes = data(said);
    append(signed_bytes, sha256(used.client_data));
    used.signature = sign(signed_bytes);
    return used;
  }

  [[nodiscard]] Bytes coordinates() const {
    std::array<unsigned char, 65> point{};
    std::size_t size = 0;
    EVP_PKEY_get_octet_string_param(key_.get(), "pub", point.data(), point.size(), &size);
    const auto bytes = std::as_bytes(std::span(point)).subspan(1);
    return {bytes.begin(), bytes.end()};
  }

 private:
  [[nodiscard]] Bytes attested(const Said& said) const {
    Bytes bytes(16);  // AAGUID: says nothing of the maker
    bytes.push_back(std::byte{0});
    bytes.push_back(static_cast<std::byte>(said.credential.size()));
    append(bytes, said.credential);
    // COSE_Key: {1: 2, 3: algorithm, -1: 1, -2: x, -3: y}
    const auto point = coordinates();
    const Bytes head{std::byte{0xa5},
                     std::byte{0x01},
                     std::byte{0x02},
                     std::byte{0x03},
                     static_cast<std::byte>(0x20 - 1 - said.algorithm),
                     std::byte{0x20},
                     std::byte{0x01},
                     std::byte{0x21},
                     std::byte{0x58},
                     std::byte{0x20}};
    append(bytes, head);
    append(bytes, std::span(point).first(32));
    append(bytes, Bytes{std::byte{0x22}, std::byte{0x58}, std::byte{0x20}});
    append(bytes, std::span(point).subspan(32));
    return bytes;
  }

  [[nodiscard]] Bytes sign(const Bytes& bytes) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    std::size_t size = 128;
    Bytes signature(size);
    EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()), 1);
    EXPECT_EQ(
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()),
        1);
    signature.resize(size);
    return signature;
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

class Fido2CheckTest : public testing::Test {
 protected:
  static Said making() {
    return {.type = "webauthn.create", .flags = kPresent | kVerified | kWithKey};
  }
  static Said using_it() { return {.type = "webauthn.get"}; }

  [[nodiscard]] Result<Passkey> made(const Said& said) const {
    return check->made({.client_data = Authenticator::client_data(said),
                        .authenticator_data = authenticator.data(said)},
                       kChallenge);
  }

  Authenticator authenticator;
  std::unique_ptr<Fido2Check> check = Fido2Check::make(kOrigin).value();
};

struct Change {
  const char* name;
  std::function<void(Said&)> change;
};

// What is wrong with one that is made and with one that is used.
const std::vector<Change> kWrong{
    {"another use", [](Said& said) { said.type = "payment.get"; }},
    {"another challenge", [](Said& said) { said.challenge = to_base64url(Bytes(32)); }},
    {"no challenge", [](Said& said) { said.challenge.clear(); }},
    {"another site", [](Said& said) { said.origin = "https://evil.example"; }},
    {"another port", [](Said& said) { said.origin = "https://gate.example"; }},
    {"not over TLS", [](Said& said) { said.origin = "http://gate.example:8600"; }},
    {"a frame of another site", [](Said& said) { said.more = R"(,"crossOrigin":true)"; }},
    {"no JSON", [](Said& said) { said.more = "]"; }},
    {"endless", [](Said& said) { said.more = ",\"x\":\"" + std::string(4096, 'x') + "\""; }},
    {"for another site", [](Said& said) { said.site = "evil.example"; }},
    {"nobody there", [](Said& said) { said.flags &= ~kPresent; }},
    {"nobody verified", [](Said& said) { said.flags &= ~kVerified; }},
};

TEST_F(Fido2CheckTest, takes_a_passkey_that_was_made_here) {
  const auto passkey = made(making());
  ASSERT_TRUE(passkey);
  EXPECT_EQ(passkey->credential, kCredential);
  EXPECT_EQ(passkey->public_key, authenticator.coordinates());
  EXPECT_EQ(passkey->sign_count, 7U);
  Said said = making();
  said.more = R"(,"crossOrigin":false,"other":[1])";
  EXPECT_TRUE(made(said)) << "browsers add members";
  said = making();
  said.flags |= kWithExtensions;
  said.extensions = Bytes{std::byte{0xa1}, std::byte{0x6b}};  // {"credProtect": 2}
  append(said.extensions, std::as_bytes(std::span(std::string_view("credProtect"))));
  said.extensions.push_back(std::byte{2});
  EXPECT_TRUE(made(said)) << "authenticators add extensions";
}

TEST_F(Fido2CheckTest, believes_no_length_before_it_has_looked) {
  auto shown = caller::MadePasskey{.client_data = Authenticator::client_data(making()),
                                   .authenticator_data = authenticator.data(making())};
  auto& data = shown.authenticator_data;
  // A map of 2^62 pairs where the key's five were.
  const auto key = std::ranges::find(data, std::byte{0xa5});
  ASSERT_NE(key, data.end());
  *key = std::byte{0xbb};
  data.insert(key + 1, {std::byte{0x40}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0},
                        std::byte{0}, std::byte{0}, std::byte{0}});
  EXPECT_FALSE(check->made(shown, kChallenge));
}

TEST_F(Fido2CheckTest, refuses_each_part_of_a_making_that_is_wrong) {
  auto wrong = kWrong;
  wrong.push_back({"made by using", [](Said& said) { said.type = "webauthn.get"; }});
  wrong.push_back({"no key", [](Said& said) { said.flags &= ~kWithKey; }});
  wrong.push_back({"another algorithm", [](Said& said) { said.algorithm = -8; }});
  wrong.push_back({"no credential", [](Said& said) { said.credential.clear(); }});
  for (const auto& [name, change] : wrong) {
    Said said = making();
    change(said);
    const auto passkey = made(said);
    ASSERT_FALSE(passkey) << name;
    EXPECT_EQ(passkey.error().code, Code::refused) << name;
  }
}

TEST_F(Fido2CheckTest, refuses_authenticator_data_that_is_cut_or_goes_on) {
  const auto data = authenticator.data(making());
  for (std::size_t size = 0; size < data.size(); ++size) {
    EXPECT_FALSE(
        check->made({.client_data = Authenticator::client_data(making()),
                     .authenticator_data = {data.begin(),
                                            data.begin() + static_cast<std::ptrdiff_t>(size)}},
                    kChallenge))
        << size;
  }
}

TEST_F(Fido2CheckTest, takes_one_that_is_used_and_counts_on) {
  Passkey passkey = made(making()).value();
  for (const auto& [before, now, is_good] : {std::tuple{7U, 8U, true},
                                             {7U, 7U, false},
                                             {7U, 6U, false},
                                             {7U, 0U, false},
                                             {0U, 0U, true},
                                             {0U, 1U, true}}) {
    passkey.sign_count = before;
    Said said = using_it();
    said.count = now;
    const auto count = check->used(authenticator.use(said), passkey, kChallenge);
    EXPECT_EQ(count.has_value(), is_good) << before << " " << now;
    if (count) {
      EXPECT_EQ(*count, now);
    }
  }
}

TEST_F(Fido2CheckTest, refuses_each_part_of_a_use_that_is_wrong) {
  Passkey passkey = made(making()).value();
  passkey.sign_count = 6;
  ASSERT_TRUE(check->used(authenticator.use(using_it()), passkey, kChallenge));
  auto wrong = kWrong;
  wrong.push_back({"used by making", [](Said& said) { said.type = "webauthn.create"; }});
  wrong.push_back({"another credential", [](Said& said) { said.credential = {std::byte{1}}; }});
  for (const auto& [name, change] : wrong) {
    Said said = using_it();
    change(said);
    EXPECT_FALSE(check->used(authenticator.use(said), passkey, kChallenge)) << name;
  }
  EXPECT_FALSE(check->used(Authenticator().use(using_it()), passkey, kChallenge))
      << "another key";
  const std::vector<std::function<void(UsedPasskey&)>> tampered{
      [](UsedPasskey& used) { used.signature.back() ^= std::byte{1}; },
      [](UsedPasskey& used) { used.signature.clear(); },
      [](UsedPasskey& used) { used.authenticator_data.back() ^= std::byte{1}; },
      [](UsedPasskey& used) { used.authenticator_data.pop_back(); },
      [](UsedPasskey& used) { used.authenticator_data.push_back(std::byte{0xa0}); },
      [](UsedPasskey& used) { used.client_data.insert(1, " "); }};
  for (const auto& tamper : tampered) {
    auto used = authenticator.use(using_it());
    tamper(used);
    EXPECT_FALSE(check->used(used, passkey, kChallenge));
  }
  passkey.public_key.clear();
  EXPECT_FALSE(check->used(authenticator.use(using_it()), passkey, kChallenge));
}

TEST(Fido2CheckMake, takes_an_address_that_browsers_make_passkeys_for) {
  for (const auto& [origin, site] : {std::pair{"https://gate.example", "gate.example"},
                                     {"https://gate.example:8600", "gate.example"},
                                     {"http://localhost:8600", "localhost"}}) {
    const auto check = Fido2Check::make(origin);
    ASSERT_TRUE(check) << origin;
    EXPECT_EQ((*check)->site(), site);
  }
  for (const auto* origin :
       {"", "gate.example", "http://gate.example", "https://", "https://gate.example/",
        "https://a@gate.example", "http://localhost.evil.example"}) {
    EXPECT_EQ(Fido2Check::make(origin).error().code, Code::invalid_input) << origin;
  }
}

}  // namespace
}  // namespace menshen::passkey_fido2
