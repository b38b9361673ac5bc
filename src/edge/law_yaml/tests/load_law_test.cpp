#include "law_yaml/load_law.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "law_yaml/testing/fake_crypto.hpp"

namespace menshen::law_yaml {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr CivilDate kToday = 2026y / 11 / 21;

Result<catalogue::Catalogue> load_small_law() {
  return load_law(MENSHEN_SMALL_LAW_DIR, FakeCrypto());
}

// A copy of the small law that a test may spoil.
class Copy {
 public:
  explicit Copy(std::string_view name)
      : folder_(fs::path(testing::TempDir()) / "menshen_law" / name) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(MENSHEN_SMALL_LAW_DIR, folder_, fs::copy_options::recursive);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  Copy(Copy&&) = delete;
  Copy& operator=(Copy&&) = delete;
  ~Copy() { fs::remove_all(folder_); }

  void write(std::string_view file, std::string_view text) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file, std::ios::binary) << text;
  }
  void replace(std::string_view file, std::string_view from, std::string_view to) const {
    std::ifstream in(folder_ / file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << file << " has no " << from;
    write(file, text.replace(at, from.size(), to));
  }
  [[nodiscard]] Result<catalogue::Catalogue> load() const {
    return load_law(folder_, FakeCrypto());
  }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

struct Row {
  std::string_view name;
  std::string_view file;
  std::string_view from;
  std::string_view to;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr std::string_view kLaw = "cn/l/instrument.yaml";
constexpr std::string_view kDraft = "cn/d/instrument.yaml";
constexpr std::string_view kPlace = "cn/l/art_3_no_private_place.yaml";
constexpr std::string_view kDrafted = "cn/d/art_1_no_private_place.yaml";
constexpr std::string_view kAge = "cn/l/art_2_age.yaml";
constexpr std::string_view kException = "cn/l/art_4_with_consent.yaml";
constexpr std::string_view kFiling = "cn/l/art_5_filing.yaml";
constexpr std::string_view kOthers = "cn/l/other_rows.yaml";
constexpr std::string_view kStandard = "cn/s/art_1_wider_sign.yaml";
constexpr std::string_view kCompared = "cn/d/compared.yaml";
constexpr std::string_view kYear = "cn/calendar/2025.yaml";

constexpr Row kRows[] = {
    {"unknown_fact", kPlace, "when: place.is_private", "when: place.is_privat",
     "cn/l/art_3_no_private_place.yaml:9: unknown fact `place.is_privat`; did you mean "
     "`place.is_private`?"},
    {"unknown_act", kPlace, "acts: all", "acts: [verfy]",
     "cn/l/art_3_no_private_place.yaml:8: unknown act `verfy`; did you mean `verify`?"},
    {"unknown_kind", kPlace, "kind: prohibits", "kind: prohibit",
     "cn/l/art_3_no_private_place.yaml:7: unknown kind `prohibit`; did you mean `prohibits`?"},
    {"unknown_field", kPlace, "review:", "reviewed:",
     "cn/l/art_3_no_private_place.yaml:16: unknown field `reviewed`; did you mean `review`?"},
    {"placeholder_date", kPlace, "from: 2025-06-01", "from: XX/XX/XXXX",
     "cn/l/art_3_no_private_place.yaml:13: not a calendar date: `XX/XX/XXXX`"},
    {"no_title", kPlace, "title: {zh: 规则, en: Rule}\n", "",
     "cn/l/art_3_no_private_place.yaml:1: needs `title`"},
    {"no_source", kPlace, "  source: Small Law, art. 9\n", "",
     "cn/l/art_3_no_private_place.yaml:13: needs `source`"},
    {"no_remedy", kPlace, "remedy:", "obligation:",
     "cn/l/art_3_no_private_place.yaml:1: a provision that prohibits needs `remedy`"},
    {"not_a_row", kPlace, "id: L-3-1", "id: private_place",
     "cn/l/art_3_no_private_place.yaml:1: not a row of the matrix: `private_place`"},
    {"id_twice", kPlace, "id: L-3-1", "id: L-2-1",
     "cn/l/art_3_no_private_place.yaml:1: `L-2-1` is given in cn/l/art_2_adults_only.yaml "
     "already"},
    {"in_force_too_early", kPlace, "from: 2025-06-01", "from: 2025-05-31",
     "cn/l/art_3_no_private_place.yaml: `L-3-1` is in force before its instrument"},
    {"unseen_text", kPlace, "text_confidence: A", "text_confidence: C",
     "cn/l/art_3_no_private_place.yaml: `L-3-1` prohibits but its text was not seen "
     "(confidence C): it may only advise"},
    {"law_that_is_only_proposed", kPlace, "in_force:\n  from:", "proposed:\n  on:",
     "cn/l/art_3_no_private_place.yaml:13: only a draft is `proposed`"},
    {"draft_that_is_in_force", kDrafted, "proposed:\n  on:", "in_force:\n  from:",
     "cn/d/art_1_no_private_place.yaml:13: a draft is never `in_force`: it is `proposed`"},
    {"draft_that_lasts", kDrafted, "  source:", "  until: 2030-01-01\n  source:",
     "cn/d/art_1_no_private_place.yaml:14: unknown field `until`"},
    {"instrument_of_another_status", kDraft, "status: draft", "status: in_force",
     "cn/d/instrument.yaml:9: only a draft is `proposed`"},
    {"draft_that_uses_a_number_of_the_law", "cn/d/art_2_children.yaml", "D-2-1.age",
     "L-2-1.age", "cn/d/art_2_children.yaml: `D-2-1` needs `L-2-1.age` before it has a value"},
    {"law_that_lifts_a_draft", kException, "lifts: [L-3-1]", "lifts: [D-1-1]",
     "cn/l/art_4_with_consent.yaml: `L-4-1` lifts `D-1-1`: one of them is a draft"},
    {"unknown_derived_fact", "cn/l/art_3_private_place.yaml",
     "when: place.class = bath\ndefines: place.is_private",
     "when: place.class = bath\ndefines: place.is_quiet",
     "cn/l/art_3_private_place.yaml:9: unknown derived fact `place.is_quiet`; did you mean "
     "`place.is_private`?"},
    {"no_rank", kLaw, "rank: law\n", "", "cn/l/instrument.yaml:1: needs `rank`"},
    {"unknown_rank", kLaw, "rank: law", "rank: statute",
     "cn/l/instrument.yaml:4: unknown rank `statute`"},
    {"standard_that_prohibits", kStandard, "text_confidence: C\n\nkind: advises",
     "text_confidence: A\n\nkind: prohibits",
     "cn/s/art_1_wider_sign.yaml: `S-1-1` is of kind `prohibits`, but a national_standard may "
     "only advise"},
    {"number_in_words", kAge, "value: 18", "value: 十八",
     "cn/l/art_2_age.yaml:7: not a whole number: `十八`"},
    {"edge_moved", kAge, "meets: under", "meets: at_most",
     "cn/l/art_2_adults_only.yaml:9: `L-2-1.age` is met `at_most`; this comparison parts the "
     "numbers elsewhere"},
    {"lifts_the_unknown", kException, "lifts: [L-3-1]", "lifts: [L-3-11]",
     "cn/l/art_4_with_consent.yaml:10: lifts `L-3-11`, which is not in the law; did you mean "
     "`L-3-1`?"},
    {"despite_rank_of_a_prohibition", kPlace,
     "remedy:", "despite_rank: {zh: 因, en: x}\nremedy:",
     "cn/l/art_3_no_private_place.yaml:10: a provision that prohibits has no `despite_rank`"},
    {"despite_rank_for_nothing", kException, "lifts:", "despite_rank: {zh: 因, en: x}\nlifts:",
     "cn/l/art_4_with_consent.yaml: `L-4-1` has a `despite_rank` but lifts nothing that ranks "
     "above it"},
    {"working_days_of_another_unit", kFiling, ") working_days", ") days",
     "cn/l/art_5_filing.yaml:11: `L-5-1.days` counts working_days, not `days`"},
    {"working_days_backward", kFiling, "reached_on + parameter", "reached_on - parameter",
     "cn/l/art_5_filing.yaml:11: working days are counted forward only"},
    {"working_days_in_a_condition", kFiling, "when: filing.reached_on <= today",
     "when: filing.reached_on + 30 working_days <= today",
     "cn/l/art_5_filing.yaml:9: working days are counted in `by` and `until` only"},
    {"unknown_type", "facts/person.yaml", "type: integer", "type: int",
     "facts/person.yaml:2: unknown type `int`"},
    {"fact_of_another_topic", "facts/person.yaml", "person.age_years:", "age.years:",
     "facts/person.yaml:2: `age.years` belongs into facts/age.yaml"},
    {"fact_gone", "facts/place.yaml", "place.is_private:", "place.is_privy:",
     "cn/d/art_1_no_private_place.yaml:9: unknown fact `place.is_private`; did you mean "
     "`place.is_privy`?"},
    {"unknown_status", kLaw, "status: in_force", "status: inforce",
     "cn/l/instrument.yaml:6: unknown status `inforce`; did you mean `in_force`?"},
    {"unknown_place", kOthers, "place: evidence", "place: evidense",
     "cn/l/other_rows.yaml:11: unknown place `evidense`; did you mean `evidence`?"},
    {"other_row_without_reason", kOthers, "    why: {zh: 只约束机关。, en: It binds",
     "    x: {en:", "cn/l/other_rows.yaml:8: unknown field `x`; did you mean `id`?"},
    {"other_row_with_a_rule", kOthers, "id: L-6-1", "id: L-3-1",
     "cn/l/other_rows.yaml:2: `L-3-1` is given in cn/l/art_3_no_private_place.yaml already"},
    {"part_of_an_other_row", kOthers, "id: L-6-1", "id: L-6-1.x",
     "cn/l/other_rows.yaml:2: only a part of a row: `L-6-1.x`"},
    {"other_row_twice", kOthers, "id: L-6-2", "id: L-6-1",
     "cn/l/other_rows.yaml:10: `L-6-1` is given in cn/l/other_rows.yaml already"},
    {"unknown_change", kCompared, "change: narrowed", "change: narrow",
     "cn/d/compared.yaml:7: unknown change `narrow`; did you mean `narrowed`?"},
    {"calendar_of_another_year", kYear, "year: 2025", "year: 2024",
     "cn/calendar/2025.yaml: belongs into cn/calendar/2024.yaml"},
    {"calendar_day_that_does_not_exist", kYear, "2025-05-02", "2025-05-32",
     "cn/calendar/2025.yaml:6: not a calendar date: `2025-05-32`"},
    {"calendar_day_of_another_year", kYear, "2025-05-02", "2026-05-04",
     "cn/calendar/2025.yaml: 2026-05-04 is of another year"},
    {"calendar_without_notice", kYear, "notice: {on: 2024-11-12, source: A notice}\n", "",
     "cn/calendar/2025.yaml:1: needs `notice`"},
    {"compared_with_no_row", kCompared, "final_rows: [L-3-1, L-4-1]",
     "final_rows: [L-3-1, L-4-9]", "cn/d/compared.yaml: `L-4-9` is no row of the law"},
    {"compared_without_draft", kCompared, "draft_rows: [D-1-1]", "draft_rows: [L-3-1]",
     "cn/d/compared.yaml: `L-3-1` is no row of the draft"},
};

class LoadLaw : public testing::TestWithParam<Row> {};

TEST_P(LoadLaw, refuses_with_file_and_line) {
  const Copy copy(GetParam().name);
  copy.replace(GetParam().file, GetParam().from, GetParam().to);
  const auto law = copy.load();
  ASSERT_FALSE(law);
  EXPECT_EQ(law.error().what, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(table, LoadLaw, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

std::vector<std::string> ids(const std::vector<const catalogue::Provision*>& provisions) {
  std::vector<std::string> some;
  for (const auto* provision : provisions) some.push_back(provision->id);
  return some;
}

TEST(LoadLaw, reads_a_law_of_every_kind_of_file) {
  const auto law = load_small_law();
  ASSERT_TRUE(law) << law.error().what;
  EXPECT_THAT(
      ids(law->in_force(kToday)),
      testing::ElementsAre("L-1-1", "L-2-1", "L-3-1", "L-3-1.bath", "L-4-1", "L-5-1", "S-1-1"));
  EXPECT_EQ(law->find("L-3-1")->title, (catalogue::Bilingual{.zh = "规则", .en = "Rule"}));
  EXPECT_EQ(law->instruments().size(), 3U);
  EXPECT_EQ(law->instruments().back().rank, catalogue::Rank::national_standard);
}

TEST(LoadLaw, reads_a_deadline_in_working_days) {
  const auto law = load_small_law().value();
  const auto& deadline = law.find("L-5-1")->deadline;
  ASSERT_TRUE(deadline && deadline->day.shift);
  EXPECT_EQ(deadline->day.shift->period, catalogue::Period::working_days);
}

TEST(LoadLaw, reads_the_calendar_of_each_year) {
  const auto law = load_small_law().value();
  EXPECT_EQ(law.calendar().is_working_day(2025y / 4 / 27), true);
  EXPECT_EQ(law.calendar().is_working_day(2025y / 5 / 5), false);
  EXPECT_EQ(law.calendar().is_working_day(2026y / 5 / 5), std::nullopt);
  EXPECT_EQ(law.calendar().years()[0].file, kYear);
}

TEST(LoadLaw, keeps_a_draft_apart_from_the_law) {
  const auto law = load_small_law().value();
  EXPECT_THAT(ids(law.draft("d", kToday)),
              testing::ElementsAre("D-1-1", "D-1-1.bath", "D-2-1", "L-3-1.bath"));
  EXPECT_THAT(ids(law.draft("d", 2023y / 8 / 8)),
              testing::ElementsAre("D-1-1", "D-1-1.bath", "D-2-1"));
  EXPECT_THAT(ids(law.draft("d", 2023y / 8 / 7)), testing::IsEmpty());
  EXPECT_THAT(ids(law.draft("l", kToday)), testing::IsEmpty());
}

TEST(LoadLaw, reads_the_rows_without_a_rule) {
  const auto law = load_small_law().value();
  ASSERT_EQ(law.other_rows().size(), 2U);
  EXPECT_EQ(law.other_rows()[1].id, "L-6-2");
  EXPECT_EQ(law.other_rows()[1].instrument, "l");
  EXPECT_EQ(law.other_rows()[1].file, kOthers);
  EXPECT_EQ(law.other_rows()[1].place, catalogue::OtherRow::Place::evidence);
  EXPECT_EQ(law.other_rows()[1].why.en, "Show the records of training.");
}

TEST(LoadLaw, reads_what_became_of_a_draft) {
  const auto law = load_small_law().value();
  ASSERT_EQ(law.topics().size(), 2U);
  EXPECT_EQ(law.topics()[0].change, catalogue::Change::narrowed);
  EXPECT_THAT(law.topics()[0].final_rows, testing::ElementsAre("L-3-1", "L-4-1"));
  EXPECT_THAT(law.topics()[1].draft_rows, testing::IsEmpty());
}

TEST(LoadLaw, takes_an_example_only_from_who_writes_one) {
  for (const std::string_view file : {kPlace, kAge}) {
    const Copy copy("example");
    copy.replace(file, "state: transcribed", "state: example");
    const auto law = copy.load();
    ASSERT_FALSE(law);
    EXPECT_THAT(law.error().what, testing::EndsWith("is an example and no law"));
    EXPECT_TRUE(load_law(copy.folder(), FakeCrypto(), Strictness::writing));
  }
}

TEST(LoadLaw, compares_only_drafts) {
  const Copy copy("compared");
  fs::rename(copy.folder() / kCompared, copy.folder() / "cn/l/compared.yaml");
  EXPECT_EQ(copy.load().error().what, "cn/l/compared.yaml: `l` is no draft to compare");
}

TEST(LoadLaw, lets_no_law_rest_on_the_definition_of_a_draft) {
  const Copy copy("rests_on_draft");
  fs::remove(copy.folder() / "cn/l/art_3_private_place.yaml");
  EXPECT_EQ(copy.load().error().what,
            "cn/l/art_3_no_private_place.yaml: `L-3-1` uses `place.is_private`, which nothing "
            "defines on 2025-06-01");
}

TEST(LoadLaw, gives_every_content_another_digest) {
  const Copy copy("digest");
  const auto before = copy.load().value().digest();
  EXPECT_EQ(before, load_small_law().value().digest());
  copy.replace(kAge, "still_valid_on: 2026-11-21", "still_valid_on: 2026-11-22");
  EXPECT_NE(copy.load().value().digest(), before);
}

TEST(LoadLaw, leaves_cases_explanations_and_the_matrix_out_of_the_digest) {
  const Copy copy("explanations");
  const auto before = copy.load().value().digest();
  copy.write("cases/cn/another.yaml", "cases: []\n");
  copy.write("cn/l/README.md", "a note\n");
  copy.write("matrix.yaml", "l: {}\n");
  EXPECT_EQ(copy.load().value().digest(), before);
}

TEST(LoadLaw, refuses_a_file_of_another_kind) {
  const Copy copy("kind");
  copy.write("cn/l/notes.txt", "x");
  EXPECT_EQ(copy.load().error().what, "cn/l/notes.txt: not a .yaml file");
}

TEST(LoadLaw, refuses_a_file_in_the_wrong_place) {
  const Copy copy("place");
  copy.write("cn/l/deep/x.yaml", "id: X-1\n");
  EXPECT_EQ(copy.load().error().what, "cn/l/deep/x.yaml: law files stand in cn/INSTRUMENT/");
}

TEST(LoadLaw, refuses_a_provision_without_an_instrument) {
  const Copy copy("instrument");
  fs::remove(copy.folder() / kStandard.substr(0, 5) / "instrument.yaml");
  EXPECT_EQ(copy.load().error().what,
            "cn/s/art_1_wider_sign.yaml: belongs to no known instrument: "
            "cn/s/instrument.yaml is missing");
}

TEST(LoadLaw, refuses_a_file_that_is_too_large) {
  const Copy copy("large");
  copy.write("cn/l/big.yaml", std::string((1U << 20U) + 1, '#'));
  EXPECT_EQ(copy.load().error().code, Code::exhausted);
}

TEST(LoadLaw, says_that_there_is_no_folder) {
  const auto law = load_law(fs::path(testing::TempDir()) / "no_such_law", FakeCrypto());
  ASSERT_FALSE(law);
  EXPECT_EQ(law.error().code, Code::not_found);
}

}  // namespace
}  // namespace menshen::law_yaml
