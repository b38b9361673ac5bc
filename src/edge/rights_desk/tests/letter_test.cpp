#include "rights_desk/letter.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/valid.hpp"

namespace menshen::rights_desk {
namespace {

using law_desk::Language;
using testing::HasSubstr;

constexpr Instant kReceived{std::chrono::seconds{1'800'000'000}};

registry::Request request(std::string_view kind) {
  return {.id = registry::RequestId("r1"),
          .subject = SubjectId("ana"),
          .kind = std::string(kind),
          .received_at = kReceived};
}

TEST(Letter, names_whatever_may_be_asked_for_in_both_languages) {
  for (const auto kind : registry::words_of("request", "kind")) {
    EXPECT_FALSE(words_for_request(kind).zh.empty()) << kind;
    EXPECT_FALSE(words_for_request(kind).en.empty()) << kind;
  }
  EXPECT_TRUE(words_for_request("refund").zh.empty());
}

TEST(Letter, says_what_was_asked_when_by_whom_and_what_was_done) {
  const auto asked = request(registry::kFreeze);
  const registry::Organization estate{
      .id = registry::OrganizationId("estate"), .name = "示例物业", .contact = "0571-0000000"};
  const Letter letter{.request = asked,
                      .organization = &estate,
                      .answered_at = kReceived + std::chrono::hours{1},
                      .done = {"它不再使用"}};
  const auto text = letter_as_text(letter, std::chrono::hours{8}, Language::zh);
  for (const std::string_view said :
       {"限制或者拒绝处理（第四十四条）", "2027-01-15 16:00:00 UTC+08:00",
        "2027-01-15 17:00:00 UTC+08:00", "处理者：示例物业；联系方式：0571-0000000",
        "  它不再使用\n"}) {
    EXPECT_THAT(text, HasSubstr(said));
  }
  EXPECT_THAT(letter_as_text(letter, std::chrono::hours{8}, Language::en),
              HasSubstr("restriction (PIPL art. 44)"));
  EXPECT_EQ(
      letter_as_json(letter),
      R"({"type":"menshen.answer","version":1,"request":"r1","kind":"freeze",)"
      R"("received_at":"2027-01-15T08:00:00.000Z","answered_at":"2027-01-15T09:00:00.000Z",)"
      R"("done":["它不再使用"],"organization":"示例物业"})"
      "\n");
}

TEST(Letter, is_of_whoever_has_no_name_on_file_too) {
  const auto asked = request(registry::kCorrection);
  const Letter letter{.request = asked, .answered_at = kReceived, .done = {}};
  EXPECT_THAT(letter_as_text(letter, std::chrono::hours{8}, Language::en),
              HasSubstr("correction (PIPL art. 46)"));
}

TEST(ChangesInWords, have_a_line_for_each_field_that_is_another) {
  const registry::Subject wrong{.id = SubjectId("ana"), .relation = "guest"};
  auto right = wrong;
  right.relation = "resident";
  right.age_band = "adult";
  const auto before = registry::Draft::of(registry::Record(wrong));
  const auto after = registry::Draft::of(registry::Record(right));
  EXPECT_THAT(changes_in_words(before, after, Language::zh),
              testing::ElementsAre("年龄段，不需出生日期时：由 - 改为 adult",
                                   "与处理者的关系：由 guest 改为 resident"));
  EXPECT_THAT(changes_in_words(before, before, Language::en), testing::IsEmpty());
}

}  // namespace
}  // namespace menshen::rights_desk
