#include "registry/field_value.hpp"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Row {
  std::string_view name;
  ValueType type;
  Texts texts;
  std::string_view written;  // empty: refused
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const std::string kDigest(64, 'a');

// clang-format off
const Row kRows[] = {
    {"yes",                ValueType::boolean, {"yes"},                  "yes", ""},
    {"true_is_yes",        ValueType::boolean, {"true"},                 "yes", ""},
    {"no",                 ValueType::boolean, {"no"},                   "no",  ""},
    {"false_is_no",        ValueType::boolean, {"false"},                "no",  ""},
    {"capitals_are_none",  ValueType::boolean, {"Yes"},                  "",    "neither yes nor no"},
    {"one_is_no_boolean",  ValueType::boolean, {"1"},                    "",    "neither yes nor no"},
    {"count",              ValueType::count,   {"30"},                   "30",  ""},
    {"below_zero",         ValueType::count,   {"-1"},                   "-1",  ""},
    {"a_sign_too_many",    ValueType::count,   {"+30"},                  "",    "no whole number"},
    {"a_unit",             ValueType::count,   {"30d"},                  "",    "no whole number"},
    {"a_fraction",         ValueType::count,   {"3.5"},                  "",    "no whole number"},
    {"more_than_64_bits",  ValueType::count,   {"9223372036854775808"},  "",    "no whole number"},
    {"text",               ValueType::text,    {"东门 gate"},            "东门 gate", ""},
    {"two_texts",          ValueType::text,    {"a", "b"},               "",    "give it once"},
    {"no_utf8",            ValueType::text,    {"\xff"},                 "",    "no UTF-8"},
    {"texts",              ValueType::texts,   {"a, b", "c"},            "a, b, c", ""},
    {"an_empty_entry",     ValueType::texts,   {"a", ""},                "",    "an empty entry"},
    {"an_entry_no_utf8",   ValueType::texts,   {"a", "\xff"},            "",    "no UTF-8"},
    {"date",               ValueType::date,    {"2026-01-31"},           "2026-01-31", ""},
    {"no_such_day",        ValueType::date,    {"2026-02-30"},           "",    "write it as 2026-01-31"},
    {"instant",            ValueType::instant, {"2026-01-31T08:00:00+08:00"}, "2026-01-31T00:00:00.000Z", ""},
    {"instant_of_no_place",ValueType::instant, {"2026-01-31T08:00:00"},  "",    "with its offset"},
    {"digest",             ValueType::digest,  {kDigest},                kDigest, ""},
    {"digest_in_capitals", ValueType::digest,  {std::string(64, 'A')},   "",    "64 hexadecimal digits"},
    {"digest_too_short",   ValueType::digest,  {std::string(63, 'a')},   "",    "64 hexadecimal digits"},
    {"digest_too_long",    ValueType::digest,  {std::string(65, 'a')},   "",    "64 hexadecimal digits"},
    {"no_hexadecimal",     ValueType::digest,  {std::string(64, 'g')},   "",    "64 hexadecimal digits"},
    {"id",                 ValueType::id,      {"east-gate"},            "east-gate", ""},
};
// clang-format on

class ReadValue : public testing::TestWithParam<Row> {};

TEST_P(ReadValue, reads_what_is_well_formed_and_says_what_else_was_expected) {
  const Row& row = GetParam();
  const auto value = read_value(row.type, row.texts);
  ASSERT_EQ(value.has_value(), row.refusal.empty());
  if (!value) {
    EXPECT_EQ(value.error().code, Code::invalid_input);
    EXPECT_THAT(value.error().what, HasSubstr(std::string(row.refusal)));
    return;
  }
  EXPECT_EQ(text_of(*value), row.written);
  EXPECT_EQ(read_value(row.type, texts_of(*value)), *value);
}

INSTANTIATE_TEST_SUITE_P(table, ReadValue, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ReadValue, never_repeats_what_came) {
  for (const auto type : {ValueType::boolean, ValueType::count, ValueType::date,
                          ValueType::instant, ValueType::digest}) {
    const Texts secret{"Zhang San"};
    const auto value = read_value(type, secret);
    ASSERT_FALSE(value);
    EXPECT_THAT(value.error().what, testing::Not(HasSubstr("Zhang"))) << name(type);
  }
}

TEST(Describe, names_every_kind_once_and_its_identifier_first) {
  std::set<std::string_view> names;
  for (Kind kind = 0; kind < kKinds; ++kind) {
    names.insert(name_of(kind));
    const auto fields = describe(kind);
    ASSERT_FALSE(fields.empty());
    EXPECT_EQ(fields.front().name, "id") << name_of(kind);
    EXPECT_EQ(fields.front().type, ValueType::id) << name_of(kind);
  }
  EXPECT_EQ(names.size(), kKinds);
  EXPECT_TRUE(name_of(kKinds).empty());
}

FieldDescription field(Kind kind, std::string_view name) {
  const auto fields = describe(kind);
  const auto found = std::ranges::find(fields, name, &FieldDescription::name);
  return found == fields.end() ? FieldDescription{} : *found;
}

TEST(Describe, says_type_need_and_words) {
  EXPECT_EQ(field(kKind<Device>, "place").type, ValueType::id);
  EXPECT_TRUE(field(kKind<Device>, "place").is_required);
  EXPECT_EQ(field(kKind<Device>, "capabilities").type, ValueType::texts);
  EXPECT_FALSE(field(kKind<Device>, "capabilities").is_required);
  EXPECT_THAT(std::vector(field(kKind<Device>, "mode").words.begin(),
                          field(kKind<Device>, "mode").words.end()),
              ElementsAre("observe", "advise", "enforce"));
  EXPECT_TRUE(field(kKind<Device>, "vendor").words.empty());
  EXPECT_EQ(field(kKind<Device>, "credential").type, ValueType::digest);
  EXPECT_EQ(field(kKind<Device>, "last_tested_on").type, ValueType::date);
  EXPECT_EQ(field(kKind<Device>, "range_set_reasonably").type, ValueType::boolean);
  EXPECT_EQ(field(kKind<Place>, "site").type, ValueType::id);
  EXPECT_FALSE(field(kKind<Place>, "site").is_required);
  EXPECT_EQ(field(kKind<Request>, "received_at").type, ValueType::instant);
  EXPECT_EQ(field(kKind<Request>, "kind").type, ValueType::text);
  EXPECT_TRUE(field(kKind<Request>, "kind").is_required);
}

// Held to the records, which say it too.
TEST(Describe, says_what_a_new_record_has_when_nobody_says) {
  EXPECT_EQ(field(kKind<Notice>, "version").otherwise,
            std::to_string(Notice{.id = NoticeId("n"), .purpose = PurposeId("p")}.version));
  EXPECT_EQ(field(kKind<Filing>, "state").otherwise,
            (Filing{.id = FilingId("f"), .organization = OrganizationId("o")}.state));
  EXPECT_EQ(field(kKind<Obligation>, "escalation").otherwise,
            std::to_string(
                Obligation{.id = ObligationId("o"), .kind = "k", .raised_on = {}}.escalation));
}

}  // namespace
}  // namespace menshen::registry
