#include "state/change_text.hpp"

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"

namespace menshen::state {
namespace {

using namespace registry;  // NOLINT: the words of the table

constexpr Instant kWhen{std::chrono::milliseconds{1'800'000'000'123}};
constexpr CivilDate kBorn{std::chrono::days{-400}};  // before 1970

struct Row {
  std::string_view name;
  Change change;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// Every kind, with every type of field there is.
const Row kRows[] = {
    {"nothing", Nothing{}},
    {"withdraw", Withdraw{SubjectId("ana"), PurposeId("door"), kWhen}},
    {"erase", Erase{SubjectId("ana")}},
    {"snapshot", Snapshot{.first = 70'000}},
    {"bare_purpose", Put{Purpose{.id = PurposeId("door")}}},
    {"purpose", Put{Purpose{.id = PurposeId("door"),
                            .kind = "entrance_access",
                            .basis_documented = false,
                            .is_specific = true,
                            .retention_days = 30,
                            .assessed_on = kBorn}}},
    {"place", Put{Place{.id = PlaceId("hall"), .spot = "", .open_to_public = true}}},
    {"device", Put{Device{.id = DeviceId("cam"), .place = PlaceId("hall")}}},
    {"notice", Put{Notice{.id = NoticeId("n"), .purpose = PurposeId("door"), .version = -3}}},
    {"subject", Put{Subject{.id = SubjectId("安娜"), .birth_date = kBorn}}},
    {"consent", Put{Consent{.id = ConsentId("c"),
                            .subject = SubjectId("ana"),
                            .purpose = PurposeId("door"),
                            .notice = NoticeId("n"),
                            .notice_shown_at = kWhen,
                            .was_given = true,
                            .answered_at = kWhen,
                            .guardian_relation_proved = false}}},
    {"alternative", Put{Alternative{.id = AlternativeId("a"),
                                    .place = PlaceId("hall"),
                                    .kind = "card",
                                    .wait_percent_of_face = 100}}},
};

class ChangeText : public testing::TestWithParam<Row> {};

TEST_P(ChangeText, is_read_as_it_was_written) {
  const auto text = encode(GetParam().change);
  const auto change = decode(text);
  ASSERT_TRUE(change) << change.error().what;
  EXPECT_EQ(change->index(), GetParam().change.index());
  EXPECT_EQ(to_hex(encode(*change)), to_hex(text));
}

TEST_P(ChangeText, is_like_no_other) {
  for (const Row& other : kRows) {
    if (other.name == GetParam().name) continue;
    EXPECT_NE(encode(other.change), encode(GetParam().change)) << other.name;
  }
}

TEST_P(ChangeText, that_was_cut_short_is_refused) {
  const auto text = encode(GetParam().change);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(decode(std::span(text).first(size))) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(table, ChangeText, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

std::vector<std::byte> from_hex(std::string_view hex) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(
        static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

// [1, "subject", {"id": "ana", "birth_date": -400}], by the tables of RFC 8949.
constexpr std::string_view kSubject =
    "83"
    "01"
    "67"
    "7375626a656374"
    "a2"
    "62"
    "6964"
    "63"
    "616e61"
    "6a"
    "62697274685f64617465"
    "39018f";

TEST(ChangeTextBytes, are_deterministic_cbor_with_shorter_names_first) {
  EXPECT_EQ(to_hex(encode(Put{Subject{.id = SubjectId("ana"), .birth_date = kBorn}})),
            kSubject);
}

struct Refused {
  std::string_view name;
  std::string_view hex;
};

std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }

class ChangeTextRefuses : public testing::TestWithParam<Refused> {};

TEST_P(ChangeTextRefuses, what_no_change_is_written_as) {
  const auto change = decode(from_hex(GetParam().hex));
  ASSERT_FALSE(change);
  EXPECT_EQ(change.error().code, Code::invalid_input);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    table, ChangeTextRefuses,
    testing::Values(
        Refused{"another_version",      "83026565" "72617365a1677375626a65637463616e61"},
        Refused{"another_kind",         "83016565" "72617366a1677375626a65637463616e61"},
        Refused{"a_missing_field",      "83016565" "72617365a0"},
        Refused{"an_unknown_field",     "83016565" "72617365a2626964" "63616e61" "677375626a65637463616e61"},
        Refused{"a_field_of_other_type","83016565" "72617365a1677375626a656374" "01"},
        Refused{"bytes_behind_it",      "83016565" "72617365a1677375626a65637463616e61" "00"},
        Refused{"fields_out_of_order",  "83016" "77375626a656374a2" "6a62697274685f64617465" "39018f" "626964" "63616e61"},
        Refused{"two_parts",            "82016565" "72617365"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(ChangeTextBytes, of_the_refusals_differ_from_these_by_one_mistake_each) {
  EXPECT_TRUE(
      decode(from_hex("83016565"
                      "72617365a1677375626a65637463616e61")));
  EXPECT_TRUE(decode(from_hex(kSubject)));
}

}  // namespace
}  // namespace menshen::state
