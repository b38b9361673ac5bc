#include "entrance/parity.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/testing/fixed_clock.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "entrance/passage.hpp"
#include "entrance/session.hpp"
#include "ledger/testing/ledger_for_test.hpp"

namespace menshen::entrance {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::milliseconds;

constexpr Instant kNow{CivilDate{2026y / 11 / 21}};

Passage passage(Way way, milliseconds time, Outcome outcome = Outcome::open, Instant at = kNow,
                const char* place = "hall") {
  return {.at = at,
          .place = PlaceId(place),
          .way = way,
          .outcome = outcome,
          .from_choice = time,
          .from_opening = time + 5s};
}

struct Row {
  const char* name;
  std::vector<int> face;  // milliseconds of those let in
  std::vector<int> alternative;
  std::optional<std::int64_t> percent_max;
  Parity parity;
  std::optional<std::int64_t> percent;
};

// A table is read down its columns.
// clang-format off
const Row kRows[] = {
    // name                              face              alternative       max           parity           percent
    {"nobody_came",                      {},               {},               200,          Parity::unknown, {}},
    {"one_too_few_by_the_face",          {100, 100},       {100, 100, 100},  200,          Parity::unknown, {}},
    {"one_too_few_by_the_other_way",     {100, 100, 100},  {900, 900},       200,          Parity::unknown, {}},
    {"the_law_has_no_figure",            {100, 100, 100},  {900, 900, 900},  std::nullopt, Parity::unknown, {}},
    {"as_quick",                         {100, 100, 100},  {100, 100, 100},  200,          Parity::within,  100},
    {"as_slow_as_may_be",                {100, 100, 100},  {200, 200, 200},  200,          Parity::within,  200},
    {"a_little_slower_is_rounded_up",    {999, 999, 999},  {1999, 1999, 1999}, 200,        Parity::above,   201},
    {"slower",                           {100, 100, 100},  {300, 300, 300},  200,          Parity::above,   300},
    {"one_who_took_long_changes_little", {100, 100, 100},  {110, 120, 9000}, 200,          Parity::within,  120},
    {"of_four_the_mean_of_the_middle",   {100, 100, 100},  {50, 100, 200, 900}, 200,       Parity::within,  150},
    {"a_face_in_no_time",                {0, 0, 0},        {3, 3, 3},        200,          Parity::above,   300},
};
// clang-format on

TEST(EntranceParity, compares_the_medians_of_those_who_were_let_in) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    std::vector<Passage> passages;
    for (const int time : row.face) passages.push_back(passage(Way::face, milliseconds(time)));
    for (const int time : row.alternative) {
      passages.push_back(
          passage(passages.size() % 2 == 0 ? Way::pin : Way::pass, milliseconds(time)));
    }
    // What was denied, and who left, does not count as quick.
    for (const Way way : kWays) passages.push_back(passage(way, 0ms, Outcome::deny));
    for (const Way way : kWays) passages.push_back(passage(way, 0ms, Outcome::left));
    const auto found =
        parity_of(PlaceId("hall"), passages, {.percent_max = row.percent_max, .fewest = 3});
    EXPECT_EQ(found.parity, row.parity);
    EXPECT_EQ(found.percent, row.percent);
    EXPECT_EQ(found.face.opened, row.face.size());
    EXPECT_EQ(found.alternative.opened, row.alternative.size());
    EXPECT_EQ(found.alternative.denied, 3U);
    EXPECT_EQ(found.face.left, 1U);
    EXPECT_EQ(found.ways.at(static_cast<std::size_t>(Way::pin)).denied, 1U);
  }
}

class EntrancePassages : public testing::Test {
 protected:
  void add(Way way, milliseconds time, Instant at = kNow, const char* place = "hall") {
    passages_.add(passage(way, time, Outcome::open, at, place));
  }

  // NOLINTBEGIN: read by the tests
  Passages passages_{days(30), [] { return ParityRule{.percent_max = 200, .fewest = 1}; }};
  std::vector<std::string> told_;
  std::function<void(const PlaceParity&)> tell_ = [this](const PlaceParity& each) {
    told_.push_back(each.place.text() + (each.parity == Parity::above ? " above" : " no more"));
  };
  // NOLINTEND
};

TEST_F(EntrancePassages, say_once_when_a_place_begins_to_be_too_slow_and_when_it_ends) {
  passages_.on_change(tell_);
  add(Way::face, 100ms);
  add(Way::pin, 250ms);
  add(Way::pin, 260ms);
  EXPECT_THAT(told_, testing::ElementsAre("hall above"));
  EXPECT_EQ(passages_.places_above(), 1U);
  EXPECT_EQ(passages_.highest_percent(), 255);
  for (int i = 0; i < 3; ++i) add(Way::pass, 90ms);
  EXPECT_THAT(told_, testing::ElementsAre("hall above", "hall no more"));
  EXPECT_EQ(passages_.places_above(), 0U);
}

TEST_F(EntrancePassages, are_told_of_places_that_stand_above_already) {
  add(Way::face, 100ms);
  add(Way::pin, 250ms);
  passages_.on_change(tell_);
  EXPECT_THAT(told_, testing::ElementsAre("hall above"));
}

TEST_F(EntrancePassages, are_reported_by_place_and_days) {
  add(Way::face, 100ms, kNow - days(9));
  add(Way::pin, 900ms, kNow - days(9));
  add(Way::face, 100ms, kNow);
  add(Way::face, 100ms, kNow, "yard");
  EXPECT_EQ(passages_.report(std::nullopt, days(10), kNow).size(), 2U);
  EXPECT_EQ(passages_.report(PlaceId("hall"), days(10), kNow).front().parity, Parity::above);
  const auto young = passages_.report(PlaceId("hall"), days(8), kNow).front();
  EXPECT_EQ(young.parity, Parity::unknown);
  EXPECT_EQ(young.face.opened, 1U);
  EXPECT_TRUE(passages_.report(PlaceId("elsewhere"), days(8), kNow).empty());
}

TEST_F(EntrancePassages, are_found_again_in_the_record) {
  const crypto_openssl::OpensslCrypto crypto;
  FixedClock clock{kNow};
  const crypto_openssl::OpensslSigner signer{Digest{std::byte{1}}};
  ledger::LedgerForTest ledger{crypto, signer, clock};
  const About about{.purpose = PurposeId("door"),
                    .device = DeviceId("cam"),
                    .place = PlaceId("hall"),
                    .subject = SubjectId("ana"),
                    .decision = DecisionId("d1"),
                    .may_offer_face = true,
                    .notice = std::nullopt};
  const Chosen chosen = Opened(about, kNow, 0ns).show_nothing()->choose(Way::pin, 0ns).value();
  const auto seal = [&](Way way, milliseconds time, Instant at) {
    ASSERT_TRUE(ledger->seal(entry_of(chosen, passage(way, time, Outcome::open, at), "key:1")));
  };
  for (int day = 60; day > 31; --day) seal(Way::pin, 9s, kNow - days(day));  // too old
  seal(Way::face, 100ms, kNow - days(2));
  auto other = entry_of(chosen, passage(Way::pin, 9s), "key:1");
  other.action = "face.verify";
  ASSERT_TRUE(ledger->seal(other));
  seal(Way::pin, 150ms, kNow - days(1));
  ASSERT_TRUE(passages_.load(ledger->archive(), kNow));
  const auto report = passages_.report(std::nullopt, days(30), kNow);
  ASSERT_EQ(report.size(), 1U);
  EXPECT_EQ(report.front().percent, 150);
  EXPECT_EQ(report.front().alternative.opened, 1U);
}

}  // namespace
}  // namespace menshen::entrance
