// What every TemplateStore must do. Include in one test file per adapter, then instantiate
// the suite with a factory of empty stores.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
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

}  // namespace menshen::gallery
