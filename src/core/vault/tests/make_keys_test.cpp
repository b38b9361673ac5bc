#include <cstddef>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "vault/testing/vault_for_test.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

std::vector<SubjectId> persons(std::size_t count) {
  std::vector<SubjectId> subjects;
  for (std::size_t i = 0; i < count; ++i) subjects.emplace_back("person " + std::to_string(i));
  return subjects;
}

class MakeKeys : public testing::Test {
 protected:
  MakeKeys() { EXPECT_TRUE(test_.open()); }

  [[nodiscard]] Vault& vault() { return test_.vault(); }

  VaultForTest test_{kCrypto};  // NOLINT: read by the tests
};

TEST_F(MakeKeys, keeps_the_keys_of_many_when_opened_again) {
  const auto many = persons(300);
  ASSERT_TRUE(vault().make_keys(many));
  std::set<Digest> keys;
  for (const auto& subject : many) keys.insert(vault().existing(subject).value().value());
  EXPECT_EQ(keys.size(), many.size());
  const Digest later = vault().key_of(SubjectId("later")).value();
  ASSERT_TRUE(test_.open());
  for (const auto& subject : many) {
    EXPECT_TRUE(keys.contains(vault().existing(subject).value().value())) << subject.text();
  }
  EXPECT_EQ(vault().existing(SubjectId("later")).value(), later);
  EXPECT_EQ(vault().all().value().size(), many.size() + 1);
  EXPECT_EQ(vault().summary().persons, many.size() + 1);
}

TEST_F(MakeKeys, waits_for_the_disk_as_often_for_many_as_for_few) {
  std::vector<std::size_t> syncs;
  for (const std::size_t count : {2U, 40U, 1'000U}) {
    const std::size_t before = test_.files().count(FileOperation::sync);
    ASSERT_TRUE(vault().make_keys(persons(count)));
    syncs.push_back(test_.files().count(FileOperation::sync) - before);
  }
  EXPECT_EQ(syncs, (std::vector<std::size_t>{2, 2, 2}));
}

TEST_F(MakeKeys, writes_nothing_where_all_have_keys) {
  ASSERT_TRUE(vault().make_keys(persons(3)));
  const std::size_t before = test_.files().count(FileOperation::write);
  ASSERT_TRUE(vault().make_keys(persons(3)));
  EXPECT_EQ(test_.files().count(FileOperation::write), before);
}

TEST_F(MakeKeys, makes_none_when_one_name_is_too_long) {
  auto many = persons(3);
  many.insert(many.begin() + 2, SubjectId(std::string(65'536, 'a')));
  EXPECT_EQ(vault().make_keys(many).error().code, Code::invalid_input);
  EXPECT_EQ(vault().summary().persons, 0U);
  ASSERT_TRUE(vault().make_keys(persons(3)));
  EXPECT_EQ(vault().summary().persons, 3U);
}

// Rows of many sectors, of which the disk may have any when the power fails.
class WhileManyAreMade : public testing::TestWithParam<FileFault> {};

TEST_P(WhileManyAreMade, leaves_all_of_them_or_none_when_the_power_fails) {
  constexpr std::size_t kPersons = 50;
  constexpr int kCrashes = 40;
  std::mt19937_64 power(13);
  const auto many = persons(kPersons);
  bool came_to_pass = true;
  for (FileFault fault = GetParam(); came_to_pass; ++fault.nth) {
    for (int crash = 0; crash < kCrashes; ++crash) {
      SCOPED_TRACE(fault.nth);
      VaultForTest test(kCrypto);
      ASSERT_TRUE(test.open());
      const Digest ana = test.vault().key_of(SubjectId("ana")).value();
      test.files().fail(fault);
      const auto made = test.vault().make_keys(many);
      came_to_pass = !test.files().has_fault();
      EXPECT_EQ(made.has_value(), !came_to_pass);
      EXPECT_EQ(test.vault().summary().persons, made ? 1 + kPersons : 1);
      test.set_files(test.files().crash(power));
      const auto opened = test.open();
      ASSERT_TRUE(opened) << opened.error().what;
      const std::size_t found = test.vault().summary().persons;
      EXPECT_TRUE(found == 1 + kPersons || (found == 1 && !made)) << found;
      EXPECT_EQ(test.vault().existing(SubjectId("ana")).value(), ana);
      ASSERT_TRUE(test.vault().make_keys(many));
      EXPECT_EQ(test.vault().summary().persons, 1 + kPersons);
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(every_fault_of_a_file, WhileManyAreMade,
                         testing::Values(FileFault{.operation = FileOperation::write},
                                         FileFault{.operation = FileOperation::write,
                                                   .is_short = true},
                                         FileFault{.operation = FileOperation::sync}));

}  // namespace
}  // namespace menshen::vault
