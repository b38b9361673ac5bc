// What every Registry must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty registries.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <string_view>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "registry/registry.hpp"

namespace menshen::registry {

struct MakeRegistry {
  std::string_view adapter;  // its name in the output
  std::function<std::shared_ptr<Registry>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeRegistry& make) {
  return out << make.adapter;
}

class RegistryContract : public testing::TestWithParam<MakeRegistry> {
 protected:
  static constexpr Instant at(int second) { return Instant{std::chrono::seconds{second}}; }

  static Consent consent(const char* id, const char* subject, int answered_at) {
    return {.id = ConsentId(id),
            .subject = SubjectId(subject),
            .purpose = PurposeId("door"),
            .notice = NoticeId("n1"),
            .was_given = true,
            .kind = "separate",
            .answered_at = at(answered_at)};
  }

  // A door with a device, two notices, and the persons ana and bo.
  void furnish() {
    const Record records[] = {
        Purpose{.id = PurposeId("door"), .kind = "entrance_access", .is_specific = true},
        Purpose{.id = PurposeId("till"), .kind = "payment"},
        Place{.id = PlaceId("hall"), .place_class = "office", .signage_in_place = false},
        Device{.id = DeviceId("cam"), .place = PlaceId("hall")},
        Notice{.id = NoticeId("n1"), .purpose = PurposeId("door"), .version = 1},
        Notice{.id = NoticeId("n2"), .purpose = PurposeId("door"), .version = 2},
        Subject{.id = SubjectId("ana"), .birth_date = CivilDate{std::chrono::days{1}}},
        Subject{.id = SubjectId("bo")},
        Alternative{.id = AlternativeId("a1"), .place = PlaceId("hall"), .kind = "card"},
    };
    for (const auto& record : records) {
      const auto put = registry_->put(record);
      ASSERT_TRUE(put) << put.error().what;
    }
  }

  [[nodiscard]] World world(const char* purpose, const char* device,
                            const char* subject) const {
    return registry_->world(PurposeId(purpose), DeviceId(device), SubjectId(subject)).value();
  }

  std::shared_ptr<Registry> registry_ = GetParam().empty();
};

TEST_P(RegistryContract, knows_nothing_of_what_was_never_put) {
  const World empty = world("door", "cam", "ana");
  EXPECT_FALSE(empty.purpose || empty.device || empty.place || empty.notice || empty.subject ||
               empty.consent);
  EXPECT_TRUE(empty.alternatives.empty());
}

TEST_P(RegistryContract, gathers_what_belongs_to_the_question) {
  furnish();
  const World seen = world("door", "cam", "ana");
  ASSERT_TRUE(seen.purpose && seen.device && seen.place && seen.notice && seen.subject);
  EXPECT_EQ(seen.purpose->kind, "entrance_access");
  EXPECT_EQ(seen.place->place_class, "office");
  EXPECT_EQ(seen.subject->birth_date, CivilDate{std::chrono::days{1}});
  ASSERT_EQ(seen.alternatives.size(), 1U);
  EXPECT_EQ(seen.alternatives.front().kind, "card");
}

TEST_P(RegistryContract, keeps_unknown_apart_from_no) {
  furnish();
  const World seen = world("door", "cam", "ana");
  EXPECT_EQ(seen.purpose->is_specific, true);
  EXPECT_EQ(seen.place->signage_in_place, false);
  EXPECT_EQ(seen.place->public_security_need, std::nullopt);
  EXPECT_EQ(seen.purpose->retention_days, std::nullopt);
}

TEST_P(RegistryContract, gives_the_newest_notice) {
  furnish();
  EXPECT_EQ(world("door", "cam", "ana").notice->id, NoticeId("n2"));
}

TEST_P(RegistryContract, gives_the_latest_answer_of_that_person_to_that_purpose) {
  furnish();
  ASSERT_TRUE(registry_->put(consent("late", "ana", 20)));
  ASSERT_TRUE(registry_->put(consent("early", "ana", 10)));
  ASSERT_TRUE(registry_->put(consent("of_bo", "bo", 30)));
  EXPECT_EQ(world("door", "cam", "ana").consent->id, ConsentId("late"));
  EXPECT_EQ(world("till", "cam", "ana").consent, std::nullopt);
}

TEST_P(RegistryContract, puts_a_record_in_place_of_the_one_with_its_id) {
  furnish();
  ASSERT_TRUE(registry_->put(Purpose{.id = PurposeId("door"), .kind = "attendance"}));
  EXPECT_EQ(world("door", "cam", "ana").purpose->kind, "attendance");
  EXPECT_EQ(world("door", "cam", "ana").purpose->is_specific, std::nullopt);
}

TEST_P(RegistryContract, withdraws_once_and_keeps_the_first_time) {
  furnish();
  ASSERT_TRUE(registry_->put(consent("c", "ana", 10)));
  EXPECT_EQ(registry_->withdraw(SubjectId("ana"), PurposeId("door"), at(50)), 1U);
  EXPECT_EQ(registry_->withdraw(SubjectId("ana"), PurposeId("door"), at(60)), 0U);
  EXPECT_EQ(world("door", "cam", "ana").consent->withdrawn_at, at(50));
}

TEST_P(RegistryContract, refuses_a_record_that_leans_on_nothing) {
  const auto put = registry_->put(Device{.id = DeviceId("cam"), .place = PlaceId("nowhere")});
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, Code::invalid_input);
}

}  // namespace menshen::registry
