#include "gallery/reference.hpp"

#include <chrono>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "gallery/testing/memory_template_store.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::gallery {
namespace {

constexpr CivilDate kToday{std::chrono::year{2026} / 11 / 21};
constexpr Instant kNow{kToday};

face::Embedding embedding() {
  std::vector<float> values{1, 2};
  return face::Embedding::make(values).value();
}

Result<> keep(TemplateStore& store, Act act, CivilDate until = kToday) {
  return keep_reference(store, embedding(), "m", until, PermitForTest::in_use(act), kNow);
}

TEST(Reference, is_kept_and_found_under_the_permits_person_and_purpose) {
  MemoryTemplateStore store;
  ASSERT_TRUE(keep(store, Act::enroll));
  EXPECT_EQ(store.count(SubjectId("subject-for-test")), 1U);
  EXPECT_TRUE(reference_for(store, "m", kToday, PermitForTest::in_use(Act::verify), kNow));
}

TEST(Reference, is_not_kept_with_a_permit_to_verify) {
  MemoryTemplateStore store;
  EXPECT_EQ(keep(store, Act::verify).error().code, Code::refused);
  EXPECT_EQ(store.count(SubjectId("subject-for-test")), 0U);
}

TEST(Reference, is_not_read_with_a_permit_to_enroll_or_an_expired_one) {
  MemoryTemplateStore store;
  ASSERT_TRUE(keep(store, Act::enroll));
  const auto read = [&](const PermitInUse& permit) {
    return reference_for(store, "m", kToday, permit, kNow).error().code;
  };
  EXPECT_EQ(read(PermitForTest::in_use(Act::enroll)), Code::refused);
  EXPECT_EQ(read(PermitForTest::in_use(Act::verify, kNow)), Code::exhausted);
}

TEST(Reference, of_a_stranger_is_not_found) {
  const MemoryTemplateStore store;
  const auto found =
      reference_for(store, "m", kToday, PermitForTest::in_use(Act::verify), kNow);
  EXPECT_EQ(found.error().code, Code::not_found);
}

TEST(Reference, is_not_used_while_it_is_frozen) {
  MemoryTemplateStore store;
  ASSERT_TRUE(keep(store, Act::enroll));
  ASSERT_EQ(store.set_frozen(SubjectId("subject-for-test"), std::nullopt, true), 1U);
  const auto found =
      reference_for(store, "m", kToday, PermitForTest::in_use(Act::verify), kNow);
  EXPECT_EQ(found.error().code, Code::refused);
}

TEST(Reference, is_not_used_after_its_last_lawful_day) {
  MemoryTemplateStore store;
  ASSERT_TRUE(keep(store, Act::enroll, kToday - std::chrono::days{1}));
  const auto found =
      reference_for(store, "m", kToday, PermitForTest::in_use(Act::verify), kNow);
  EXPECT_EQ(found.error().code, Code::exhausted);
}

}  // namespace
}  // namespace menshen::gallery
