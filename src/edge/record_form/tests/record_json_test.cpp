#include "record_form/record_json.hpp"

#include <chrono>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "registry/change_text.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {
namespace {

using namespace registry;  // NOLINT: the words of the tables

std::string text_for(const FieldDescription& field) {
  if (!field.words.empty()) return std::string(field.words.front());
  switch (field.type) {
    case ValueType::boolean: return "no";
    case ValueType::count: return "7";
    case ValueType::text:
    case ValueType::texts:
    case ValueType::id: return "东 \"7\"\n";
    case ValueType::date: return "2026-01-31";
    case ValueType::instant: return "2026-01-31T01:02:03.004Z";
    case ValueType::digest: return std::string(64, 'e');
  }
  return "";
}

class EveryKind : public testing::TestWithParam<Kind> {};

TEST_P(EveryKind, comes_back_from_json_as_it_was) {
  Draft draft = Draft::blank(GetParam(), "7");
  for (const auto& field : describe(GetParam())) {
    if (field.name == "id") continue;
    ASSERT_TRUE(draft.set(field.name, text_for(field))) << field.name;
  }
  const Record record = draft.record().value();
  Draft again = Draft::blank(GetParam(), "7");
  const auto read = read_json(record_as_json(record), again);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(encode(again.record().value()), encode(record));
}

INSTANTIATE_TEST_SUITE_P(table, EveryKind, testing::Range(Kind{0}, kKinds),
                         [](const auto& row) { return std::string(name_of(row.param)); });

const Device kDevice{.id = DeviceId("cam"),
                     .place = PlaceId("hall"),
                     .mode = "observe",
                     .capabilities = {"capture", "detect"},
                     .range_set_reasonably = true,
                     .last_tested_on = CivilDate(std::chrono::year(2026) / 1 / 31)};

TEST(RecordJson, has_the_names_and_types_of_the_fields) {
  EXPECT_EQ(
      record_as_json(kDevice),
      R"({"id":"cam","place":"hall","mode":"observe","capabilities":["capture","detect"],)"
      R"("range_set_reasonably":true,"last_tested_on":"2026-01-31"})"
      "\n");
}

const Instant kAt{std::chrono::milliseconds(1'800'000'000'123)};

TEST(RecordJson, says_where_a_kept_record_comes_from) {
  const KeptRecord kept{.record = Site{.id = SiteId("s"), .organization = OrganizationId("o")},
                        .origin = {.version = 3, .entry = 17, .at = kAt}};
  EXPECT_EQ(kept_as_json(kept),
            R"({"kind":"site","record":{"id":"s","organization":"o"},"version":3,"entry":17,)"
            R"("at":"2027-01-15T08:00:00.123Z"})"
            "\n");
}

TEST(RecordJson, of_a_full_page_says_what_to_ask_for_next) {
  const std::vector<KeptRecord> page{
      {.record = Site{.id = SiteId("s"), .organization = OrganizationId("o")},
       .origin = {.at = kAt}}};
  EXPECT_THAT(page_as_json(kKind<Site>, page, 1), testing::HasSubstr(R"("next":"s")"));
  EXPECT_THAT(page_as_json(kKind<Site>, page, 2), testing::Not(testing::HasSubstr("next")));
  EXPECT_EQ(page_as_json(kKind<Site>, {}, 2), "{\"kind\":\"site\",\"records\":[]}\n");
}

TEST(ReadJson, changes_only_the_fields_that_it_names) {
  Draft draft = Draft::of(kDevice);
  ASSERT_TRUE(read_json(R"({"id": "cam", "mode": "enforce", "capabilities": null})", draft));
  const auto device = std::get<Device>(draft.record().value());
  EXPECT_EQ(device.mode, "enforce");
  EXPECT_TRUE(device.capabilities.empty());
  EXPECT_EQ(device.range_set_reasonably, true);
}

struct Refused {
  std::string_view name;
  std::string json;
  std::string_view what;
};

std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }

class ReadJsonRefuses : public testing::TestWithParam<Refused> {};

TEST_P(ReadJsonRefuses, what_is_no_such_record_and_names_the_field) {
  Draft draft = Draft::of(kDevice);
  const auto done = read_json(GetParam().json, draft);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().what, testing::HasSubstr(std::string(GetParam().what)));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    table, ReadJsonRefuses,
    testing::Values(
        Refused{"no_json",              "{",                        "is no JSON: "},
        Refused{"no_object",            "[]",                       "is no JSON object"},
        Refused{"something_behind",     "{} {}",                    "is no JSON: "},
        Refused{"an_unknown_field",     R"({"modes": "enforce"})",  "device.modes: is no field; did you mean `mode`?"},
        Refused{"another_identifier",   R"({"id": "cam2"})",        "device.id: is that of another record"},
        Refused{"no_identifier",        R"({"id": null})",          "device.id: is that of another record"},
        Refused{"a_text_for_a_boolean", R"({"range_set_reasonably": "yes"})", "device.range_set_reasonably: must be true or false"},
        Refused{"a_text_for_a_list",    R"({"capabilities": "detect"})", "device.capabilities: must be a list of texts"},
        Refused{"a_number_in_a_list",   R"({"capabilities": [1]})", "device.capabilities: must be a list of texts"},
        Refused{"a_number_for_a_text",  R"({"vendor": 7})",         "device.vendor: must be a text"},
        Refused{"an_object",            R"({"vendor": {}})",        "device.vendor: must be a text"},
        Refused{"no_day",               R"({"last_tested_on": "today"})", "device.last_tested_on: is no day"},
        Refused{"longer_than_a_record", std::string(kJsonBytesMax + 1, ' '), "is longer than"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(ReadJson, refuses_a_count_that_is_no_whole_number) {
  for (const std::string_view count : {"\"30\"", "30.0", "9223372036854775808", "true"}) {
    Draft draft = Draft::blank(kKind<Purpose>, "p");
    const auto done = read_json("{\"retention_days\": " + std::string(count) + "}", draft);
    ASSERT_FALSE(done) << count;
    EXPECT_EQ(done.error().what, "purpose.retention_days: must be a whole number");
  }
}

}  // namespace
}  // namespace menshen::record_form
