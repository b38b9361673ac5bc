#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/testing/key_ring_contract.hpp"
#include "gallery/testing/template_store_contract.hpp"
#include "ledger/testing/log_store_contract.hpp"
#include "registry/testing/registry_contract.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/sqlite_log.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_templates.hpp"

namespace menshen::store_sqlite {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string path = (fs::temp_directory_path() / "menshen-store-XXXXXX").string();
    path_ = mkdtemp(path.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder(Folder&&) = delete;
  Folder& operator=(Folder&&) = delete;
  ~Folder() { fs::remove_all(path_); }

  [[nodiscard]] fs::path file() const { return path_ / "menshen.db"; }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const crypto_openssl::OpensslCrypto kCrypto;

// A store with a file of its own, for the contract suites.
template <typename Store, typename... Lent>
std::shared_ptr<Store> make_empty(const Lent&... lent) {
  struct Kept {
    explicit Kept(const Lent&... things)
        : database(Database::open(folder.file()).value()), store(*database, things...) {}
    Folder folder;
    std::unique_ptr<Database> database;
    Store store;
  };
  const auto kept = std::make_shared<Kept>(lent...);
  return {kept, &kept->store};
}

}  // namespace
}  // namespace menshen::store_sqlite

namespace menshen {

using namespace store_sqlite;  // NOLINT: the suites below belong to three rooms

namespace ledger {
INSTANTIATE_TEST_SUITE_P(sqlite, LogStoreContract,
                         testing::Values(MakeLog{"sqlite", make_empty<SqliteLog>}));
}
namespace registry {
INSTANTIATE_TEST_SUITE_P(sqlite, RegistryContract,
                         testing::Values(MakeRegistry{"sqlite", make_empty<SqliteRegistry>}));
}
namespace gallery {
INSTANTIATE_TEST_SUITE_P(sqlite, TemplateStoreContract,
                         testing::Values(MakeTemplates{"sqlite", make_empty<SqliteTemplates>}));
INSTANTIATE_TEST_SUITE_P(sqlite, KeyRingContract,
                         testing::Values(MakeKeyRing{"sqlite", [] {
                                                       return make_empty<SqliteKeyRing, Crypto>(
                                                           kCrypto);
                                                     }}));
}  // namespace gallery

namespace store_sqlite {
namespace {

// Every byte of every file in the folder: the database, its write-ahead log and index.
std::string everything_in(const fs::path& folder) {
  std::string all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

TEST(Database, keeps_what_it_was_given_when_opened_again) {
  const Folder folder;
  {
    auto database = Database::open(folder.file()).value();
    ASSERT_TRUE(SqliteLog(*database).append(std::vector{std::byte{9}}));
  }
  auto database = Database::open(folder.file()).value();
  EXPECT_EQ(SqliteLog(*database).read(0), std::vector{std::byte{9}});
}

TEST(Database, may_be_read_by_its_owner_only) {
  const Folder folder;
  auto database = Database::open(folder.file()).value();
  ASSERT_TRUE(SqliteLog(*database).append({}));
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path().filename();
  }
}

TEST(Database, refuses_a_file_that_is_none) {
  const Folder folder;
  std::ofstream(folder.file()) << std::string(4096, 'x');
  const auto database = Database::open(folder.file());
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::corrupt);
}

TEST(Database, refuses_the_database_of_another_program) {
  const Folder folder;
  ASSERT_TRUE(Connection::open(folder.file()).value()->execute("CREATE TABLE theirs(x)"));
  const auto database = Database::open(folder.file());
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().what,
            "the file is a database of another program; name another file");
}

TEST(Database, refuses_the_schema_of_a_newer_program) {
  const Folder folder;
  ASSERT_TRUE(Database::open(folder.file()));
  ASSERT_TRUE(Connection::open(folder.file()).value()->execute("PRAGMA user_version = 2"));
  const auto database = Database::open(folder.file());
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::corrupt);
}

TEST(Database, names_the_folder_that_is_not_there) {
  const auto database = Database::open("/nowhere/at/all.db");
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::unavailable);
  EXPECT_NE(database.error().what.find("/nowhere/at/all.db"), std::string::npos);
}

TEST(Record, cannot_be_shortened_or_rewritten) {
  const Folder folder;
  auto database = Database::open(folder.file()).value();
  ASSERT_TRUE(SqliteLog(*database).append({}));
  EXPECT_FALSE(database->connection().execute("DELETE FROM log"));
  EXPECT_FALSE(database->connection().execute("UPDATE log SET entry = x'01'"));
  EXPECT_EQ(SqliteLog(*database).size(), 1U);
}

TEST(OneMoment, does_not_see_what_another_program_writes_meanwhile) {
  const Folder folder;
  auto ours = Database::open(folder.file()).value();
  auto theirs = Database::open(folder.file()).value();
  const auto size = [&] { return SqliteLog(*ours).size().value(); };
  {
    const auto moment = OneMoment::begin(ours->connection());
    ASSERT_TRUE(moment);
    EXPECT_EQ(size(), 0U);
    ASSERT_TRUE(SqliteLog(*theirs).append({}));
    EXPECT_EQ(size(), 0U);
  }
  EXPECT_EQ(size(), 1U);
}

TEST(Erasure, leaves_no_byte_of_a_reference_or_key_in_any_file) {
  const Folder folder;
  auto database = Database::open(folder.file()).value();
  SqliteTemplates templates(*database);
  SqliteKeyRing keys(*database, kCrypto);
  const SubjectId ana("ana");
  std::vector<float> values(512);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) - 99.5F;
  const auto reference = face::Embedding::make(values).value();
  const std::string needle(reinterpret_cast<const char*>(reference.reveal_bytes().data()), 64);
  const Digest key = keys.key_of(ana).value();
  const std::string key_needle(reinterpret_cast<const char*>(key.data()), key.size());
  ASSERT_TRUE(
      templates.put({.key = {.subject = ana, .purpose = PurposeId("door"), .model = "m"},
                     .reference = face::Embedding::from_bytes(reference.reveal_bytes()).value(),
                     .enrolled_at = Instant{},
                     .keep_until = CivilDate{}}));
  ASSERT_NE(everything_in(folder.path()).find(needle), std::string::npos);
  ASSERT_NE(everything_in(folder.path()).find(key_needle), std::string::npos);

  EXPECT_EQ(templates.erase(ana, PurposeId("door")), 1U);
  EXPECT_EQ(keys.destroy(ana), true);

  EXPECT_EQ(everything_in(folder.path()).find(needle), std::string::npos);
  EXPECT_EQ(everything_in(folder.path()).find(key_needle), std::string::npos);
}

}  // namespace
}  // namespace store_sqlite
}  // namespace menshen
