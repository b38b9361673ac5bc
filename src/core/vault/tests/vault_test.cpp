#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/template_store.hpp"
#include "ledger/subject_keys.hpp"
#include "ledger/testing/subject_keys_contract.hpp"
#include "vault/detail/kek_file.hpp"
#include "vault/testing/vault_for_test.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

gallery::TemplateKey reference(const char* subject, const char* purpose,
                               const char* model = "m") {
  return {.subject = SubjectId(subject), .purpose = PurposeId(purpose), .model = model};
}

class VaultTest : public testing::Test {
 protected:
  VaultTest() { open(); }

  void open() {
    const auto done = test_.open();
    ASSERT_TRUE(done) << done.error().what;
  }
  [[nodiscard]] Error refusal() {
    const auto done = test_.open();
    EXPECT_FALSE(done);
    return done ? Error{} : done.error();
  }
  [[nodiscard]] Vault& vault() { return test_.vault(); }
  [[nodiscard]] std::optional<Digest> key(const gallery::TemplateKey& of) {
    const auto keys = vault().existing(of).value();
    return keys ? std::optional(keys->key) : std::nullopt;
  }
  Result<std::size_t> destroy(std::initializer_list<Vault::ReferencesOf> references) {
    return vault().destroy(references);
  }
  [[nodiscard]] KekFile kek_file() {
    const auto text = read_whole(test_.files(), "state/vault.kek", kKekFileBytesMax).value();
    return parse_kek_file(std::as_bytes(std::span(text))).value();
  }

  VaultForTest test_{kCrypto};  // NOLINT: read by the tests
};

TEST_F(VaultTest, keeps_every_key_when_opened_again) {
  const Digest ana = vault().key_of(SubjectId("ana")).value();
  const Digest door = vault().fresh_key(reference("ana", "door"), std::nullopt).value();
  const Digest backups = vault().key_for("backups").value();
  open();
  EXPECT_EQ(vault().existing(SubjectId("ana")).value(), ana);
  EXPECT_EQ(key(reference("ana", "door")), door);
  EXPECT_EQ(vault().key_for("backups").value(), backups);
  EXPECT_EQ(vault().summary().keys, 3U);
  EXPECT_EQ(vault().summary().persons, 1U);
  EXPECT_EQ(vault().summary().epoch, 1U);
}

TEST_F(VaultTest, has_other_keys_for_each_purpose_model_person_and_use) {
  std::vector<Digest> keys{
      vault().key_of(SubjectId("ana")).value(),
      vault().key_of(ledger::organization()).value(),
      vault().key_for("ana").value(),
      vault().key_for("").value(),
      vault().fresh_key(reference("ana", ""), std::nullopt).value(),
      vault().fresh_key(reference("ana", "door"), std::nullopt).value(),
      vault().fresh_key(reference("ana", "door", "other"), std::nullopt).value(),
      vault().fresh_key(reference("anad", "oor"), std::nullopt).value()};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(keys[i], keys[j]) << i << ' ' << j;
  }
}

TEST_F(VaultTest, destroys_what_one_purpose_has_and_not_the_persons_own) {
  const Digest own = vault().key_of(SubjectId("ana")).value();
  static_cast<void>(vault().fresh_key(reference("ana", "door"), std::nullopt).value());
  static_cast<void>(vault().fresh_key(reference("ana", "door", "other"), std::nullopt).value());
  const Digest till = vault().fresh_key(reference("ana", "till"), std::nullopt).value();
  const Digest bo = vault().fresh_key(reference("bo", "door"), std::nullopt).value();
  EXPECT_EQ(destroy({{SubjectId("ana"), PurposeId("door"), {}}}), 2U);
  EXPECT_EQ(key(reference("ana", "door")), std::nullopt);
  EXPECT_EQ(key(reference("ana", "door", "other")), std::nullopt);
  EXPECT_EQ(key(reference("ana", "till")), till);
  EXPECT_EQ(key(reference("bo", "door")), bo);
  EXPECT_EQ(vault().existing(SubjectId("ana")).value(), own);
  EXPECT_EQ(vault().summary().epoch, 2U);
}

TEST_F(VaultTest, destroys_what_several_have_with_one_rotation) {
  static_cast<void>(vault().fresh_key(reference("ana", "door"), std::nullopt).value());
  const auto kept = reference("ana", "till", "other");
  const Digest spared = vault().fresh_key(kept, std::nullopt).value();
  static_cast<void>(vault().fresh_key(reference("ana", "till"), std::nullopt).value());
  static_cast<void>(vault().fresh_key(reference("bo", "door"), std::nullopt).value());
  const Digest bo = vault().fresh_key(reference("bo", "till"), std::nullopt).value();
  EXPECT_EQ(destroy({{SubjectId("ana"), PurposeId("door"), {}},
                     {SubjectId("bo"), PurposeId("door"), {}},
                     {SubjectId("ana"), PurposeId("till"), {kept}}}),
            3U);
  EXPECT_EQ(key(reference("ana", "door")), std::nullopt);
  EXPECT_EQ(key(reference("ana", "till")), std::nullopt);
  EXPECT_EQ(key(reference("bo", "door")), std::nullopt);
  EXPECT_EQ(key(kept), spared);
  EXPECT_EQ(key(reference("bo", "till")), bo);
  EXPECT_EQ(vault().summary().epoch, 2U);
}

TEST_F(VaultTest, spares_what_it_is_told_to) {
  static_cast<void>(vault().fresh_key(reference("ana", "door"), std::nullopt).value());
  const auto later = reference("ana", "door", "other");
  const Digest spared = vault().fresh_key(later, std::nullopt).value();
  EXPECT_EQ(destroy({{SubjectId("ana"), std::nullopt, {later}}}), 1U);
  EXPECT_EQ(key(later), spared);
}

TEST_F(VaultTest, takes_the_keys_of_all_purposes_along_with_the_persons_own) {
  static_cast<void>(vault().key_of(SubjectId("ana")).value());
  static_cast<void>(vault().fresh_key(reference("ana", "door"), std::nullopt).value());
  const Digest use = vault().key_for("ana").value();
  EXPECT_EQ(vault().destroy(SubjectId("ana")), true);
  EXPECT_EQ(key(reference("ana", "door")), std::nullopt);
  EXPECT_EQ(vault().key_for("ana").value(), use);
}

TEST_F(VaultTest, does_not_rotate_where_there_is_nothing_to_destroy) {
  static_cast<void>(vault().key_of(SubjectId("ana")).value());
  EXPECT_EQ(vault().destroy(SubjectId("bo")), false);
  EXPECT_EQ(destroy({{SubjectId("ana"), std::nullopt, {}}}), 0U);
  EXPECT_EQ(vault().summary().epoch, 1U);
}

TEST_F(VaultTest, rotates_without_losing_a_key_and_forgets_the_kek_before) {
  std::vector<Digest> keys;
  for (int i = 0; i < 300; ++i) {
    keys.push_back(vault().key_of(SubjectId(std::to_string(i))).value());
  }
  ASSERT_TRUE(vault().rotate());
  ASSERT_TRUE(vault().rotate());
  open();
  for (std::size_t i = 0; i < 300; ++i) {
    ASSERT_EQ(vault().existing(SubjectId(std::to_string(i))).value(), keys[i]);
  }
  EXPECT_EQ(vault().summary().epoch, 3U);
  EXPECT_EQ(test_.device().epochs(), std::vector<std::uint64_t>{3});
  ASSERT_EQ(kek_file().keks.size(), 1U);
  EXPECT_EQ(kek_file().keks[0].epoch, 3U);
}

TEST_F(VaultTest, keeps_the_key_before_beside_the_fresh_one_until_it_is_settled) {
  const auto door = reference("ana", "door");
  const Digest before = vault().fresh_key(door, std::nullopt).value();
  const Digest fresh = vault().fresh_key(door, before).value();
  EXPECT_NE(fresh, before);
  ASSERT_TRUE(vault().rotate());
  open();
  EXPECT_EQ(vault().existing(door).value()->key, fresh);
  EXPECT_EQ(vault().existing(door).value()->older, before);
  ASSERT_TRUE(vault().settle(door, fresh));
  open();
  EXPECT_EQ(vault().existing(door).value()->key, fresh);
  EXPECT_EQ(vault().existing(door).value()->older, std::nullopt);
  EXPECT_EQ(vault().summary().keys, 1U);
}

TEST_F(VaultTest, has_keys_for_names_of_any_bytes_but_not_of_any_length) {
  const std::string odd("\0\xff/\n", 4);
  const SubjectId strange(odd + std::string(3000, '\0'));
  const Digest key = vault().key_of(strange).value();
  const SubjectId longest(std::string(65'535, 'a'));
  const Digest of_longest = vault().key_of(longest).value();
  EXPECT_EQ(vault().key_of(SubjectId(std::string(65'536, 'a'))).error().code,
            Code::invalid_input);
  open();
  EXPECT_EQ(vault().existing(strange).value(), key);
  EXPECT_EQ(vault().existing(longest).value(), of_longest);
}

TEST_F(VaultTest, is_of_one_process_at_a_time) {
  const auto second = Vault::open({.files = test_.files(),
                                   .crypto = kCrypto,
                                   .provider = test_.provider(),
                                   .memory = *std::pmr::new_delete_resource()},
                                  VaultForTest::kFolder);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
}

TEST_F(VaultTest, makes_no_new_table_or_kek_where_one_of_them_is_lost) {
  static_cast<void>(vault().key_of(SubjectId("ana")).value());
  test_.close();
  for (const char* lost : {"state/vault.keys", "state/vault.kek"}) {
    ASSERT_TRUE(test_.files().rename(lost, "state/aside"));
    EXPECT_EQ(refusal().code, Code::not_found) << lost;
    ASSERT_TRUE(test_.files().rename("state/aside", lost));
  }
  open();
  EXPECT_TRUE(vault().existing(SubjectId("ana")).value());
}

TEST_F(VaultTest, says_which_provider_it_was_made_with) {
  test_.close();
  ASSERT_TRUE(replace_whole(test_.files(), "state/vault.kek",
                            encode(KekFile{.provider = "another", .keks = kek_file().keks})));
  const Error error = refusal();
  EXPECT_EQ(error.code, Code::conflict);
  EXPECT_NE(error.what.find("`another`"), std::string::npos) << error.what;
}

struct BadKekFile {
  std::string_view name;
  KekFile file;
};

TEST(KekFile, is_read_back_as_it_was_written) {
  const KekFile file{.provider = "memory",
                     .keks = {{.epoch = 7, .kept = {std::byte{1}}}, {.epoch = 8, .kept = {}}}};
  const auto text = encode(file);
  EXPECT_EQ(parse_kek_file(std::as_bytes(std::span(text))), file);
}

TEST(KekFile, is_refused_when_it_has_other_parts) {
  const ProtectedKek kek{.epoch = 7, .kept = {}};
  const BadKekFile rows[] = {
      {"no key", {.provider = "p", .keks = {}}},
      {"three keys", {.provider = "p", .keks = {kek, {.epoch = 8}, {.epoch = 9}}}},
      {"one epoch twice", {.provider = "p", .keks = {kek, kek}}},
  };
  for (const auto& row : rows) {
    const auto text = encode(row.file);
    const auto parsed = parse_kek_file(std::as_bytes(std::span(text)));
    ASSERT_FALSE(parsed) << row.name;
    EXPECT_EQ(parsed.error().code, Code::corrupt) << row.name;
  }
  const auto whole = encode(KekFile{.provider = "p", .keks = {kek}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_kek_file(std::as_bytes(std::span(whole)).first(size))) << size;
  }
}

}  // namespace
}  // namespace menshen::vault

namespace menshen::ledger {

INSTANTIATE_TEST_SUITE_P(vault, SubjectKeysContract,
                         testing::Values(MakeSubjectKeys{
                             "vault", []() -> std::shared_ptr<SubjectKeys> {
                               const auto test =
                                   std::make_shared<vault::VaultForTest>(vault::kCrypto);
                               EXPECT_TRUE(test->open());
                               return {test, &test->vault()};
                             }}));

}  // namespace menshen::ledger
