#include "state/personal_sealing.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/subject_keys.hpp"
#include "ledger/testing/memory_subject_keys.hpp"

namespace menshen::state {
namespace {

std::vector<std::byte> bytes(std::string_view text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

class PersonalSealingTest : public testing::Test {
 protected:
  PersonalSealingTest() {
    for (const auto& who : {kAna, kBo, ledger::organization()}) {
      EXPECT_TRUE(keys_.key_of(who));
    }
  }

  [[nodiscard]] std::vector<std::byte> seal(const std::optional<SubjectId>& who) const {
    return sealing_.seal(who, kContext, kText).value();
  }

  const SubjectId kAna{"ana"};
  const SubjectId kBo{"bo"};
  const std::vector<std::byte> kText = bytes("born in 1999");
  const std::vector<std::byte> kContext = bytes("registry|subject|ana");
  crypto_openssl::OpensslCrypto crypto_;
  ledger::MemorySubjectKeys keys_{crypto_};
  PersonalSealing sealing_{keys_, crypto_};
};

TEST_F(PersonalSealingTest, opens_what_it_sealed) {
  for (const auto& who : {std::optional(kAna), std::optional<SubjectId>()}) {
    const auto sealed = seal(who);
    EXPECT_TRUE(std::ranges::search(sealed, kText).empty());
    EXPECT_EQ(sealing_.open(who, kContext, sealed).value(), kText);
  }
}

TEST_F(PersonalSealingTest, opens_with_that_persons_key_and_in_that_context_alone) {
  const auto sealed = seal(kAna);
  auto harmed = sealed;
  harmed.back() ^= std::byte{1};
  EXPECT_EQ(sealing_.open(kBo, kContext, sealed).error().code, Code::corrupt);
  EXPECT_EQ(sealing_.open(std::nullopt, kContext, sealed).error().code, Code::corrupt);
  EXPECT_EQ(sealing_.open(kAna, bytes("registry|subject|bo"), sealed).error().code,
            Code::corrupt);
  EXPECT_EQ(sealing_.open(kAna, kContext, harmed).error().code, Code::corrupt);
  EXPECT_EQ(sealing_.open(kAna, kContext, {}).error().code, Code::corrupt);
}

TEST_F(PersonalSealingTest, does_not_use_the_key_that_seals_the_record) {
  const auto key = keys_.existing(kAna).value().value();
  EXPECT_FALSE(crypto_.open(key, kContext, seal(kAna)));
}

TEST_F(PersonalSealingTest, seals_and_opens_nothing_of_whose_key_is_gone) {
  const auto sealed = seal(kAna);
  ASSERT_TRUE(keys_.destroy(kAna));
  EXPECT_EQ(sealing_.open(kAna, kContext, sealed).value(), std::nullopt);
  EXPECT_EQ(sealing_.seal(kAna, kContext, kText).error().code, Code::not_found);
  // A new key of the same name opens nothing of before, and none was made by asking.
  EXPECT_EQ(keys_.existing(kAna).value(), std::nullopt);
  ASSERT_TRUE(keys_.key_of(kAna));
  EXPECT_EQ(sealing_.open(kAna, kContext, sealed).error().code, Code::corrupt);
}

}  // namespace
}  // namespace menshen::state
