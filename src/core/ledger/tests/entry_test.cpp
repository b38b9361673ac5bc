#include "ledger/entry.hpp"

#include <chrono>
#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/from_hex.hpp"

namespace menshen::ledger {
namespace {

Entry entry() {
  return {.event = Event::decision,
          .decision = DecisionId("d1"),
          .time = Instant{std::chrono::milliseconds{1'000}},
          .actor = "operator",
          .action = "face.verify",
          .purpose = PurposeId("door"),
          .place = PlaceId("gate"),
          .verdict = Verdict::deny,
          .rules = {"M25-6-1"}};
}

// The map {1: 1, 2: "decision", 3: "d1", 4: 1000, …}, written out by the tables of RFC 8949.
TEST(Canonical, is_deterministic_cbor) {
  const std::string zeros = "5820" + std::string(64, '0');
  EXPECT_EQ(to_hex(canonical(entry())),
            "ad0101"
            "02686465636973696f6e"
            "03626431"
            "041903e8"
            "05686f70657261746f72"
            "066b666163652e766572696679"
            "0764646f6f72"
            "086467617465"
            "09" +
                zeros +
                "0a6464656e79"
                "0b81674d32352d362d31"
                "0c" +
                zeros + "0d" + zeros);
}

TEST(Canonical, differs_when_any_field_does) {
  std::vector<Entry> entries(12, entry());
  entries[1].event = Event::outcome;
  entries[2].decision = DecisionId("d2");
  entries[3].time += std::chrono::milliseconds{1};
  entries[4].actor = "device";
  entries[5].action = "face.enroll";
  entries[6].purpose = PurposeId("till");
  entries[7].place = PlaceId("hall");
  entries[8].catalogue[0] = std::byte{1};
  entries[9].verdict = Verdict::permit;
  entries[10].rules.clear();
  entries[11].subject[31] = std::byte{1};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(canonical(entries[i]), canonical(entries[j])) << i << " and " << j;
    }
  }
}

TEST(ParseEntry, gives_back_the_entry) {
  std::vector<Entry> entries(5, entry());
  entries[1].event = Event::outcome;
  entries[1].verdict = Verdict::permit;
  entries[2].event = Event::change;
  entries[2].verdict = Verdict::undetermined;
  entries[3].time = Instant{std::chrono::milliseconds{-1}};
  entries[3].rules = {};
  entries[3].place = PlaceId("门");
  entries[4].verdict = Verdict::none;
  entries[4].rules = {"a", "", "b"};
  entries[4].payload[31] = std::byte{7};
  for (const Entry& each : entries) {
    const auto parsed = parse_entry(canonical(each));
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_EQ(canonical(*parsed), canonical(each));
    EXPECT_EQ(parsed->time, each.time);
    EXPECT_EQ(parsed->rules, each.rules);
    EXPECT_EQ(parsed->place, each.place);
    EXPECT_EQ(parsed->verdict, each.verdict);
    EXPECT_EQ(parsed->event, each.event);
  }
}

TEST(ParseEntry, refuses_what_is_cut_off_or_too_long) {
  auto bytes = canonical(entry());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(parse_entry(std::span(bytes).first(length))) << length;
  }
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(parse_entry(bytes));
}

// Any other byte gives another entry, or none: never the same one.
TEST(ParseEntry, has_one_form_for_one_entry) {
  const auto original = canonical(entry());
  for (std::size_t at = 0; at < original.size(); ++at) {
    for (unsigned other = 1; other < 256; ++other) {
      auto bytes = original;
      bytes[at] ^= static_cast<std::byte>(other);
      const auto parsed = parse_entry(bytes);
      EXPECT_TRUE(!parsed || canonical(*parsed) == bytes) << at << " " << other;
    }
  }
}

struct Row {
  std::string_view name;
  std::string_view from;  // hexadecimal, found once in the entry above
  std::string_view to;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {"another_version", "ad0101", "ad0102", "an entry of version 2"},
    {"too_few_keys", "ad0101", "ac0101", "an entry of 12 keys"},
    {"an_unknown_key", "0b81674d", "1081674d", "key 16 where 11 was expected"},
    {"a_key_that_comes_again", "03626431", "02626431",
     "byte 13: a key that is not above the one before it"},
    {"an_event_of_another_name", "6465636973696f6e", "6465636973696f6f",
     "key 2: an unknown name"},
    {"a_verdict_of_another_name", "6464656e79", "6464656e7a", "key 10: an unknown name"},
    {"a_time_not_in_its_shortest_form", "041903e8", "041a000003e8",
     "byte 18: a head that is not the shortest"},
    {"a_time_as_text", "041903e8", "046131", "byte 18: an item that is not an integer"},
    {"a_short_digest", "095820", "09581f", "a digest of 31 bytes"},
};

class RefusesEntry : public testing::TestWithParam<Row> {};

TEST_P(RefusesEntry, saying_why) {
  std::string hex = to_hex(canonical(entry()));
  const std::size_t at = hex.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  hex.replace(at, GetParam().from.size(), GetParam().to);
  EXPECT_EQ(parse_entry(from_hex(hex)).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesEntry, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::ledger
