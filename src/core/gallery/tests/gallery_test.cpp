#include "gallery/gallery.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/testing/counted_memory.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "gallery/testing/random_faces.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::gallery {
namespace {

// Galleries with all that they work with.
struct Furnished {
  crypto_openssl::OpensslCrypto crypto;
  CountedMemory memory;
  MemoryTemplateStore store;
  Galleries galleries{store, crypto, memory};
};

constexpr CivilDate kToday{std::chrono::year{2026} / 11 / 22};
constexpr Instant kNow{kToday};
constexpr std::size_t kDimension = 512;

Result<double> cosine(const face::Embedding& a, const face::Embedding& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.dimension(); ++i) {
    sum += double{a.reveal()[i]} * double{b.reveal()[i]};
  }
  return sum;
}

SubjectId person(std::size_t number) { return SubjectId(fmt::format("person-{:05}", number)); }

class GalleriesTest : public testing::Test, protected Furnished {
 protected:
  TemplateRecord record(std::size_t number, CivilDate keep_until = kToday,
                        const char* purpose = "purpose-for-test", const char* model = "m") {
    return {.key = {.subject = person(number), .purpose = PurposeId(purpose), .model = model},
            .reference = random_face(kDimension, number),
            .enrolled_at = kNow,
            .keep_until = keep_until};
  }

  Result<CandidateList> identify(std::size_t number, std::size_t count = 1,
                                 const char* model = "m") {
    return galleries.identify(
        another_of(kDimension, number, 0.5F),
        {.model = model, .count = count, .thresholds = thresholds_, .compare = cosine}, kToday,
        PermitForTest::in_use(Act::identify), kNow);
  }

  // Whether a search for the person comes upon them.
  bool finds(std::size_t number) {
    const auto list = identify(number);
    EXPECT_TRUE(list) << list.error().what;
    return list && !list->candidates.empty() &&
           list->candidates.front().subject == person(number);
  }

  // NOLINTNEXTLINE: changed by the tests
  std::vector<IdentificationThreshold> thresholds_{
      {.false_positive_identification_rate = 0.01, .gallery_size_max = 1000, .threshold = 0.5},
      {.false_positive_identification_rate = 0.01, .gallery_size_max = 10, .threshold = 0.4}};
};

TEST_F(GalleriesTest, find_whom_the_store_holds_with_the_score_of_a_verification) {
  for (std::size_t i = 0; i < 300; ++i) ASSERT_TRUE(store.put(record(i)));
  const auto list = identify(7, 5).value();
  ASSERT_EQ(list.candidates.size(), 1U);  // nobody else reaches the threshold
  EXPECT_EQ(list.candidates.front().subject, person(7));
  EXPECT_EQ(list.candidates.front().score,
            cosine(another_of(kDimension, 7, 0.5F), random_face(kDimension, 7)));
  EXPECT_EQ(list.gallery_size, 300U);
  EXPECT_EQ(list.threshold.threshold, 0.5);
}

TEST_F(GalleriesTest, follow_what_is_put_replaced_frozen_and_erased) {
  ASSERT_TRUE(galleries.put(record(1)));
  EXPECT_TRUE(finds(1));
  ASSERT_TRUE(galleries.put(record(2)));
  EXPECT_TRUE(finds(2));
  ASSERT_EQ(galleries.set_frozen(person(2), std::nullopt, true), 1U);
  EXPECT_FALSE(finds(2));
  ASSERT_EQ(galleries.set_frozen(person(2), std::nullopt, false), 1U);
  EXPECT_TRUE(finds(2));
  auto another = record(2);
  another.reference = random_face(kDimension, 3);
  ASSERT_TRUE(galleries.put(another));
  EXPECT_FALSE(finds(2));
  ASSERT_EQ(galleries.erase(person(1), PurposeId("purpose-for-test"), kNow), 1U);
  EXPECT_FALSE(finds(1));
  EXPECT_EQ(identify(1)->gallery_size, 1U);
}

TEST_F(GalleriesTest, keep_whoever_enrolled_after_the_time_that_is_erased) {
  ASSERT_TRUE(galleries.put(record(1)));
  ASSERT_TRUE(finds(1));
  ASSERT_EQ(galleries.erase(person(1), std::nullopt, kNow - std::chrono::milliseconds{1}), 0U);
  EXPECT_TRUE(finds(1));
}

TEST_F(GalleriesTest, leave_nothing_of_whoever_is_erased_in_memory) {
  for (std::size_t i = 0; i < 20; ++i) ASSERT_TRUE(galleries.put(record(i)));
  ASSERT_TRUE(finds(4));
  const std::string name = person(4).text();
  ASSERT_TRUE(memory.contains(std::as_bytes(std::span(name))));
  ASSERT_EQ(galleries.erase(person(4), std::nullopt, kNow), 1U);
  EXPECT_FALSE(memory.contains(std::as_bytes(std::span(name))));
  EXPECT_EQ(memory.given_back_dirty(), 0U);
}

TEST_F(GalleriesTest, forget_all_rather_than_keep_one_who_is_erased) {
  for (std::size_t i = 0; i < 20; ++i) ASSERT_TRUE(galleries.put(record(i)));
  ASSERT_TRUE(finds(4));
  memory.allow(0);
  ASSERT_EQ(galleries.erase(person(4), std::nullopt, kNow), 1U);
  const std::string name = person(4).text();
  EXPECT_FALSE(memory.contains(std::as_bytes(std::span(name))));
  EXPECT_EQ(identify(5).error().code, Code::exhausted);
  memory.allow(SIZE_MAX / 2);
  EXPECT_FALSE(finds(4));
  EXPECT_TRUE(finds(5));  // made anew from the store
}

TEST_F(GalleriesTest, are_made_anew_when_they_could_not_follow) {
  ASSERT_TRUE(galleries.put(record(1)));
  ASSERT_TRUE(finds(1));
  memory.allow(0);
  ASSERT_TRUE(galleries.put(record(2)));  // the store has it
  memory.allow(SIZE_MAX / 2);
  EXPECT_TRUE(finds(2));
}

TEST_F(GalleriesTest, that_were_prepared_are_not_made_again_to_be_searched) {
  ASSERT_TRUE(store.put(record(1)));
  std::size_t visits = 0;
  store.on_visit = [&visits](auto&...) { ++visits; };
  ASSERT_TRUE(galleries.prepare(PurposeId("purpose-for-test"), "m", kDimension));
  ASSERT_TRUE(galleries.prepare(PurposeId("purpose-for-test"), "m", kDimension));
  ASSERT_TRUE(galleries.put(record(2)));
  EXPECT_TRUE(finds(1));
  EXPECT_TRUE(finds(2));
  EXPECT_EQ(visits, 1U);
}

// Preparing is no way round a freeze.
TEST_F(GalleriesTest, that_were_prepared_stay_frozen) {
  ASSERT_TRUE(store.put(record(1)));
  galleries.freeze(PurposeId("purpose-for-test"), true);
  ASSERT_TRUE(galleries.prepare(PurposeId("purpose-for-test"), "m", kDimension));
  EXPECT_EQ(identify(1).error().code, Code::refused);
}

TEST_F(GalleriesTest, say_whose_they_are_and_how_large_when_the_memory_has_no_room) {
  constexpr std::size_t kPersons = 700;
  for (std::size_t i = 0; i < kPersons; ++i) ASSERT_TRUE(store.put(record(i)));
  memory.allow(kPersons * kDimension / 2);
  const auto prepared = galleries.prepare(PurposeId("purpose-for-test"), "m", kDimension);
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, Code::exhausted);
  EXPECT_TRUE(prepared.error().what.starts_with(
      "gallery of purpose `purpose-for-test`, model `m`, 700 references: "))
      << prepared.error().what;
  EXPECT_NE(prepared.error().what.find("LimitMEMLOCK="), std::string::npos);
  const auto identified = identify(1);
  ASSERT_FALSE(identified);
  EXPECT_EQ(identified.error().code, Code::exhausted);
  EXPECT_TRUE(identified.error().what.starts_with(
      "gallery of purpose `purpose-for-test`, model `m`: "));
  EXPECT_NE(identified.error().what.find("LimitMEMLOCK="), std::string::npos);
  EXPECT_FALSE(memory.contains(std::as_bytes(std::span(person(0).text()))));
  memory.allow(SIZE_MAX / 2);
  EXPECT_TRUE(finds(1));
}

TEST_F(GalleriesTest, are_not_prepared_from_references_of_another_size) {
  ASSERT_TRUE(store.put(record(1)));
  const auto prepared = galleries.prepare(PurposeId("purpose-for-test"), "m", kDimension / 2);
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, Code::invalid_input);
}

TEST_F(GalleriesTest, belong_to_one_purpose_and_one_model) {
  ASSERT_TRUE(galleries.put(record(1, kToday, "another-purpose")));
  ASSERT_TRUE(galleries.put(record(2, kToday, "purpose-for-test", "another-model")));
  EXPECT_FALSE(finds(1));
  EXPECT_FALSE(finds(2));
  EXPECT_EQ(identify(2, 1, "another-model")->candidates.size(), 1U);
  ASSERT_TRUE(galleries.put(record(3, kToday, "another-purpose")));
  EXPECT_FALSE(finds(3));
}

TEST_F(GalleriesTest, pass_over_references_after_their_last_lawful_day) {
  ASSERT_TRUE(galleries.put(record(1, kToday)));
  ASSERT_TRUE(galleries.put(record(2, kToday - std::chrono::days{1})));
  EXPECT_TRUE(finds(1));
  EXPECT_FALSE(finds(2));
}

// However many are like the probe and may not be used, whoever may be is found.
TEST_F(GalleriesTest, find_behind_a_hundred_who_are_frozen_or_past_their_day) {
  for (std::size_t i = 0; i < 100; ++i) {
    auto alike = record(i, kToday - std::chrono::days{i % 2 == 0 ? 1 : 0});
    alike.is_frozen = i % 2 == 1;
    alike.reference = random_face(kDimension, 500);
    ASSERT_TRUE(galleries.put(alike));
  }
  ASSERT_TRUE(galleries.put(record(500)));
  EXPECT_TRUE(finds(500));
}

// A store that is ahead of its gallery, as between two steps of another thread.
TEST_F(GalleriesTest, name_nobody_whom_the_store_does_not_hold_as_usable) {
  for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(galleries.put(record(i)));
  ASSERT_TRUE(finds(0));
  ASSERT_EQ(store.erase(person(0), std::nullopt, kNow), 1U);
  ASSERT_EQ(store.set_frozen(person(1), std::nullopt, true), 1U);
  ASSERT_TRUE(store.put(record(2, kToday - std::chrono::days{1})));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(finds(i)) << i;
}

TEST_F(GalleriesTest, refuse_while_they_are_frozen) {
  ASSERT_TRUE(galleries.put(record(1)));
  galleries.freeze(PurposeId("purpose-for-test"), true);  // before it is made
  EXPECT_EQ(identify(1).error().code, Code::refused);
  galleries.freeze(PurposeId("purpose-for-test"), false);
  EXPECT_TRUE(finds(1));
  galleries.freeze(PurposeId("another-purpose"), true);
  EXPECT_TRUE(finds(1));
  galleries.freeze(PurposeId("purpose-for-test"), true);
  EXPECT_EQ(identify(1).error().code, Code::refused);
}

TEST_F(GalleriesTest, are_searched_only_with_a_permit_to_identify_that_is_in_force) {
  ASSERT_TRUE(galleries.put(record(1)));
  const auto search = [&](const PermitInUse& permit) {
    const auto list = galleries.identify(
        random_face(kDimension, 1),
        {.model = "m", .thresholds = thresholds_, .compare = cosine}, kToday, permit, kNow);
    return list ? std::nullopt : std::optional(list.error().code);
  };
  EXPECT_EQ(search(PermitForTest::in_use(Act::verify)), Code::refused);
  EXPECT_EQ(search(PermitForTest::in_use(Act::enroll)), Code::refused);
  EXPECT_EQ(search(PermitForTest::in_use(Act::identify, kNow)), Code::exhausted);
}

TEST_F(GalleriesTest, are_not_searched_without_a_threshold_for_their_size) {
  for (std::size_t i = 0; i < 11; ++i) ASSERT_TRUE(galleries.put(record(i)));
  EXPECT_EQ(identify(1)->threshold.threshold, 0.5);
  ASSERT_EQ(galleries.erase(person(0), std::nullopt, kNow), 1U);
  EXPECT_EQ(identify(1)->threshold.threshold, 0.4);
  thresholds_.resize(1);
  thresholds_.front().gallery_size_max = 9;
  const auto refused = identify(1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_NE(refused.error().what.find("10 references"), std::string::npos);
  EXPECT_NE(refused.error().what.find("menshen calibrate"), std::string::npos);
  thresholds_.clear();
  EXPECT_EQ(identify(1).error().code, Code::conflict);
}

TEST_F(GalleriesTest, find_nobody_who_was_erased_before_the_search_began) {
  constexpr std::size_t kPersons = 40;
  for (std::size_t i = 0; i < kPersons; ++i) ASSERT_TRUE(galleries.put(record(i)));
  std::atomic<std::size_t> erased = 0;  // those below are gone
  std::vector<std::jthread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (erased < kPersons) {
        const std::size_t gone = erased;
        if (gone == 0) continue;
        EXPECT_FALSE(finds(gone - 1));
      }
    });
  }
  for (std::size_t i = 0; i < kPersons; ++i) {
    EXPECT_EQ(galleries.erase(person(i), std::nullopt, kNow), 1U);
    erased = i + 1;
  }
}

}  // namespace
}  // namespace menshen::gallery
