// What every Registry must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty registries.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "registry/changes.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
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
      const auto done = put(record);
      ASSERT_TRUE(done) << done.error().what;
    }
  }

  static bool are_same(const Record& left, const Record& right) {
    return left.index() == right.index() &&
           std::visit(
               [&right]<typename T>(const T& of_left) {
                 return Fields<T>::of(of_left) == Fields<T>::of(std::get<T>(right));
               },
               left);
  }

  // As the next entry of the record.
  Result<std::size_t> apply(const Change& change) {
    return registry_->apply(std::span(&change, 1), ++next_);
  }
  Result<std::size_t> put(const Record& record) { return apply(Put{record}); }

  [[nodiscard]] World world(const char* purpose, const char* device,
                            const char* subject) const {
    return registry_->world(PurposeId(purpose), DeviceId(device), SubjectId(subject)).value();
  }

  std::shared_ptr<Registry> registry_ = GetParam().empty();
  std::uint64_t next_ = 0;
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
  ASSERT_TRUE(put(consent("late", "ana", 20)));
  ASSERT_TRUE(put(consent("early", "ana", 10)));
  ASSERT_TRUE(put(consent("of_bo", "bo", 30)));
  EXPECT_EQ(world("door", "cam", "ana").consent->id, ConsentId("late"));
  EXPECT_EQ(world("till", "cam", "ana").consent, std::nullopt);
}

TEST_P(RegistryContract, puts_a_record_in_place_of_the_one_with_its_id) {
  furnish();
  ASSERT_TRUE(put(Purpose{.id = PurposeId("door"), .kind = "attendance"}));
  EXPECT_EQ(world("door", "cam", "ana").purpose->kind, "attendance");
  EXPECT_EQ(world("door", "cam", "ana").purpose->is_specific, std::nullopt);
}

TEST_P(RegistryContract, withdraws_once_and_keeps_the_first_time) {
  furnish();
  ASSERT_TRUE(put(consent("c", "ana", 10)));
  const auto withdraw = [&](int second) {
    return apply(Withdraw{SubjectId("ana"), PurposeId("door"), at(second)});
  };
  EXPECT_EQ(withdraw(50), 1U);
  EXPECT_EQ(withdraw(60), 0U);
  EXPECT_EQ(world("door", "cam", "ana").consent->withdrawn_at, at(50));
}

TEST_P(RegistryContract, erases_a_person_with_every_consent_and_nobody_else) {
  furnish();
  ASSERT_TRUE(put(consent("c1", "ana", 10)));
  ASSERT_TRUE(put(consent("c2", "ana", 20)));
  ASSERT_TRUE(put(consent("c3", "bo", 10)));
  EXPECT_EQ(apply(Erase{SubjectId("ana")}), 3U);
  EXPECT_FALSE(world("door", "cam", "ana").subject);
  EXPECT_FALSE(world("door", "cam", "ana").consent);
  EXPECT_TRUE(world("door", "cam", "bo").subject);
  EXPECT_TRUE(world("door", "cam", "bo").consent);
  EXPECT_EQ(apply(Erase{SubjectId("ana")}), 0U);
}

TEST_P(RegistryContract, names_the_persons_on_file) {
  EXPECT_EQ(registry_->persons(), std::vector<SubjectId>{});
  furnish();
  EXPECT_THAT(registry_->persons().value(),
              testing::UnorderedElementsAre(SubjectId("ana"), SubjectId("bo")));
}

TEST_P(RegistryContract, gives_everything_on_file_so_that_it_can_be_put_again) {
  EXPECT_TRUE(registry_->all().value().empty());
  furnish();
  // Its id is before theirs on which it leans; the persons came in another order.
  ASSERT_TRUE(put(consent("b", "bo", 10)));
  ASSERT_TRUE(put(consent("a", "ana", 10)));
  ASSERT_TRUE(apply(Withdraw{SubjectId("ana"), PurposeId("door"), at(50)}));
  ASSERT_TRUE(put(Subject{.id = SubjectId("ana"), .is_disabled_or_elderly = true}));

  const auto all = registry_->all().value();
  ASSERT_EQ(all.size(), 11U);
  const auto other = GetParam().empty();
  for (const auto& record : all) {
    const Change each = Put{record};
    const auto done = other->apply(std::span(&each, 1), 1);
    ASSERT_TRUE(done) << done.error().what;
  }
  EXPECT_TRUE(std::ranges::equal(other->all().value(), all, are_same));
  const World seen = other->world(PurposeId("door"), DeviceId("cam"), SubjectId("ana")).value();
  EXPECT_EQ(seen.consent->withdrawn_at, at(50));
  EXPECT_EQ(seen.subject->is_disabled_or_elderly, true);

  std::vector<ConsentId> consents;
  for (const auto& record : all) {
    if (const auto* each = std::get_if<Consent>(&record)) consents.push_back(each->id);
  }
  EXPECT_EQ(consents, (std::vector{ConsentId("a"), ConsentId("b")}));
}

TEST_P(RegistryContract, changes_nothing_when_it_reads_of_a_snapshot) {
  furnish();
  const auto before = registry_->all().value().size();
  EXPECT_EQ(apply(Snapshot{.first = 1}), 0U);
  EXPECT_EQ(registry_->all().value().size(), before);
  EXPECT_EQ(registry_->applied(), next_);
}

struct Refused {
  std::string_view name;
  Change change;
};

TEST_P(RegistryContract, refuses_what_does_not_fit_whether_asked_or_told) {
  furnish();
  ASSERT_TRUE(put(consent("c", "ana", 10)));
  const std::uint64_t before = registry_->applied().value();
  const Refused refused[] = {
      {"leans_on_nothing", Put{Device{.id = DeviceId("cam"), .place = PlaceId("nowhere")}}},
      {"consent_of_a_stranger", Put{consent("c4", "cy", 10)}},
      {"id_of_another_persons_consent", Put{consent("c", "bo", 10)}},
      {"version_that_is_taken",
       Put{Notice{.id = NoticeId("n3"), .purpose = PurposeId("door"), .version = 2}}},
  };
  for (const auto& row : refused) {
    for (const auto& outcome : {registry_->check(row.change).map([] { return std::size_t{0}; }),
                                registry_->apply(std::span(&row.change, 1), before + 1)}) {
      ASSERT_FALSE(outcome) << row.name;
      EXPECT_EQ(outcome.error().code, Code::invalid_input) << row.name;
    }
  }
  EXPECT_EQ(registry_->applied(), before);
  EXPECT_EQ(world("door", "cam", "ana").consent->subject, SubjectId("ana"));
  EXPECT_FALSE(world("door", "cam", "bo").consent);
}

TEST_P(RegistryContract, changes_nothing_when_it_is_only_asked) {
  furnish();
  ASSERT_TRUE(registry_->check(Put{Purpose{.id = PurposeId("door"), .kind = "attendance"}}));
  ASSERT_TRUE(registry_->check(Erase{SubjectId("ana")}));
  EXPECT_EQ(world("door", "cam", "ana").purpose->kind, "entrance_access");
  EXPECT_TRUE(world("door", "cam", "ana").subject);
}

TEST_P(RegistryContract, remembers_how_far_the_record_was_applied) {
  EXPECT_EQ(registry_->applied(), 0U);
  const Change door = Put{Purpose{.id = PurposeId("door")}};
  EXPECT_EQ(registry_->apply(std::span(&door, 1), 7), 1U);
  EXPECT_EQ(registry_->applied(), 7U);
  EXPECT_EQ(registry_->apply({}, 9), 0U);
  EXPECT_EQ(registry_->applied(), 9U);
}

TEST_P(RegistryContract, never_goes_back_in_the_record) {
  ASSERT_TRUE(registry_->apply({}, 9));
  ASSERT_TRUE(registry_->apply({}, 9));
  const Change door = Put{Purpose{.id = PurposeId("door")}};
  const auto again = registry_->apply(std::span(&door, 1), 8);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_FALSE(world("door", "cam", "ana").purpose);
  EXPECT_EQ(registry_->applied(), 9U);
}

TEST_P(RegistryContract, applies_all_changes_or_none) {
  const std::array<Change, 2> changes = {
      Put{Purpose{.id = PurposeId("door")}},
      Put{Device{.id = DeviceId("cam"), .place = PlaceId("nowhere")}}};
  EXPECT_FALSE(registry_->apply(changes, 2));
  EXPECT_FALSE(world("door", "cam", "ana").purpose);
  EXPECT_EQ(registry_->applied(), 0U);
}

}  // namespace menshen::registry
