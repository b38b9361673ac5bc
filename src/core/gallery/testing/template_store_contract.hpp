// What every TemplateStore must do. Include in one test file per adapter, then instantiate
// the suite with a factory of empty stores.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"

namespace menshen::gallery {

struct MakeTemplates {
  std::string_view adapter;  // its name in the output
  std::function<std::shared_ptr<TemplateStore>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeTemplates& make) {
  return out << make.adapter;
}

class TemplateStoreContract : public testing::TestWithParam<MakeTemplates> {
 protected:
  static constexpr CivilDate kToday{std::chrono::year{2025} / 6 / 1};

  static constexpr Instant kEnrolled{std::chrono::seconds{5}};

  static TemplateKey key(const char* subject, const char* purpose, const char* model = "m") {
    return {.subject = SubjectId(subject), .purpose = PurposeId(purpose), .model = model};
  }

  static TemplateRecord record(TemplateKey key, CivilDate keep_until = kToday) {
    std::vector<float> values{0.6F, -0.8F, 0.0F};
    return {.key = std::move(key),
            .reference = face::Embedding::make(values).value(),
            .enrolled_at = kEnrolled,
            .keep_until = keep_until};
  }

  Result<std::size_t> erase(const char* subject, const std::optional<PurposeId>& purpose,
                            Instant enrolled_until = Instant::max()) {
    return store_->erase(SubjectId(subject), purpose, enrolled_until);
  }

  std::shared_ptr<TemplateStore> store_ = GetParam().empty();
};

TEST_P(TemplateStoreContract, gives_back_what_was_put_to_the_bit) {
  const auto put = record(key("ana", "door"));
  ASSERT_TRUE(store_->put(put));
  const auto got = store_->get(key("ana", "door"));
  ASSERT_TRUE(got && *got);
  EXPECT_THAT((*got)->reference.reveal(), testing::ElementsAreArray(put.reference.reveal()));
  EXPECT_EQ((*got)->enrolled_at, put.enrolled_at);
  EXPECT_EQ((*got)->keep_until, put.keep_until);
}

TEST_P(TemplateStoreContract, keeps_purposes_and_models_apart) {
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  EXPECT_FALSE(store_->get(key("ana", "till")).value().has_value());
  EXPECT_FALSE(store_->get(key("ana", "door", "other")).value().has_value());
  EXPECT_FALSE(store_->get(key("bo", "door")).value().has_value());
}

TEST_P(TemplateStoreContract, replaces_the_reference_with_the_same_key) {
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  EXPECT_EQ(store_->count(SubjectId("ana")), 1U);
}

TEST_P(TemplateStoreContract, erases_what_one_purpose_holds_and_no_other) {
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  ASSERT_TRUE(store_->put(record(key("ana", "door", "other"))));
  ASSERT_TRUE(store_->put(record(key("ana", "till"))));
  ASSERT_TRUE(store_->put(record(key("bo", "door"))));
  EXPECT_EQ(erase("ana", PurposeId("door")), 2U);
  EXPECT_EQ(erase("ana", PurposeId("door")), 0U);
  EXPECT_EQ(store_->count(SubjectId("ana")), 1U);
  EXPECT_EQ(store_->count(SubjectId("bo")), 1U);
}

TEST_P(TemplateStoreContract, erases_every_purpose_of_one_person_and_of_no_other) {
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  ASSERT_TRUE(store_->put(record(key("ana", "till"))));
  ASSERT_TRUE(store_->put(record(key("bo", "door"))));
  EXPECT_EQ(erase("ana", std::nullopt), 2U);
  EXPECT_EQ(store_->count(SubjectId("bo")), 1U);
}

TEST_P(TemplateStoreContract, keeps_what_was_enrolled_after_the_time_that_is_erased) {
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  EXPECT_EQ(erase("ana", PurposeId("door"), kEnrolled - std::chrono::milliseconds{1}), 0U);
  EXPECT_EQ(store_->count(SubjectId("ana")), 1U);
  EXPECT_EQ(erase("ana", PurposeId("door"), kEnrolled), 1U);
}

TEST_P(TemplateStoreContract, visits_each_reference_of_a_purpose_by_a_model_once) {
  for (const auto& each : {key("ana", "door"), key("bo", "door"), key("ana", "door", "other"),
                           key("ana", "till")}) {
    ASSERT_TRUE(store_->put(record(each)));
  }
  std::vector<std::string> seen;
  ASSERT_TRUE(store_->visit(PurposeId("door"), "m", [&](TemplateRecord each) -> Result<> {
    seen.push_back(each.key.subject.text());
    EXPECT_EQ(each.key.purpose, PurposeId("door"));
    EXPECT_EQ(each.key.model, "m");
    EXPECT_EQ(each.reference.dimension(), 3U);
    EXPECT_EQ(each.enrolled_at, kEnrolled);
    EXPECT_EQ(each.keep_until, kToday);
    return {};
  }));
  EXPECT_THAT(seen, testing::UnorderedElementsAre("ana", "bo"));
}

TEST_P(TemplateStoreContract, stops_visiting_at_the_first_error) {
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  ASSERT_TRUE(store_->put(record(key("bo", "door"))));
  int visits = 0;
  const auto visited = store_->visit(PurposeId("door"), "m", [&](TemplateRecord) -> Result<> {
    ++visits;
    return fail(Code::conflict, "enough");
  });
  EXPECT_EQ(visited.error().what, "enough");
  EXPECT_EQ(visits, 1);
}

TEST_P(TemplateStoreContract, freezes_and_thaws_what_it_is_told_and_says_how_many) {
  const auto is_frozen = [this](const TemplateKey& key) {
    return store_->get(key).value().value().is_frozen;
  };
  for (const auto& each : {key("ana", "door"), key("ana", "door", "other"), key("ana", "till"),
                           key("bo", "door")}) {
    ASSERT_TRUE(store_->put(record(each)));
  }
  EXPECT_EQ(store_->set_frozen(SubjectId("ana"), PurposeId("door"), true), 2U);
  EXPECT_TRUE(is_frozen(key("ana", "door")));
  EXPECT_TRUE(is_frozen(key("ana", "door", "other")));
  EXPECT_FALSE(is_frozen(key("ana", "till")));
  EXPECT_FALSE(is_frozen(key("bo", "door")));
  EXPECT_EQ(store_->set_frozen(SubjectId("ana"), std::nullopt, true), 3U);
  EXPECT_TRUE(is_frozen(key("ana", "till")));
  EXPECT_EQ(store_->set_frozen(SubjectId("ana"), std::nullopt, false), 3U);
  EXPECT_FALSE(is_frozen(key("ana", "door")));
  EXPECT_EQ(store_->set_frozen(SubjectId("cy"), std::nullopt, true), 0U);
}

TEST_P(TemplateStoreContract, changes_nothing_of_a_reference_but_that_it_is_frozen) {
  const auto put = record(key("ana", "door"));
  ASSERT_TRUE(store_->put(put));
  ASSERT_TRUE(store_->set_frozen(SubjectId("ana"), std::nullopt, true));
  const auto got = store_->get(key("ana", "door"));
  ASSERT_TRUE(got && *got);
  EXPECT_THAT((*got)->reference.reveal(), testing::ElementsAreArray(put.reference.reveal()));
  EXPECT_EQ((*got)->enrolled_at, put.enrolled_at);
  EXPECT_EQ((*got)->keep_until, put.keep_until);
}

TEST_P(TemplateStoreContract, visits_what_is_frozen_and_says_so) {
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  ASSERT_TRUE(store_->set_frozen(SubjectId("ana"), std::nullopt, true));
  bool is_frozen = false;
  ASSERT_TRUE(store_->visit(PurposeId("door"), "m", [&](TemplateRecord each) -> Result<> {
    is_frozen = each.is_frozen;
    return {};
  }));
  EXPECT_TRUE(is_frozen);
}

// When a model changes, the new one's reference outlives the erasure of the former's.
TEST_P(TemplateStoreContract, still_opens_what_another_model_made_after_the_time_erased) {
  auto renewed = record(key("ana", "door", "new"));
  renewed.enrolled_at = kEnrolled + std::chrono::milliseconds{1};
  ASSERT_TRUE(store_->put(record(key("ana", "door"))));
  ASSERT_TRUE(store_->put(renewed));
  EXPECT_EQ(erase("ana", PurposeId("door"), kEnrolled), 1U);
  EXPECT_FALSE(store_->get(key("ana", "door")).value().has_value());
  const auto got = store_->get(key("ana", "door", "new"));
  ASSERT_TRUE(got && *got);
  EXPECT_THAT((*got)->reference.reveal(),
              testing::ElementsAreArray(renewed.reference.reveal()));
}

}  // namespace menshen::gallery
