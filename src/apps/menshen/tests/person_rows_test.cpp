#include "menshen/detail/person_rows.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/vocabulary.hpp"
#include "csv/read_csv.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/testing/filled.hpp"

namespace menshen::app {
namespace {

using registry::KeptRecord;
using registry::Record;
using registry::Subject;
using Cells = std::vector<std::string>;

struct Columns {
  std::string_view name;
  Cells columns;
  std::string refusal;
};

std::ostream& operator<<(std::ostream& out, const Columns& row) { return out << row.name; }

class RefusesColumns : public testing::TestWithParam<Columns> {};

TEST_P(RefusesColumns, with_the_remedy) {
  const auto columns = person_columns(GetParam().columns);
  ASSERT_FALSE(columns);
  EXPECT_EQ(columns.error(), (Error{Code::invalid_input, GetParam().refusal}));
}

constexpr std::string_view kFields =
    "id, birth_date, age_band, is_disabled_or_elderly, needs, relation";

INSTANTIATE_TEST_SUITE_P(
    table, RefusesColumns,
    testing::Values(
        Columns{
            "no_id",
            {"1980-01-01", "tenant"},  // somebody's, which is not repeated
            "line 1: names no column `id`; the first line names the columns, of which there "
            "are " +
                std::string(kFields)},
        Columns{"unknown",
                {"id", "colour"},
                "column `colour`: is no field of a person; there are " + std::string(kFields) +
                    "; leave it out"},
        Columns{"slip",
                {"id", "birthdate"},
                "column `birthdate`: is no field of a person; did you mean `birth_date`?"},
        Columns{"names_of_people",
                {"id", "姓名"},
                "column `姓名`: no names and addresses of people are kept; leave it out, and "
                "keep elsewhere whose pseudonym an `id` is"}),
    [](const auto& row) { return std::string(row.param.name); });

const Cells kColumns{"relation", "id", "birth_date", "needs"};

Result<Record> read(const Cells& cells, const std::optional<KeptRecord>& on_file = {}) {
  static const auto vocabulary = catalogue::Vocabulary::make({}, {}).value();
  return person_of(person_columns(kColumns).value(), cells, on_file, vocabulary);
}

constexpr CivilDate kBorn{std::chrono::year{1950} / 3 / 2};

struct Row {
  std::string_view name;
  Cells cells;
  std::optional<Subject> on_file;
  Subject subject;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class ReadsPerson : public testing::TestWithParam<Row> {};

TEST_P(ReadsPerson, over_what_is_on_file) {
  std::optional<KeptRecord> kept;
  if (GetParam().on_file) kept = KeptRecord{*GetParam().on_file, {}};
  const auto record = read(GetParam().cells, kept);
  ASSERT_TRUE(record) << record.error().what;
  EXPECT_TRUE(registry::are_same(*record, GetParam().subject));
}

INSTANTIATE_TEST_SUITE_P(
    table, ReadsPerson,
    testing::Values(
        Row{"whole",
            {"tenant", "p-1", "1950-03-02", "large_type"},
            {},
            {.id = SubjectId("p-1"),
             .birth_date = kBorn,
             .needs = {"large_type"},
             .relation = "tenant"}},
        Row{"bare", {"", "p-1", "", ""}, {}, {.id = SubjectId("p-1")}},
        Row{"several_needs",
            {"", "p-1", "", "large_type;  voice ;wheelchair"},
            {},
            {.id = SubjectId("p-1"), .needs = {"large_type", "voice", "wheelchair"}}},
        Row{"an_empty_cell_takes_away",
            {"owner", "p-1", "", ""},
            Subject{.id = SubjectId("p-1"), .birth_date = kBorn, .needs = {"voice"}},
            {.id = SubjectId("p-1"), .relation = "owner"}},
        Row{"what_has_no_column_stays",
            {"owner", "p-1", "", ""},
            Subject{.id = SubjectId("p-1"), .age_band = "adult"},
            {.id = SubjectId("p-1"), .age_band = "adult", .relation = "owner"}}),
    [](const auto& row) { return std::string(row.param.name); });

struct Refused {
  std::string_view name;
  Cells cells;
  csv::Problem problem;
};

std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }

class RefusesPerson : public testing::TestWithParam<Refused> {};

TEST_P(RefusesPerson, naming_the_column_and_never_what_stands_in_it) {
  const auto record = read(GetParam().cells);
  ASSERT_FALSE(record);
  EXPECT_EQ(problem_in(7, record.error()), GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    table, RefusesPerson,
    testing::Values(
        Refused{"no_id", {"", "", "", ""}, {7, "id", "is empty; give an identifier"}},
        Refused{"a_long_id",
                {"", std::string(129, 'p'), "", ""},
                {7, "id", "is longer than 128 bytes"}},
        Refused{"no_day",
                {"", "p-1", "Zhang San", ""},
                {7, "birth_date", "is no day; write it as 2026-01-31"}},
        Refused{"no_day_of_the_calendar",
                {"", "p-1", "1950-02-30", ""},
                {7, "birth_date", "is no day; write it as 2026-01-31"}},
        Refused{"nothing_between_two_needs",
                {"", "p-1", "", "voice; ;large_type"},
                {7, "needs", "has an empty entry; leave it out"}},
        Refused{"a_control_character",
                {"\x01", "p-1", "", ""},
                {7, "relation", "holds a control character; leave it out"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Problem, without_a_field_is_of_the_whole_row) {
  EXPECT_EQ(problem_in(3, {Code::invalid_input, "subject needs id; give it"}),
            (csv::Problem{3, "", "subject needs id; give it"}));
}

}  // namespace
}  // namespace menshen::app
