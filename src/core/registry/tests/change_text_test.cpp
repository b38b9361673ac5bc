#include "registry/change_text.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/from_hex.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/testing/filled.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

constexpr Instant kWhen{std::chrono::milliseconds{1'800'000'000'123}};
constexpr CivilDate kBorn{std::chrono::days{-400}};  // before 1970

struct Row {
  std::string name;
  Change change;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// Every kind of record with every field, with only those that must be there, and of a snapshot;
// and every change that is no record.
std::vector<Row> rows() {
  std::vector<Row> rows{
      {"nothing", Nothing{}},
      {"withdraw", Withdraw{SubjectId("ana"), PurposeId("door"), kWhen}},
      {"lapse", Lapse{SubjectId("ana"), PurposeId("door"), kWhen}},
      {"erase", Erase{SubjectId("ana")}},
      {"snapshot", Snapshot{.first = 70'000}},
      {"negative_count",
       Put{Notice{.id = NoticeId("n"), .purpose = PurposeId("door"), .version = -3}, {}}},
      {"empty_text", Put{Place{.id = PlaceId("hall"), .spot = ""}, {}}},
  };
  const auto add = [&rows](const Record& record, const char* how, std::optional<Stamp> stamp) {
    rows.push_back({std::string(kind_name(record)) + "_" + how, Put{record, stamp}});
  };
  const auto whole = one_of_each(Filled::whole);
  const auto bare = one_of_each(Filled::bare);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    add(whole[i], "whole", {});
    add(whole[i], "of_a_snapshot", Stamp{.version = 7, .at = kWhen});
    if (!are_same(whole[i], bare[i])) add(bare[i], "bare", {});
  }
  return rows;
}

class ChangeText : public testing::TestWithParam<Row> {};

TEST_P(ChangeText, is_read_as_it_was_written) {
  const auto text = encode(GetParam().change);
  const auto change = decode(text);
  ASSERT_TRUE(change) << change.error().what;
  EXPECT_EQ(change->index(), GetParam().change.index());
  EXPECT_EQ(to_hex(encode(*change)), to_hex(text));
}

TEST_P(ChangeText, keeps_every_field_of_a_record) {
  const auto* put = std::get_if<Put>(&GetParam().change);
  if (put == nullptr) return;
  const auto change = decode(encode(GetParam().change)).value();
  const auto& read = std::get<Put>(change);
  EXPECT_TRUE(are_same(read.record, put->record));
  ASSERT_EQ(read.stamp.has_value(), put->stamp.has_value());
  if (!put->stamp) return;
  EXPECT_EQ(read.stamp->version, put->stamp->version);
  EXPECT_EQ(read.stamp->at, put->stamp->at);
}

TEST_P(ChangeText, is_like_no_other) {
  for (const Row& other : rows()) {
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

INSTANTIATE_TEST_SUITE_P(table, ChangeText, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.name; });

struct Vector {
  std::string_view name;
  Change change;
  std::string_view hex;  // by the tables of RFC 8949
};

std::ostream& operator<<(std::ostream& out, const Vector& row) { return out << row.name; }

Digest of_ones() {
  Digest digest{};
  digest.fill(std::byte{0x11});
  return digest;
}

class ChangeTextBytes : public testing::TestWithParam<Vector> {};

TEST_P(ChangeTextBytes, are_deterministic_cbor_with_shorter_names_first) {
  EXPECT_EQ(to_hex(encode(GetParam().change)), GetParam().hex);
}

INSTANTIATE_TEST_SUITE_P(
    table, ChangeTextBytes,
    testing::Values(
        // [2, "subject", {"id": "ana", "birth_date": -400}]
        Vector{"day", Put{Subject{.id = SubjectId("ana"), .birth_date = kBorn}, {}},
               "83026"
               "77375626a656374a2"
               "626964"
               "63616e61"
               "6a62697274685f64617465"
               "39018f"},
        // [2, "device", {"id": "cam", "place": "hall", "credential": h'11…', "capabilities":
        // ["verify"], "range_set_reasonably": true}]
        Vector{"digest_list_and_bool",
               Put{Device{.id = DeviceId("cam"),
                          .place = PlaceId("hall"),
                          .capabilities = {"verify"},
                          .credential = of_ones(),
                          .range_set_reasonably = true},
                   {}},
               "83026"
               "6646576696365a5"
               "626964"
               "6363616d"
               "65706c616365"
               "6468616c6c"
               "6a63726564656e7469616c"
               "5820"
               "1111111111111111111111111111111111111111111111111111111111111111"
               "6c6361706162696c6974696573"
               "8166766572696679"
               "7472616e67655f7365745f726561736f6e61626c79"
               "f5"},
        // [2, "site", {"id": "s", "organization": "org"}, 3, 1800000000123]
        Vector{"stamp",
               Put{Site{.id = SiteId("s"), .organization = OrganizationId("org")},
                   Stamp{.version = 3, .at = kWhen}},
               "85026473697465"
               "a2"
               "626964"
               "6173"
               "6c6f7267616e697a6174696f6e"
               "636f7267"
               "03"
               "1b000001a3185c507b"},
        // [2, "lapse", {"when": 1800000000123, "purpose": "door", "subject": "ana"}]
        Vector{"lapse", Lapse{SubjectId("ana"), PurposeId("door"), kWhen},
               "8302656c61707365a3"
               "647768656e"
               "1b000001a3185c507b"
               "67707572706f7365"
               "64646f6f72"
               "677375626a656374"
               "63616e61"}),
    [](const auto& row) { return std::string(row.param.name); });

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

constexpr std::string_view kErase =
    "83026565"
    "72617365a1677375626a65637463616e61";

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    table, ChangeTextRefuses,
    testing::Values(
        Refused{"version_0",              "83006565" "72617365a1677375626a65637463616e61"},
        Refused{"version_3",              "83036565" "72617365a1677375626a65637463616e61"},
        Refused{"another_kind",           "83026565" "72617366a1677375626a65637463616e61"},
        Refused{"a_missing_field",        "83026565" "72617365a0"},
        Refused{"an_unknown_field",       "83026565" "72617365a2626964" "63616e61" "677375626a65637463616e61"},
        Refused{"a_field_of_other_type",  "83026565" "72617365a1677375626a656374" "01"},
        Refused{"bytes_behind_it",        "83026565" "72617365a1677375626a65637463616e61" "00"},
        Refused{"fields_out_of_order",    "83026" "77375626a656374a2" "6a62697274685f64617465" "39018f" "626964" "63616e61"},
        Refused{"a_field_twice",          "83026" "77375626a656374a2" "626964" "63616e61" "626964" "63616e61"},
        Refused{"two_parts",              "82026565" "72617365"},
        Refused{"four_parts",             "84026565" "72617365a1677375626a65637463616e61" "01"},
        Refused{"a_stamp_on_no_record",   "85026565" "72617365a1677375626a65637463616e61" "01" "00"},
        Refused{"a_stamp_without_a_time", "85026473" "697465a2" "626964" "6173" "6c6f7267616e697a6174696f6e" "636f7267" "03"},
        Refused{"a_stamp_of_text",        "85026473" "697465a2" "626964" "6173" "6c6f7267616e697a6174696f6e" "636f7267" "03" "6130"},
        Refused{"an_empty_list",          "830267707572706f7365a2" "626964" "6170" "6a726563697069656e7473" "80"},
        Refused{"a_list_of_numbers",      "830267707572706f7365a2" "626964" "6170" "6a726563697069656e7473" "8101"},
        Refused{"a_list_that_is_a_text",  "830267707572706f7365a2" "626964" "6170" "6a726563697069656e7473" "6161"},
        Refused{"a_digest_of_31_bytes",   "8302677369676e616765a4" "626964" "6173" "6570686f746f" "581f"
                                          "11111111111111111111111111111111111111111111111111111111111111"
                                          "65706c616365" "6170" "6a636865636b65645f6f6e" "00"},
        Refused{"a_text_that_is_no_utf8", "83026" "77375626a656374a1" "626964" "63616eff"},
        Refused{"a_name_of_version_1",    "830267636f6e73656e74a6" "626964" "6163" "666e6f74696365" "616e"
                                          "67707572706f7365" "64646f6f72" "677375626a656374" "63616e61"
                                          "697761735f676976656e" "f5" "6b616e7377657265645f6174" "00"},
        Refused{"a_passed_over_field_of_other_type",
                                          "830167707572706f7365a2" "626964" "64646f6f72" "6b61737365737365645f6f6e" "f5"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(ChangeTextRefusals, differ_by_one_mistake_each_from_what_is_read) {
  EXPECT_TRUE(decode(from_hex(kErase)));
  EXPECT_TRUE(decode(encode(Put{filled<Signage>(), {}})));
  EXPECT_TRUE(decode(encode(Put{filled<Site>(Filled::bare), Stamp{}})));
}

}  // namespace
}  // namespace menshen::registry
