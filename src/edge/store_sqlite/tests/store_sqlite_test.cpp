#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/testing/template_store_contract.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/sealing.hpp"
#include "registry/testing/memory_sealing.hpp"
#include "registry/testing/registry_contract.hpp"
#include "replay/testing/answer_rows_contract.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/sqlite_answer_rows.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "store_sqlite/tests/folder.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/testing/sealed_store_contract.hpp"
#include "vault/testing/vault_for_test.hpp"

namespace menshen::store_sqlite {
namespace {

namespace fs = std::filesystem;

const crypto_openssl::OpensslCrypto kCrypto;

// Stores with a file of their own, for the contract suites.
std::shared_ptr<SqliteSealedStore> make_vault() {
  struct Kept {
    Folder folder;
    std::unique_ptr<Database> database = Database::open(folder.file(), Kind::vault).value();
    SqliteSealedStore store{*database};
  };
  const auto kept = std::make_shared<Kept>();
  return {kept, &kept->store};
}

std::shared_ptr<SqliteRegistry> make_registry(const registry::Sealing& sealing) {
  struct Kept {
    explicit Kept(const registry::Sealing& sealing) : store(*database, sealing) {}
    Folder folder;
    std::unique_ptr<Database> database = Database::open(folder.file(), Kind::state).value();
    SqliteRegistry store;
  };
  const auto kept = std::make_shared<Kept>(sealing);
  return {kept, &kept->store};
}

std::shared_ptr<gallery::TemplateStore> make_sealed() {
  struct Kept {
    Kept() { EXPECT_TRUE(vault.open()); }
    vault::VaultForTest vault{kCrypto};
    std::shared_ptr<SqliteSealedStore> store = make_vault();
    std::unique_ptr<vault::SealedTemplates> templates;
  };
  const auto kept = std::make_shared<Kept>();
  kept->templates = vault::SealedTemplates::open(kept->vault.vault(), *kept->store, kCrypto,
                                                 *std::pmr::new_delete_resource())
                        .value();
  return {kept, kept->templates.get()};
}

std::shared_ptr<replay::AnswerRows> make_answers() {
  struct Kept {
    Folder folder;
    std::unique_ptr<Database> database = Database::open(folder.file(), Kind::answers).value();
    SqliteAnswerRows rows{*database};
  };
  const auto kept = std::make_shared<Kept>();
  return {kept, &kept->rows};
}

}  // namespace
}  // namespace menshen::store_sqlite

namespace menshen {

using namespace store_sqlite;  // NOLINT: the suites below belong to three rooms

namespace vault {
INSTANTIATE_TEST_SUITE_P(sqlite, SealedStoreContract,
                         testing::Values(MakeSealedStore{"sqlite", make_vault}));
}
namespace registry {
INSTANTIATE_TEST_SUITE_P(sqlite, RegistryContract,
                         testing::Values(MakeRegistry{
                             .adapter = "sqlite", .crypto = kCrypto, .empty = make_registry}));
}
namespace replay {
INSTANTIATE_TEST_SUITE_P(sqlite, AnswerRowsContract,
                         testing::Values(MakeAnswerRows{"sqlite", make_answers}));
}
namespace gallery {
INSTANTIATE_TEST_SUITE_P(sqlite, TemplateStoreContract,
                         testing::Values(MakeTemplates{"sqlite", make_sealed}));
}

namespace store_sqlite {
namespace {

const registry::MemorySealing kSealing(kCrypto);

// Puts a purpose on file as entry `next` - 1 of the record.
Result<std::size_t> put_purpose(Database& database, std::uint64_t next) {
  const registry::Recorded recorded{
      .change =
          registry::Put{registry::Purpose{.id = PurposeId("door"), .kind = "attendance"}, {}},
      .entry = next - 1};
  return SqliteRegistry(database, kSealing).apply(std::span(&recorded, 1), next);
}

TEST(Database, keeps_what_it_was_given_when_opened_again) {
  const Folder folder;
  {
    auto database = Database::open(folder.file(), Kind::state).value();
    ASSERT_TRUE(put_purpose(*database, 3));
  }
  auto database = Database::open(folder.file(), Kind::state).value();
  const SqliteRegistry registry(*database, kSealing);
  EXPECT_EQ(registry.applied(), 3U);
  EXPECT_TRUE(registry.find(registry::kKind<registry::Purpose>, "door").value());
}

TEST(Database, may_be_read_by_its_owner_only) {
  const Folder folder;
  auto database = Database::open(folder.file(), Kind::state).value();
  ASSERT_TRUE(put_purpose(*database, 1));
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path().filename();
  }
}

struct Unreadable {
  std::string_view name;
  const char* sql;  // that makes the file; none: the file is no database
  std::string_view says;
};

std::ostream& operator<<(std::ostream& out, const Unreadable& row) { return out << row.name; }

class DatabaseRefuses : public testing::TestWithParam<Unreadable> {};

TEST_P(DatabaseRefuses, a_file_that_is_not_its_own) {
  const Folder folder;
  if (GetParam().sql == nullptr) {
    std::ofstream(folder.file()) << std::string(4096, 'x');
  } else {
    ASSERT_TRUE(Connection::open(folder.file()).value()->execute(GetParam().sql));
  }
  const auto database = Database::open(folder.file(), Kind::state);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::corrupt);
  EXPECT_NE(database.error().what.find(GetParam().says), std::string::npos)
      << database.error().what;
}

INSTANTIATE_TEST_SUITE_P(
    table, DatabaseRefuses,
    testing::Values(Unreadable{"no_database", nullptr, "damaged"},
                    Unreadable{"another_programs", "CREATE TABLE theirs(x)", "another program"},
                    Unreadable{"newer_schema",
                               "PRAGMA application_id = 0x4D656E53; PRAGMA user_version = 4;",
                               "schema 4"},
                    Unreadable{"the_vault",
                               "PRAGMA application_id = 0x4D656E56; PRAGMA user_version = 1;",
                               "the vault"},
                    Unreadable{"of_the_pre_release",
                               "PRAGMA application_id = 0x4D656E73; PRAGMA user_version = 1;",
                               "name a new state folder"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Database, names_the_folder_that_is_not_there) {
  const auto database = Database::open("/nowhere/at/all.db", Kind::vault);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::unavailable);
  EXPECT_NE(database.error().what.find("/nowhere/at/all.db"), std::string::npos);
}

TEST(OneMoment, does_not_see_what_another_program_writes_meanwhile) {
  const Folder folder;
  auto ours = Database::open(folder.file(), Kind::state).value();
  auto theirs = Database::open(folder.file(), Kind::state).value();
  const auto applied = [&] { return SqliteRegistry(*ours, kSealing).applied().value(); };
  {
    const auto moment = OneMoment::begin(ours->connection());
    ASSERT_TRUE(moment);
    EXPECT_EQ(applied(), 0U);
    ASSERT_TRUE(put_purpose(*theirs, 1));
    EXPECT_EQ(applied(), 0U);
  }
  EXPECT_EQ(applied(), 1U);
}

TEST(Erasure, leaves_no_byte_of_what_was_sealed_in_any_file) {
  const Folder folder;
  auto database = Database::open(folder.file(), Kind::vault).value();
  SqliteSealedStore store(*database);
  const gallery::TemplateKey key{
      .subject = SubjectId("ana-5f0c2e"), .purpose = PurposeId("door"), .model = "m"};
  std::vector<std::byte> sealed(2077);
  kCrypto.random(sealed);
  const std::string needle(reinterpret_cast<const char*>(sealed.data()), 64);
  const vault::SealedRecord record{.key = key,
                                   .sealed = sealed,
                                   .enrolled_at = Instant{},
                                   .keep_until = CivilDate{},
                                   .epoch = 1};
  ASSERT_TRUE(store.put(std::span(&record, 1)));
  ASSERT_NE(folder.everything().find(needle), std::string::npos);

  EXPECT_TRUE(store.erase(std::span(&key, 1)));

  EXPECT_EQ(folder.everything().find(needle), std::string::npos);
  EXPECT_EQ(folder.everything().find(key.subject.text()), std::string::npos);
}

TEST(Database, does_not_take_over_a_vault_with_references_that_were_not_sealed) {
  const Folder folder;
  ASSERT_TRUE(Connection::open(folder.file())
                  .value()
                  ->execute("PRAGMA application_id = 0x4D656E56; PRAGMA user_version = 1;"));
  const auto database = Database::open(folder.file(), Kind::vault);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::corrupt);
  EXPECT_NE(database.error().what.find("enrol again"), std::string::npos);
}

}  // namespace
}  // namespace store_sqlite
}  // namespace menshen
