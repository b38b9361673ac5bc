#include "assessment/draft.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/testing/small_law.hpp"
#include "policy/facts.hpp"

namespace menshen::assessment {
namespace {

using testing::HasSubstr;

constexpr CivilDate kDay{std::chrono::year{2025} / 6 / 2};

TEST(Draft, has_a_chapter_for_each_device_with_the_source_of_each_fact) {
  const auto law = catalogue::Catalogue::make(catalogue::small_contents()).value();
  policy::Facts facts(law.vocabulary());
  facts.state("place", std::string("office"), "place record hall, version 3");
  const std::vector<AtDevice> devices{{.device = "cam-1", .acts = {"verify"}, .facts = facts},
                                      {.device = "cam-2", .acts = {"verify"}, .facts = facts}};
  const auto draft = draft_of(law, kDay, "door", {.zh = "门禁|考勤", .en = "door"},
                              std::string(64, 'a'), devices);
  ASSERT_EQ(draft.report.cases.size(), 2U);
  const auto document = draft_as_markdown(draft, Language::en);
  EXPECT_THAT(document, HasSubstr("Purpose door at device cam-2"));
  EXPECT_THAT(document, HasSubstr("place record hall, version 3"));
  EXPECT_THAT(document, testing::Not(HasSubstr("on file:0")));
  // What people wrote stays what it is in a table.
  EXPECT_THAT(draft_as_markdown(draft, Language::zh), HasSubstr("门禁\\|考勤"));
  EXPECT_THAT(draft_as_json(draft), HasSubstr(R"("source":"place record hall, version 3")"));
}

TEST(Draft, is_there_for_a_purpose_without_devices_too) {
  const auto law = catalogue::Catalogue::make(catalogue::small_contents()).value();
  const auto draft = draft_of(law, kDay, "door", {}, std::string(64, 'a'), {});
  EXPECT_THAT(draft_as_json(draft), HasSubstr(R"("cases":[])"));
  EXPECT_THAT(draft_as_markdown(draft, Language::en), HasSubstr("What has to be assessed"));
}

}  // namespace
}  // namespace menshen::assessment
