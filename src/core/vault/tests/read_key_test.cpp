#include "vault/read_key.hpp"

#include <memory_resource>
#include <optional>
#include <string_view>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "vault/testing/vault_for_test.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

class ReadKey : public testing::Test {
 protected:
  ReadKey() { static_cast<void>(test_.open()); }

  [[nodiscard]] Result<Digest> read(std::string_view use) {
    return read_key_for({.files = test_.files(),
                         .crypto = kCrypto,
                         .provider = test_.provider(),
                         .memory = *std::pmr::new_delete_resource()},
                        VaultForTest::kFolder, use);
  }

  VaultForTest test_{kCrypto};  // NOLINT: read by the tests
};

TEST_F(ReadKey, reads_beside_one_who_has_the_vault_open) {
  const Digest key = test_.vault().key_for("backup").value();
  EXPECT_EQ(read("backup").value(), key);
  ASSERT_TRUE(test_.vault().key_of(SubjectId("somebody")));
  ASSERT_TRUE(test_.vault().destroy(SubjectId("somebody")).value());
  EXPECT_EQ(read("backup").value(), key) << "after a rotation";
}

TEST_F(ReadKey, makes_no_key_and_writes_nothing) {
  const auto before = read_whole(test_.files(), "state/vault.keys", 1U << 20U).value();
  EXPECT_EQ(read("backup").error().code, Code::not_found);
  EXPECT_EQ(read_whole(test_.files(), "state/vault.keys", 1U << 20U).value(), before);
}

TEST_F(ReadKey, does_not_read_an_older_table_with_todays_kek) {
  ASSERT_TRUE(test_.vault().key_for("backup"));
  const auto older = read_whole(test_.files(), "state/vault.keys", 1U << 20U).value();
  ASSERT_TRUE(test_.vault().rotate());
  ASSERT_TRUE(read("backup"));
  ASSERT_TRUE(replace_whole(test_.files(), "state/vault.keys", older));
  EXPECT_FALSE(read("backup"));
}

TEST_F(ReadKey, says_what_is_missing) {
  ASSERT_TRUE(test_.vault().key_for("backup"));
  ASSERT_TRUE(test_.files().remove("state/vault.kek"));
  EXPECT_EQ(read("backup").error().code, Code::not_found);
}

using VaultCount = ReadKey;

TEST_F(VaultCount, is_of_every_key_of_a_person_and_of_no_use) {
  const SubjectId person("somebody");
  EXPECT_EQ(test_.vault().count(person).value(), 0U);
  ASSERT_TRUE(test_.vault().key_of(person));
  ASSERT_TRUE(test_.vault().fresh_key(
      {.subject = person, .purpose = PurposeId("door"), .model = "m"}, std::nullopt));
  ASSERT_TRUE(test_.vault().key_for("somebody"));  // a use, not the person
  EXPECT_EQ(test_.vault().count(person).value(), 2U);
  ASSERT_TRUE(test_.vault().destroy(person).value());
  EXPECT_EQ(test_.vault().count(person).value(), 0U);
}

}  // namespace
}  // namespace menshen::vault
