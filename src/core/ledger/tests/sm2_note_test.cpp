#include "ledger/sm2_note.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/signer.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/from_hex.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "crypto_openssl/openssl_sm2.hpp"
#include "ledger/ledger.hpp"
#include "ledger/note.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/witnessing.hpp"

namespace menshen::ledger {
namespace {

using crypto_openssl::OpensslCrypto;
using crypto_openssl::OpensslSigner;
using crypto_openssl::OpensslSm2Signer;

const OpensslCrypto kCrypto;
constexpr const char* kName = "example.com/record";

// GB/T 32918.5-2017, annex A.2.
std::unique_ptr<OpensslSm2Signer> published() {
  const auto scalar =
      from_hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
  return OpensslSm2Signer::make(std::span<const std::byte, 32>(scalar));
}

OwnCheckpoint checkpoint(const Sm2Signer* sm2) {
  const OpensslSigner signer(Digest{std::byte{1}});
  return sign_checkpoint({.size = 7}, kName, signer, kCrypto, sm2);
}

// c2sp.org/signed-note: the id is of name, newline, 0xff, identifier and public key.
TEST(Sm2Key, is_written_as_a_kind_without_a_number_of_its_own) {
  const Sm2Key key{.name = kName, .key = published()->public_key()};
  const auto material = from_hex(
      "ff06082a811ccf55018375"
      "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
      "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
  const std::string line = std::string(kName) + "\n";
  const auto bytes = std::as_bytes(std::span(line));
  std::vector<std::byte> hashed(bytes.begin(), bytes.end());
  hashed.insert(hashed.end(), material.begin(), material.end());
  const std::string id = to_hex(kCrypto.sha256(hashed)).substr(0, 8);
  EXPECT_EQ(to_hex(key_id(key, kCrypto)), id);
  EXPECT_EQ(to_text(key, kCrypto), std::string(kName) + "+" + id + "+" + to_base64(material));
}

// What knows no SM2 says so, and takes it for no other key.
TEST(Sm2Key, is_no_key_of_ed25519) {
  const Sm2Key key{.name = kName, .key = published()->public_key()};
  EXPECT_FALSE(parse_verifier_key(to_text(key, kCrypto), kCrypto));
}

TEST(Sm2Line, stands_second_and_is_passed_over_by_who_checks_ed25519) {
  const auto sm2 = published();
  const auto own = checkpoint(sm2.get());
  const auto plain = checkpoint(nullptr);
  ASSERT_EQ(plain.note.signatures.size(), 1U);
  ASSERT_EQ(own.note.signatures.size(), 2U);
  EXPECT_EQ(own.note.text, plain.note.text);
  EXPECT_EQ(own.note.signatures[0], plain.note.signatures[0]);
  EXPECT_EQ(own.note.signatures[1].name, kName);
  EXPECT_EQ(own.note.signatures[1].bytes.size(), 64U);
  const auto parsed = parse_note(to_text(own.note));
  ASSERT_TRUE(parsed);
  const OpensslSigner signer(Digest{std::byte{1}});
  const VerifierKey key{.name = kName, .key = signer.public_key()};
  EXPECT_EQ(count_signers(*parsed, {&key, 1}, kCrypto), 1U);
  EXPECT_EQ(has_signed(*parsed, kName, *sm2, kCrypto), true);
}

TEST(Sm2Line, is_not_there_under_another_name_or_key) {
  const auto sm2 = published();
  EXPECT_EQ(has_signed(checkpoint(nullptr).note, kName, *sm2, kCrypto), false);
  const auto own = checkpoint(sm2.get());
  EXPECT_EQ(has_signed(own.note, "example.com/other", *sm2, kCrypto), false);
  const auto other = OpensslSm2Signer::make(Digest{std::byte{2}});
  EXPECT_EQ(has_signed(own.note, kName, *other, kCrypto), false);
}

TEST(Sm2Line, is_refused_when_it_is_not_of_the_key_it_names) {
  const auto sm2 = published();
  const auto is_corrupt = [&](const Note& note) {
    const auto result = has_signed(note, kName, *sm2, kCrypto);
    return !result && result.error().code == Code::corrupt;
  };
  auto own = checkpoint(sm2.get());
  auto& bytes = own.note.signatures[1].bytes;
  for (std::byte& byte : bytes) {
    byte ^= std::byte{1};
    EXPECT_TRUE(is_corrupt(own.note));
    byte ^= std::byte{1};
  }
  EXPECT_EQ(has_signed(own.note, kName, *sm2, kCrypto), true);
  Note longer = own.note;
  longer.signatures[1].bytes.push_back({});
  EXPECT_TRUE(is_corrupt(longer));
  Note other_text = own.note;
  other_text.text = "another\n";
  EXPECT_TRUE(is_corrupt(other_text));
}

TEST(Ledger, signs_its_checkpoint_with_sm2_too_when_it_was_given_a_key) {
  const OpensslSigner signer(Digest{std::byte{1}});
  const auto sm2 = published();
  const FixedClock clock{Instant{}};
  MemoryFiles files;
  const auto with = Ledger::open(
      {.files = files, .crypto = kCrypto, .signer = signer, .clock = clock, .sm2 = sm2.get()},
      "record", LedgerForTest::options());
  ASSERT_TRUE(with) << with.error().what;
  const auto note = parse_note((*with)->checkpoint());
  ASSERT_TRUE(note);
  EXPECT_EQ(has_signed(*note, "menshen.test", *sm2, kCrypto), true);
  // SM2 signs anew each time; who reads twice sees the same as long as nothing was added.
  const std::string first = (*with)->checkpoint();
  EXPECT_EQ((*with)->checkpoint(), first);
  ASSERT_TRUE((*with)->seal(
      {.decision = DecisionId("d"), .purpose = PurposeId("door"), .place = PlaceId("hall")}));
  const auto next = parse_note((*with)->checkpoint());
  ASSERT_TRUE(next);
  EXPECT_NE(next->text, note->text);
  EXPECT_EQ(has_signed(*next, "menshen.test", *sm2, kCrypto), true);
}

}  // namespace
}  // namespace menshen::ledger
