#include "law_desk/pages.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "law_desk/shelf.hpp"
#include "law_yaml/testing/fake_crypto.hpp"

namespace menshen::law_desk {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const LawShelf& shelf() {
  static const auto loaded = load_shelf(MENSHEN_LAW_DIR, law_yaml::FakeCrypto());
  return loaded.value();
}

std::size_t lines(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST(Show, gives_text_rule_remedy_and_file) {
  const std::string page = show_as_text(shelf(), "M25-13-4", Language::en);
  for (const char* part : {"M25-13-4", "place.is_private_space", "remedy", "cases",
                           "law/cn/m25/art_13_4", "2025-06-01"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST(Show, gives_a_whole_article) {
  const std::string pages = show_as_text(shelf(), "M25-13", Language::zh);
  EXPECT_THAT(pages, HasSubstr("M25-13-1  "));
  EXPECT_THAT(pages, HasSubstr("M25-13-4  "));
  EXPECT_THAT(pages, Not(HasSubstr("M25-14")));
}

TEST(Show, gives_the_reason_of_a_row_that_is_no_rule) {
  EXPECT_THAT(show_as_text(shelf(), "M25-16-1", Language::en), HasSubstr("no rule follows"));
}

TEST(Show, gives_nothing_for_an_unknown_id) {
  EXPECT_EQ(show_as_text(shelf(), "M25-1", Language::en).find("M25-10"), std::string::npos);
  EXPECT_EQ(show_as_text(shelf(), "X99", Language::en), "");
}

TEST(List, filters_by_every_side) {
  const auto all = listed(shelf().law, {});
  const auto of_m25 = listed(shelf().law, {.instrument = "m25"});
  const auto duties = listed(shelf().law, {.instrument = "m25", .kind = "duty"});
  const auto before = listed(shelf().law, {.instrument = "m25", .on = 2025y / 5 / 31});
  const auto drafts = listed(shelf().law, {.instrument = "d23", .on = 2026y / 11 / 21});
  EXPECT_GT(all.size(), of_m25.size());
  EXPECT_GT(of_m25.size(), duties.size());
  EXPECT_GT(duties.size(), 0U);
  EXPECT_TRUE(before.empty());
  EXPECT_TRUE(drafts.empty());
  EXPECT_EQ(lines(list_as_text(shelf().law, duties, Language::en)), duties.size() + 1);
}

TEST(Search, finds_in_both_languages_and_any_case) {
  EXPECT_THAT(search_as_text(shelf(), {"更衣室"}, Language::en), HasSubstr("M25-13-4"));
  EXPECT_THAT(search_as_text(shelf(), {"CHANGING", "rooms"}, Language::zh),
              HasSubstr("M25-13-4"));
  EXPECT_EQ(search_as_text(shelf(), {"changing", "nosuchword"}, Language::en), "");
}

TEST(Coverage, misses_no_row) {
  const auto rows = coverage(shelf());
  EXPECT_EQ(rows.size(), 411U);
  for (const CoveredRow& row : rows) {
    EXPECT_NE(row.place, CoveredRow::Place::missing) << row.row->id;
  }
}

TEST(Coverage, shows_a_missing_row) {
  LawShelf lacking = shelf();
  lacking.matrix.push_back({.id = "M25-99-9", .instrument = "m25"});
  EXPECT_EQ(coverage(lacking).back().place, CoveredRow::Place::missing);
  EXPECT_THAT(coverage_as_text(lacking, std::nullopt, Language::en),
              HasSubstr("M25-99-9      missing"));
}

TEST(Diff, shows_what_a_draft_would_have_changed) {
  const std::string text = diff_as_text(shelf().law, "d23", Language::en);
  EXPECT_THAT(text, HasSubstr("[dropped]"));
  EXPECT_THAT(text, HasSubstr("D23-16-1"));
  EXPECT_EQ(diff_as_text(shelf().law, "m25", Language::en), "");
}

TEST(Facts, gives_every_fact_in_text_and_json) {
  const auto& vocabulary = shelf().law.vocabulary();
  const std::string text = facts_as_text(vocabulary, Language::zh);
  const std::string json = facts_as_json(vocabulary);
  for (const auto& fact : vocabulary.facts()) {
    EXPECT_THAT(text, HasSubstr(fact.id + "\n"));
    EXPECT_THAT(json, HasSubstr("\"" + fact.id + "\""));
  }
}

}  // namespace
}  // namespace menshen::law_desk
