#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "contract/call.hpp"
#include "contract/detail/schema.hpp"
#include "contract/detail/strict_json.hpp"

namespace menshen::contract::detail {
namespace {

namespace json = boost::json;

constexpr std::string_view kDocument = R"({"schemas": {
  "id": {"type": "string", "minLength": 1, "maxLength": 4},
  "tree": {"type": "object", "additionalProperties": false,
           "properties": {"below": {"$ref": "#/schemas/tree"}}},
  "all": {
    "type": "object", "additionalProperties": false, "required": ["id"], "minProperties": 1,
    "properties": {
      "id": {"description": "a remark", "$ref": "#/schemas/id"},
      "word": {"type": "string", "enum": ["a", "b"]},
      "flag": {"type": "boolean"},
      "count": {"type": "integer", "minimum": 0, "maximum": 10},
      "rate": {"type": "number", "minimum": 0, "maximum": 1},
      "maybe": {"type": ["string", "null"]},
      "either": {"oneOf": [{"$ref": "#/schemas/id"}, {"type": "null"}]},
      "kept": {"allOf": [{"$ref": "#/schemas/id"}], "default": "x"},
      "day": {"type": "string", "format": "date"},
      "time": {"type": "string", "format": "date-time"},
      "hex": {"type": "string", "maxLength": 8, "pattern": "^[0-9a-f]+$"},
      "list": {"type": "array", "items": {"$ref": "#/schemas/id"}, "minItems": 1,
               "maxItems": 3, "uniqueItems": true},
      "tree": {"$ref": "#/schemas/tree"},
      "open": {"type": "object"}}}}})";

struct Row {
  const char* name;
  std::string_view value;
  std::string_view pointers;  // of the mistakes, separated by blanks
};

// Tables are read down their columns.
// clang-format off
const Row kRows[] = {
    {"the_least_is_valid",             R"({"id": "x"})", ""},
    {"what_is_required_is_missed",     R"({"word": "a"})", "/id"},
    {"a_stranger_is_refused",          R"({"id": "x", "wird": "a"})", "/wird"},
    {"a_name_is_escaped",              R"({"id": "x", "a/b~": 1})", "/a~1b~0"},
    {"a_long_name_is_not_repeated",    R"({"id": "x", "0123456789012345678901234567890123456789012345678901234567890123456789": 1})", ""},
    {"another_type_is_refused",        R"({"id": 1})", "/id"},
    {"empty_is_too_short",             R"({"id": ""})", "/id"},
    {"characters_count_and_not_bytes", R"({"id": "门神门神"})", ""},
    {"one_too_many",                   R"({"id": "12345"})", "/id"},
    {"a_zero_hides_no_length",         R"({"id": "1\u00002345"})", "/id"},
    {"a_word_is_one_of_them",          R"({"id": "x", "word": "b"})", ""},
    {"another_word_is_none",           R"({"id": "x", "word": "c"})", "/word"},
    {"a_text_is_no_boolean",           R"({"id": "x", "flag": "true"})", "/flag"},
    {"the_least_count",                R"({"id": "x", "count": 0})", ""},
    {"below_the_least",                R"({"id": "x", "count": -1})", "/count"},
    {"the_largest_count",              R"({"id": "x", "count": 10})", ""},
    {"above_the_largest",              R"({"id": "x", "count": 11})", "/count"},
    {"a_huge_count",                   R"({"id": "x", "count": 18446744073709551615})", "/count"},
    {"a_whole_double_is_a_count",      R"({"id": "x", "count": 1e1})", ""},
    {"a_fraction_is_no_count",         R"({"id": "x", "count": 1.5})", "/count"},
    {"a_count_is_a_number",            R"({"id": "x", "rate": 1})", ""},
    {"a_number_out_of_range",          R"({"id": "x", "rate": 1.01})", "/rate"},
    {"null_where_it_may_be",           R"({"id": "x", "maybe": null, "either": null})", ""},
    {"null_where_it_may_not_be",       R"({"id": null})", "/id"},
    {"either_is_held_to_its_form",     R"({"id": "x", "either": "12345"})", "/either"},
    {"all_forms_hold",                 R"({"id": "x", "kept": "12345"})", "/kept"},
    {"a_day",                          R"({"id": "x", "day": "2024-02-29"})", ""},
    {"no_day",                         R"({"id": "x", "day": "2023-02-29"})", "/day"},
    {"a_time",                         R"({"id": "x", "time": "2026-01-31T09:00:00+08:00"})", ""},
    {"a_time_without_offset",          R"({"id": "x", "time": "2026-01-31T09:00:00"})", "/time"},
    {"a_pattern",                      R"({"id": "x", "hex": "00ff"})", ""},
    {"not_the_pattern",                R"({"id": "x", "hex": "00fg"})", "/hex"},
    {"a_list",                         R"({"id": "x", "list": ["a", "b"]})", ""},
    {"an_empty_list",                  R"({"id": "x", "list": []})", "/list"},
    {"a_list_too_long",                R"({"id": "x", "list": ["a", "b", "c", "d"]})", "/list"},
    {"a_list_with_one_twice",          R"({"id": "x", "list": ["a", "b", "a"]})", "/list"},
    {"an_entry_is_wrong",              R"({"id": "x", "list": ["a", ""]})", "/list/1"},
    {"a_schema_refers_to_itself",      R"({"id": "x", "tree": {"below": {"below": {}}}})", ""},
    {"deep_below",                     R"({"id": "x", "tree": {"below": {"beneath": {}}}})", "/tree/below/beneath"},
    {"an_open_object_takes_anything",  R"({"id": "x", "open": {"a": [1, {"b": null}]}})", ""},
    {"every_mistake_is_said",          R"({"flag": 1, "count": "1"})", "/flag /count /id"},
    {"no_object",                      "[]", ""},
};
// clang-format on

std::string pointers_of(const std::vector<Mistake>& mistakes) {
  std::string pointers;
  for (const Mistake& each : mistakes) {
    if (!pointers.empty()) pointers += ' ';
    pointers += each.pointer;
  }
  return pointers;
}

class Schema : public testing::TestWithParam<Row> {};

TEST_P(Schema, says_where_a_value_is_not_as_it_should_be) {
  const json::value document = json::parse(kDocument);
  Schemas schemas(document);
  const auto schema = schemas.compile(json::object{{"$ref", "#/schemas/all"}}, "test");
  ASSERT_TRUE(schema) << schema.error().what;
  json::value value;
  ASSERT_EQ(parse_strict(GetParam().value, value), JsonFault::none);
  const auto mistakes = mistakes_in(value, **schema, Language::en);
  EXPECT_EQ(pointers_of(mistakes), GetParam().pointers);
  const bool is_valid = GetParam().pointers.empty() && GetParam().value.front() == '{' &&
                        GetParam().name != std::string_view("a_long_name_is_not_repeated");
  EXPECT_EQ(mistakes.empty(), is_valid);
  for (const Mistake& each : mistakes) EXPECT_NE(each.remedy, "");
}

INSTANTIATE_TEST_SUITE_P(table, Schema, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SchemaMistake, says_what_is_wanted_in_both_languages_and_never_what_came) {
  const json::value document = json::parse(kDocument);
  Schemas schemas(document);
  const auto schema = schemas.compile(json::object{{"$ref", "#/schemas/all"}}, "test");
  ASSERT_TRUE(schema);
  const json::value value{{"id", "13800138000"}, {"wird", "13800138000"}, {"count", 11}};
  const auto en = mistakes_in(value, **schema, Language::en);
  ASSERT_EQ(en.size(), 3U);
  EXPECT_EQ(en[0].remedy, "give a text of 1 to 4 characters");
  EXPECT_EQ(en[1].remedy, "is `word` meant?");
  EXPECT_EQ(en[2].remedy, "give a whole number from 0 to 10");
  const auto zh = mistakes_in(value, **schema, Language::zh);
  ASSERT_EQ(zh.size(), 3U);
  EXPECT_EQ(zh[2].problem, "超出范围");
  for (const auto& mistakes : {en, zh}) {
    for (const Mistake& each : mistakes) {
      EXPECT_THAT(each.pointer + each.problem + each.remedy,
                  testing::Not(testing::HasSubstr("138")));
    }
  }
}

TEST(SchemaMistake, says_the_first_twenty) {
  const json::value document = json::parse(kDocument);
  Schemas schemas(document);
  const auto schema = schemas.compile(json::object{{"$ref", "#/schemas/all"}}, "test");
  ASSERT_TRUE(schema);
  json::object value;
  for (int i = 0; i < 1'000; ++i) value["stranger" + std::to_string(i)] = i;
  EXPECT_EQ(mistakes_in(value, **schema, Language::en).size(), 20U);
}

TEST(Schemas, refuse_what_they_do_not_check) {
  const json::value document = json::parse(kDocument);
  for (const std::string_view schema :
       {R"({"type": "text"})", R"({"anyOf": []})", R"({"format": "email"})",
        R"({"type": "string", "pattern": "^a"})", R"({"maxLength": 9, "pattern": "("})",
        R"({"type": "array", "uniqueItems": true})", R"({"minLength": -1})", R"({"enum": [1]})",
        R"({"$ref": "#/schemas/nothing"})", R"({"$ref": "other.json"})",
        R"({"properties": {"a": true}})", R"({"oneOf": {}})", R"("object")"}) {
    Schemas schemas(document);
    EXPECT_FALSE(schemas.compile(json::parse(schema), "test")) << schema;
  }
}

struct JsonRow {
  std::string text;
  JsonFault fault;
};

TEST(StrictJson, refuses_what_two_readers_could_take_for_two_things) {
  const std::vector<JsonRow> rows{
      {R"({"a": {"b": [1, "x", null, true]}})", JsonFault::none},
      {R"({"a": 1, "A": 1})", JsonFault::none},
      {R"({"a": 1, "a": 1})", JsonFault::repeated},
      {R"([{"b": {"a": 1, "a": 2}}])", JsonFault::repeated},
      {R"({"a": 1, "\u0061": 1})", JsonFault::repeated},
      {"1e400", JsonFault::number},
      {"-1e400", JsonFault::number},
      {"[1e308]", JsonFault::none},
      {"", JsonFault::syntax},
      {"{} {}", JsonFault::syntax},
      {"{\"a\": \"\xff\"}", JsonFault::syntax},
      {R"({"a": "\ud800"})", JsonFault::syntax},
      {"{\"a\": 1,}", JsonFault::syntax},
      {"\xef\xbb\xbf{}", JsonFault::syntax},
      {"NaN", JsonFault::syntax},
      {"01", JsonFault::syntax},
      {std::string(32, '[') + std::string(32, ']'), JsonFault::none},
      {std::string(33, '[') + std::string(33, ']'), JsonFault::depth},
  };
  for (const JsonRow& row : rows) {
    json::value value;
    EXPECT_EQ(parse_strict(row.text, value), row.fault) << row.text;
  }
}

TEST(StrictJson, makes_integers_of_whole_numbers) {
  json::value value;
  ASSERT_EQ(parse_strict("[1.0, 1e2, -0.0, 9007199254740993.0, 0.5]", value), JsonFault::none);
  EXPECT_EQ(json::serialize(value),
            json::serialize(json::value{1, 100, 0, 9007199254740992.0, 0.5}));
}

}  // namespace
}  // namespace menshen::contract::detail
