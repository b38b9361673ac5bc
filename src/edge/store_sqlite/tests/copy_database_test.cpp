#include "store_sqlite/copy_database.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/temporary_folder.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/testing/memory_sealing.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::store_sqlite {
namespace {

namespace fs = std::filesystem;

class CopyDatabase : public testing::Test {
 protected:
  CopyDatabase() {
    database_ = Database::open(folder_.path() / "state.db", Kind::state).value();
    registry_ = std::make_unique<SqliteRegistry>(*database_, sealing_);
  }

  [[nodiscard]] bool put(int number) {
    const registry::Recorded recorded{
        .change = registry::Put{
            registry::Subject{.id = SubjectId("person-" + std::to_string(number))}, {}}};
    return registry_->apply(std::span(&recorded, 1), static_cast<std::uint64_t>(number) + 1)
        .has_value();
  }

  [[nodiscard]] Result<> copy(const fs::path& to) {
    return copy_database(folder_.path() / "state.db", folder_.path() / to);
  }

  // How many persons the copy holds, which must be the first ones.
  [[nodiscard]] std::size_t persons_in(const fs::path& name) {
    const auto opened = Database::open(folder_.path() / name, Kind::state).value();
    const SqliteRegistry copied(*opened, sealing_);
    const auto persons = copied.persons().value();
    EXPECT_EQ(copied.applied().value(), persons.size());
    return persons.size();
  }

  // NOLINTBEGIN: for the tests to use
  TemporaryFolder folder_;
  crypto_openssl::OpensslCrypto crypto_;
  registry::MemorySealing sealing_{crypto_};
  std::unique_ptr<Database> database_;
  std::unique_ptr<SqliteRegistry> registry_;
  // NOLINTEND
};

TEST_F(CopyDatabase, takes_along_what_only_the_log_holds) {
  ASSERT_TRUE(put(0));
  ASSERT_TRUE(put(1));
  ASSERT_TRUE(copy("copy.db"));
  ASSERT_TRUE(put(2));
  EXPECT_EQ(persons_in("copy.db"), 2U);
  using enum fs::perms;
  EXPECT_EQ(fs::status(folder_.path() / "copy.db").permissions() & (group_all | others_all),
            none);
}

TEST_F(CopyDatabase, is_of_one_moment_while_another_writes) {
  std::atomic<bool> is_over = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    while (!is_over && put(written)) ++written;
  });
  for (int i = 0; i < 20; ++i) {
    const auto before = static_cast<std::size_t>(written);
    const std::string name = "copy" + std::to_string(i) + ".db";
    const auto copied = copy(name);
    ASSERT_TRUE(copied) << copied.error().what;
    EXPECT_GE(persons_in(name), before);
  }
  is_over = true;
  writer.join();
}

TEST_F(CopyDatabase, replaces_nothing_and_needs_something) {
  ASSERT_TRUE(copy("copy.db"));
  EXPECT_EQ(copy("copy.db").error().code, Code::conflict);
  EXPECT_EQ(copy_database(folder_.path() / "nowhere", folder_.path() / "other").error().code,
            Code::not_found);
  EXPECT_FALSE(fs::exists(folder_.path() / "other"));
}

}  // namespace
}  // namespace menshen::store_sqlite
