#include "registry/draft.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "registry/change_text.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

using testing::HasSubstr;
using testing::Not;

// Some text that a field can hold.
std::string text_for(const FieldDescription& field) {
  if (!field.words.empty()) return std::string(field.words.back());
  switch (field.type) {
    case ValueType::boolean: return "no";
    case ValueType::count: return "7";
    case ValueType::text:
    case ValueType::texts:
    case ValueType::id: return "东-7";
    case ValueType::date: return "1969-12-31";
    case ValueType::instant: return "1969-12-31T23:59:59.999Z";
    case ValueType::digest: return std::string(63, '0') + "7";
  }
  return "";
}

// Every kind of record, by its number.
class EveryKind : public testing::TestWithParam<Kind> {};

TEST_P(EveryKind, comes_back_as_it_was_from_a_draft_with_every_field) {
  Draft draft = Draft::blank(GetParam(), "7");
  for (const auto& field : describe(GetParam())) {
    if (field.name == "id") continue;
    const auto done = draft.set(field.name, text_for(field));
    ASSERT_TRUE(done) << done.error().what;
    EXPECT_TRUE(draft.has(field.name));
  }
  const auto record = draft.record();
  ASSERT_TRUE(record) << record.error().what;
  EXPECT_EQ(record->index(), GetParam());
  const Draft again = Draft::of(*record);
  EXPECT_EQ(again.id(), "7");
  EXPECT_EQ(std::vector(again.values().begin(), again.values().end()),
            std::vector(draft.values().begin(), draft.values().end()));
  EXPECT_EQ(encode(again.record().value()), encode(*record));
}

TEST_P(EveryKind, with_only_what_must_be_there_leaves_the_rest_absent) {
  Draft draft = Draft::blank(GetParam(), "7");
  for (const auto& field : describe(GetParam())) {
    if (!field.is_required || draft.has(field.name)) continue;
    ASSERT_TRUE(draft.set(field.name, text_for(field)));
  }
  const auto record = draft.record();
  ASSERT_TRUE(record) << record.error().what;
  const Draft again = Draft::of(*record);
  for (const auto& field : describe(GetParam())) {
    EXPECT_EQ(again.has(field.name), field.is_required) << field.name;
  }
}

TEST_P(EveryKind, is_refused_without_what_must_be_there_by_its_name) {
  for (const auto& left_out : describe(GetParam())) {
    if (!left_out.is_required || left_out.name == "id") continue;
    Draft draft = Draft::blank(GetParam(), "7");
    for (const auto& field : describe(GetParam())) {
      if (field.name == "id") continue;
      ASSERT_TRUE(draft.set(field.name, text_for(field)));
    }
    ASSERT_TRUE(draft.set(left_out.name, ""));
    const auto record = draft.record();
    ASSERT_FALSE(record) << left_out.name;
    EXPECT_EQ(record.error().code, Code::invalid_input);
    EXPECT_THAT(record.error().what, HasSubstr(std::string(left_out.name)));
  }
}

INSTANTIATE_TEST_SUITE_P(table, EveryKind, testing::Range(Kind{0}, kKinds),
                         [](const auto& row) { return std::string(name_of(row.param)); });

TEST(Draft, changes_only_the_fields_that_are_set) {
  Draft draft = Draft::of(Device{.id = DeviceId("cam"),
                                 .place = PlaceId("hall"),
                                 .mode = "observe",
                                 .capabilities = {"capture"},
                                 .vendor = "a vendor"});
  ASSERT_TRUE(draft.set("mode", "enforce"));
  const std::vector<std::string> capabilities{"detect", "verify"};
  ASSERT_TRUE(draft.set("capabilities", capabilities));
  ASSERT_TRUE(draft.set("vendor", ""));
  const auto device = std::get<Device>(draft.record().value());
  EXPECT_EQ(device.mode, "enforce");
  EXPECT_EQ(device.capabilities, capabilities);
  EXPECT_EQ(device.vendor, std::nullopt);
  EXPECT_EQ(device.place, PlaceId("hall"));
}

TEST(Draft, of_a_list_may_set_it_empty) {
  Draft draft =
      Draft::of(Subject{.id = SubjectId("ana"), .needs = {"voice"}, .relation = "tenant"});
  ASSERT_TRUE(draft.set("needs", ""));
  EXPECT_FALSE(draft.has("needs"));
  ASSERT_TRUE(draft.set("relation", std::vector<std::string>()));
  EXPECT_FALSE(draft.has("relation"));
}

TEST(Draft, that_was_refused_a_value_keeps_the_one_it_had) {
  Draft draft = Draft::of(Subject{.id = SubjectId("ana"), .relation = "tenant"});
  EXPECT_FALSE(draft.set("relation", std::vector<std::string>{"owner", "tenant"}));
  EXPECT_EQ(std::get<Subject>(draft.record().value()).relation, "tenant");
}

struct Refused {
  std::string_view name;
  std::string_view field;
  std::string text;
  std::string_view what;
};

std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }

class DraftRefuses : public testing::TestWithParam<Refused> {};

TEST_P(DraftRefuses, what_no_such_record_can_hold) {
  Draft draft = Draft::blank(kKind<Subject>, "ana");
  const auto done = draft.set(GetParam().field, GetParam().text);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), (Error{Code::invalid_input, std::string(GetParam().what)}));
}

const std::string kLongName(65, 'x');

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    table, DraftRefuses,
    testing::Values(
        Refused{"a_slip_in_the_name", "birthdate", "2020-01-31",
                "subject.birthdate: is no field; did you mean `birth_date`?"},
        Refused{"another_name", "face", "x",
                "subject.face: is no field; there are id, birth_date, age_band, "
                "is_disabled_or_elderly, needs, relation, frozen_since"},
        Refused{"a_name_too_long_to_repeat", kLongName, "x",
                "subject.: is no field; there are id, birth_date, age_band, "
                "is_disabled_or_elderly, needs, relation, frozen_since"},
        Refused{"another_identifier", "id", "bo",
                "subject.id: is what the record is called and does not change"},
        Refused{"another_type", "birth_date", "yesterday",
                "subject.birth_date: is no day; write it as 2026-01-31"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(Draft, names_all_that_is_missing_at_once) {
  const auto record = Draft::blank(kKind<Request>, "r").record();
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().what, "request needs subject, kind, received_at; give them");
}

}  // namespace
}  // namespace menshen::registry
