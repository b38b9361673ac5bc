// What nobody in particular stands before is read once, until something of it changes.
#include <memory>
#include <variant>

#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/scope.hpp"
#include "registry/testing/filled.hpp"
#include "state/state.hpp"
#include "state/tests/world.hpp"

namespace menshen::state {
namespace {

using namespace registry;  // NOLINT: the words of the records

bool is_personal(const Record& record) {
  return std::visit([]<typename T>(const T& /*each*/) { return kIsPersonal<T>; }, record);
}

// With one record of every kind.
class Settings : public testing::Test {
 protected:
  Settings() {
    for (const auto& record : one_of_each(Filled::bare)) put(record);
  }

  void put(const Record& record) {
    const auto* consent = std::get_if<Consent>(&record);
    if (consent != nullptr && registry::find<Consent>(world_.registry, consent->id).value()) {
      return;  // answered once
    }
    const auto done = consent == nullptr ? world_->put(record, StateWorld::author())
                                         : world_.answer(*consent);
    ASSERT_TRUE(done) << kind_name(record) << ": " << done.error().what;
  }

  [[nodiscard]] std::shared_ptr<const Setting> setting(const char* purpose = "purpose-1",
                                                       const char* device = "device-1") {
    return world_->world(PurposeId(purpose), DeviceId(device), SubjectId("subject-1"))
        .value()
        .setting;
  }

  // NOLINTNEXTLINE: read by the tests
  StateWorld world_;
};

TEST_F(Settings, are_forgotten_with_each_change_but_those_of_persons) {
  for (const auto& record : one_of_each(Filled::bare)) {
    const auto before = setting();
    ASSERT_EQ(setting(), before);
    put(record);
    EXPECT_EQ(setting() == before, is_personal(record)) << kind_name(record);
  }
}

TEST_F(Settings, are_not_forgotten_when_somebody_withdraws_or_goes) {
  const auto before = setting();
  const SubjectId who("subject-1");
  ASSERT_TRUE(world_.answer({.id = ConsentId("c2"),
                             .subject = who,
                             .purpose = PurposeId("purpose-1"),
                             .notice = NoticeId("notice-1"),
                             .given = true,
                             .answered_at = kNow}));
  ASSERT_TRUE(world_.lapse({{who, PurposeId("purpose-1")}}));
  ASSERT_TRUE(world_->withdraw(who, PurposeId("purpose-1"), StateWorld::author()));
  ASSERT_TRUE(world_->erase(who, StateWorld::author()));
  EXPECT_EQ(setting(), before);
}

TEST_F(Settings, say_what_is_on_file_after_a_change) {
  EXPECT_EQ(setting()->purpose->record.kind, std::nullopt);
  put(Purpose{.id = PurposeId("purpose-1"), .kind = "attendance"});
  EXPECT_EQ(setting()->purpose->record.kind, "attendance");
}

TEST_F(Settings, are_read_anew_once_the_stores_were_behind) {
  const auto before = setting();
  world_.fault.nth = 1;
  ASSERT_FALSE(world_->put(Purpose{.id = PurposeId("purpose-1"), .kind = "attendance"},
                           StateWorld::author()));
  EXPECT_EQ(setting()->purpose->record.kind, "attendance");
  EXPECT_EQ(before->purpose->record.kind, std::nullopt);  // whoever holds it keeps it
}

TEST_F(Settings, of_names_that_are_not_on_file_are_not_kept) {
  EXPECT_EQ(setting(), setting());
  EXPECT_NE(setting("nothing"), setting("nothing"));
  EXPECT_NE(setting("purpose-1", "nothing"), setting("purpose-1", "nothing"));
}

TEST_F(Settings, say_what_was_agreed_to_and_assessed) {
  const auto now = setting();
  EXPECT_EQ(now->terms, terms_of(now->purpose->record, world_.crypto));
  EXPECT_EQ(now->scope, scope_of(*now, world_.crypto));
  put(Purpose{.id = PurposeId("purpose-1"), .recipients = {"an insurer"}});
  EXPECT_NE(setting()->terms, now->terms);
  EXPECT_NE(setting()->scope, now->scope);
  EXPECT_EQ(setting("nothing")->terms, Digest{});
}

}  // namespace
}  // namespace menshen::state
