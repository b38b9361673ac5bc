#include "ledger/side.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/subject_keys.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "ledger/testing/subject_keys_contract.hpp"

namespace menshen::ledger {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

INSTANTIATE_TEST_SUITE_P(memory, SubjectKeysContract,
                         testing::Values(MakeSubjectKeys{
                             "memory",
                             [] { return std::make_shared<MemorySubjectKeys>(kCrypto); }}));

std::vector<std::byte> bytes(std::string_view text) {
  const auto raw = std::as_bytes(std::span(text.data(), text.size()));
  return {raw.begin(), raw.end()};
}

Digest key(int number) {
  Digest key{};
  key.fill(static_cast<std::byte>(number));
  return key;
}

Entry entry() {
  return {.event = Event::decision,
          .decision = DecisionId("d1"),
          .action = "face.verify",
          .purpose = PurposeId("door"),
          .place = PlaceId("hall")};
}

std::vector<std::byte> add(Entry& to, const char* text = "facts") {
  return add_side(to, kCrypto, key(1), SubjectId("ana"), bytes(text));
}

TEST(Side, opens_with_its_key_beside_its_entry) {
  Entry sealed = entry();
  const auto side = add(sealed);
  EXPECT_EQ(sealed.payload, kCrypto.sha256(side));
  EXPECT_EQ(open_side(sealed, kCrypto, key(1), side).value(), bytes("facts"));
}

TEST(Side, says_nothing_to_another_key) {
  Entry sealed = entry();
  const auto side = add(sealed);
  EXPECT_EQ(open_side(sealed, kCrypto, key(2), side).value(), std::nullopt);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(side.data()), side.size()).find("facts"),
            std::string::npos);
}

TEST(Side, that_was_changed_is_corrupt) {
  Entry sealed = entry();
  auto side = add(sealed);
  side.back() ^= std::byte{1};
  const auto opened = open_side(sealed, kCrypto, key(1), side);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
}

struct Row {
  std::string_view name;
  std::function<void(Entry&)> change;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class SideMoved : public testing::TestWithParam<Row> {};

// The other entry takes over the digest too, as whoever forges a leaf would do.
TEST_P(SideMoved, does_not_open_beside_another_entry) {
  Entry sealed = entry();
  const auto side = add(sealed);
  GetParam().change(sealed);
  EXPECT_EQ(open_side(sealed, kCrypto, key(1), side).value(), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    table, SideMoved,
    testing::Values(Row{"of_another_event", [](Entry& e) { e.event = Event::outcome; }},
                    Row{"of_another_decision", [](Entry& e) { e.decision = DecisionId("d2"); }},
                    Row{"of_another_action", [](Entry& e) { e.action = "face.enroll"; }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Commitment, is_shown_with_the_key_and_fits_nobody_else) {
  Entry sealed = entry();
  static_cast<void>(add(sealed));
  const auto of = [](int number, const char* decision, const char* subject) {
    return commitment(kCrypto, commitment_key(kCrypto, key(number)), DecisionId(decision),
                      SubjectId(subject));
  };
  EXPECT_EQ(sealed.subject, of(1, "d1", "ana"));
  EXPECT_NE(sealed.subject, of(2, "d1", "ana"));
  EXPECT_NE(sealed.subject, of(1, "d2", "ana"));
  EXPECT_NE(sealed.subject, of(1, "d1", "bo"));
}

TEST(Commitment, of_what_is_about_nobody_is_zero) {
  Entry sealed = entry();
  const auto side = add_side(sealed, kCrypto, key(1), organization(), bytes("facts"));
  EXPECT_EQ(sealed.subject, Digest{});
  EXPECT_EQ(open_side(sealed, kCrypto, key(1), side).value(), bytes("facts"));
}

TEST(Side, is_sealed_under_a_key_of_its_own) {
  Entry sealed = entry();
  const auto side = add(sealed);
  const auto opens_under = [&](const Digest& any) {
    return kCrypto.open(any, bytes("side\ndecision\nface.verify\nd1\n"), side).has_value();
  };
  EXPECT_TRUE(opens_under(kCrypto.hmac_sha256(key(1), bytes("menshen side record 1"))));
  EXPECT_FALSE(opens_under(key(1)));
  EXPECT_FALSE(opens_under(commitment_key(kCrypto, key(1))));
}

}  // namespace
}  // namespace menshen::ledger
