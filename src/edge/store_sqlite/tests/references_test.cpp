#include "store_sqlite/sqlite_references.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "duty/due.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "store_sqlite/tests/folder.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::store_sqlite {
namespace {

constexpr CivilDate kLast{std::chrono::days{20'000}};
constexpr std::chrono::days kDay{1};

class References : public testing::Test {
 protected:
  void keep(const char* subject, const char* purpose, const char* model, CivilDate until) {
    const vault::SealedRecord record{
        .key = {.subject = SubjectId(subject), .purpose = PurposeId(purpose), .model = model},
        .sealed = std::vector<std::byte>(8),
        .enrolled_at = Instant{},
        .keep_until = until,
        .epoch = 1};
    ASSERT_TRUE(store_.put(std::span(&record, 1)));
  }

  Folder folder_;                        // NOLINT: read by the tests
  std::unique_ptr<Database> database_ =  // NOLINT: read by the tests
      Database::open(folder_.file(), Kind::vault).value();
  SqliteSealedStore store_{*database_};      // NOLINT: read by the tests
  SqliteReferences references_{*database_};  // NOLINT: read by the tests
};

TEST_F(References, counts_each_person_once) {
  EXPECT_EQ(references_.persons(), 0);
  keep("ana", "door", "m", kLast);
  keep("ana", "door", "other", kLast);
  keep("ana", "till", "m", kLast);
  keep("bo", "door", "m", kLast);
  EXPECT_EQ(references_.persons(), 2);
}

TEST_F(References, are_expired_from_the_day_after_their_last_lawful_one) {
  keep("ana", "door", "m", kLast);
  keep("bo", "door", "m", kLast + kDay);
  EXPECT_TRUE(references_.expired(kLast)->empty());
  const auto found = references_.expired(kLast + kDay).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().subject, SubjectId("ana"));
  EXPECT_EQ(found.front().purpose, PurposeId("door"));
  EXPECT_EQ(found.front().keep_until, kLast);
}

TEST_F(References, of_several_models_expire_together_with_the_first) {
  keep("ana", "door", "m", kLast);
  keep("ana", "door", "other", kLast - kDay);
  const auto found = references_.expired(kLast + kDay).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().keep_until, kLast - kDay);
}

}  // namespace
}  // namespace menshen::store_sqlite
