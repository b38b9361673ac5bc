// What every SealedStore must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty stores.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::vault {

struct MakeSealedStore {
  std::string_view adapter;  // its name in the output
  std::function<std::shared_ptr<SealedStore>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeSealedStore& make) {
  return out << make.adapter;
}

class SealedStoreContract : public testing::TestWithParam<MakeSealedStore> {
 protected:
  static gallery::TemplateKey key(const char* subject, const char* purpose,
                                  const char* model = "m") {
    return {.subject = SubjectId(subject), .purpose = PurposeId(purpose), .model = model};
  }

  static SealedRecord record(gallery::TemplateKey key, std::uint8_t byte = 7) {
    return {.key = std::move(key),
            .sealed = std::vector<std::byte>(100, std::byte{byte}),
            .enrolled_at = Instant{std::chrono::milliseconds{-5}},
            .keep_until = CivilDate{std::chrono::year{2025} / 6 / 1},
            .is_frozen = byte % 2 == 1,
            .epoch = 3'000'000'000U};
  }

  Result<> put(const SealedRecord& record) { return store_->put(std::span(&record, 1)); }

  [[nodiscard]] std::vector<std::string> visited(const char* purpose, const char* model) const {
    std::vector<std::string> subjects;
    const auto done = store_->visit(PurposeId(purpose), model, [&](const SealedRecord& each) {
      subjects.push_back(each.key.subject.text());
      return Result<>();
    });
    EXPECT_TRUE(done);
    return subjects;
  }

  std::shared_ptr<SealedStore> store_ = GetParam().empty();
};

TEST_P(SealedStoreContract, gives_back_what_was_put) {
  const auto put_one = record(key("ana", "door"));
  ASSERT_TRUE(put(put_one));
  const auto got = store_->get(key("ana", "door")).value();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->key.subject, put_one.key.subject);
  EXPECT_EQ(got->key.purpose, put_one.key.purpose);
  EXPECT_EQ(got->key.model, put_one.key.model);
  EXPECT_EQ(got->sealed, put_one.sealed);
  EXPECT_EQ(got->enrolled_at, put_one.enrolled_at);
  EXPECT_EQ(got->keep_until, put_one.keep_until);
  EXPECT_TRUE(got->is_frozen);
  EXPECT_EQ(got->epoch, put_one.epoch);
}

TEST_P(SealedStoreContract, has_nothing_under_another_person_purpose_or_model) {
  ASSERT_TRUE(put(record(key("ana", "door"))));
  EXPECT_FALSE(store_->get(key("bo", "door")).value());
  EXPECT_FALSE(store_->get(key("ana", "till")).value());
  EXPECT_FALSE(store_->get(key("ana", "door", "other")).value());
}

TEST_P(SealedStoreContract, replaces_the_record_with_the_same_key) {
  ASSERT_TRUE(put(record(key("ana", "door"), 7)));
  ASSERT_TRUE(put(record(key("ana", "door"), 8)));
  const auto kept = store_->of_subject(SubjectId("ana"), std::nullopt).value();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].sealed[0], std::byte{8});
  EXPECT_FALSE(kept[0].is_frozen);
}

TEST_P(SealedStoreContract, gives_what_a_purpose_or_every_purpose_holds_of_a_person) {
  const std::vector<SealedRecord> records{
      record(key("ana", "door")), record(key("ana", "door", "other")),
      record(key("ana", "till")), record(key("bo", "door"))};
  ASSERT_TRUE(store_->put(records));
  EXPECT_EQ(store_->of_subject(SubjectId("ana"), PurposeId("door")).value().size(), 2U);
  EXPECT_EQ(store_->of_subject(SubjectId("ana"), std::nullopt).value().size(), 3U);
  EXPECT_EQ(store_->of_subject(SubjectId("cy"), std::nullopt).value().size(), 0U);
}

TEST_P(SealedStoreContract, visits_what_one_model_made_for_one_purpose_once) {
  const std::vector<SealedRecord> records{
      record(key("ana", "door")), record(key("ana", "door", "other")),
      record(key("ana", "till")), record(key("bo", "door"))};
  ASSERT_TRUE(store_->put(records));
  EXPECT_THAT(visited("door", "m"), testing::UnorderedElementsAre("ana", "bo"));
  EXPECT_THAT(visited("door", "other"), testing::UnorderedElementsAre("ana"));
  EXPECT_THAT(visited("gate", "m"), testing::IsEmpty());
}

TEST_P(SealedStoreContract, stops_visiting_at_the_first_error) {
  ASSERT_TRUE(put(record(key("ana", "door"))));
  ASSERT_TRUE(put(record(key("bo", "door"))));
  int visits = 0;
  const auto stop = [&](const auto&...) -> Result<> {
    ++visits;
    return fail(Code::conflict, "enough");
  };
  EXPECT_EQ(store_->visit(PurposeId("door"), "m", stop).error().what, "enough");
  EXPECT_EQ(store_->visit_keys(stop).error().what, "enough");
  EXPECT_EQ(visits, 2);
}

TEST_P(SealedStoreContract, visits_every_key_of_all_purposes) {
  ASSERT_TRUE(put(record(key("ana", "door"))));
  ASSERT_TRUE(put(record(key("ana", "till", "other"))));
  std::vector<std::string> seen;
  ASSERT_TRUE(store_->visit_keys(
      [&](const gallery::TemplateKey& each, std::uint64_t epoch) -> Result<> {
        seen.push_back(each.subject.text() + each.purpose.text() + each.model);
        EXPECT_EQ(epoch, 3'000'000'000U);
        return {};
      }));
  EXPECT_THAT(seen, testing::UnorderedElementsAre("anadoorm", "anatillother"));
}

TEST_P(SealedStoreContract, erases_what_is_named_and_nothing_else) {
  const std::vector<SealedRecord> records{record(key("ana", "door")),
                                          record(key("ana", "door", "other")),
                                          record(key("bo", "door"))};
  ASSERT_TRUE(store_->put(records));
  const std::vector<gallery::TemplateKey> keys{key("ana", "door"), key("cy", "door")};
  EXPECT_TRUE(store_->erase(keys));
  EXPECT_TRUE(store_->erase(keys));
  EXPECT_FALSE(store_->get(key("ana", "door")).value());
  EXPECT_TRUE(store_->get(key("ana", "door", "other")).value());
  EXPECT_TRUE(store_->get(key("bo", "door")).value());
}

}  // namespace menshen::vault
