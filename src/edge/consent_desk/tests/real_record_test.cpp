// Receipts of answers as state/ really puts them on file, withdraws them, and seals them once
// more.
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/testing/temporary_folder.hpp"
#include "consent/testing/answer_for_test.hpp"
#include "consent_desk/consent_receipt.hpp"
#include "consent_desk/tests/consent_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::consent_desk {
namespace {

class RealRecord : public testing::Test {
 protected:
  RealRecord() {
    database_ =
        store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
            .value();
    registry_ = std::make_unique<store_sqlite::SqliteRegistry>(*database_, sealing_);
    state_ = state::State::open({.ledger = now_.ledger.get(),
                                 .crypto = now_.crypto,
                                 .clock = now_.clock,
                                 .stores = {.keys = keys_,
                                            .registry = *registry_,
                                            .forget = [](std::span<const Erasure> /*all*/)
                                                -> Result<std::size_t> { return 0U; }}})
                 .value();
    const registry::Subject person{.id = SubjectId("resident_17")};
    for (const registry::Record& record :
         {registry::Record(now_.organization), registry::Record(now_.purpose),
          registry::Record(now_.notice), registry::Record(person)}) {
      EXPECT_TRUE(state_->put(record, {.actor = "operator"}));
    }
    EXPECT_TRUE(state_->record(consent::AnswerForTest::make(now_.consent.record),
                               {.actor = "kiosk", .place = PlaceId("lobby")}));
  }

  // Of the answer as it is on file.
  Result<ConsentReceipt> receipt() {
    now_.consent =
        registry::find<registry::Consent>(*registry_, now_.consent->id).value().value();
    return write_consent_receipt(now_.answered(), now_.issuer());
  }

  // NOLINTBEGIN: read by the tests
  Situation now_;
  ledger::MemorySubjectKeys keys_{now_.crypto};
  state::PersonalSealing sealing_{keys_, now_.crypto};
  TemporaryFolder folder_;
  std::unique_ptr<store_sqlite::Database> database_;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  std::unique_ptr<state::State> state_;
  // NOLINTEND
};

TEST_F(RealRecord, has_the_entry_of_an_answer) {
  const auto given = receipt();
  ASSERT_TRUE(given) << given.error().what;
  EXPECT_THAT(given->json,
              testing::HasSubstr(R"("ledger":{"record":"menshen.test","entry":4})"));
}

TEST_F(RealRecord, has_the_entry_of_a_withdrawal) {
  ASSERT_TRUE(state_->withdraw(SubjectId("resident_17"), PurposeId("gate_1"),
                               {.actor = "kiosk", .place = PlaceId("lobby")}));
  const auto withdrawn = receipt();
  ASSERT_TRUE(withdrawn) << withdrawn.error().what;
  EXPECT_THAT(withdrawn->json,
              testing::AllOf(testing::HasSubstr(R"("event_state":"withdrawn")"),
                             testing::HasSubstr(R"("entry":5})")));
}

TEST_F(RealRecord, has_the_entry_of_what_was_sealed_once_more) {
  ASSERT_TRUE(state_->reseal({.actor = "operator"}));
  const auto again = receipt();
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_GT(now_.consent.origin.entry, 4U);
}

}  // namespace
}  // namespace menshen::consent_desk
