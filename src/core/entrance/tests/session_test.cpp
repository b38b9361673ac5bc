#include "entrance/session.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "entrance/passage.hpp"
#include "entrance/sessions.hpp"
#include "ledger/entry.hpp"
#include "ledger/testing/ledger_for_test.hpp"

namespace menshen::entrance {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr Instant kNow{CivilDate{2026y / 11 / 21}};

About somebody(bool may_offer_face = true, std::optional<std::string> notice = "n1") {
  return {.purpose = PurposeId("door"),
          .device = DeviceId("cam"),
          .place = PlaceId("hall"),
          .subject = SubjectId("ana"),
          .decision = DecisionId("d1"),
          .may_offer_face = may_offer_face,
          .notice = std::move(notice)};
}

Shown shown(std::string notice = "n1", Instant at = kNow) {
  return {.notice = std::move(notice), .language = "zh-CN", .at = at};
}

// An answer takes a receipt, so the record is a real one.
class EntranceSession : public testing::Test {
 protected:
  Answered answered(const Chosen& chosen, Outcome outcome, Time at) {
    const Answer answer = chosen.answer(outcome, at);
    auto receipt =
        ledger_->seal(entry_of(chosen, passage_of(chosen.about(), answer, kNow), "test"));
    return {chosen, answer, std::move(receipt.value())};
  }

  // NOLINTBEGIN: read by the tests
  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{kNow};
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  ledger::LedgerForTest ledger_{crypto_, signer_, clock_};
  // NOLINTEND
};

struct Row {
  const char* name;
  const char* at;    // the step
  const char* show;  // what comes of showing the notice, of choosing, of answering
  const char* choose;
  const char* to_answer;
};

// A table is read down its columns.
// clang-format off
const Row kRows[] = {
    // name                                    at                 show        choose      to_answer
    {"nothing_is_chosen_before_the_notice",    "opened",          "ok",       "conflict", "conflict"},
    {"nothing_to_show_is_nothing_to_wait_for", "opened_unnoticed", "conflict", "ok",      "conflict"},
    {"nothing_is_answered_before_a_choice",    "notice_shown",    "conflict", "ok",       "conflict"},
    {"a_choice_can_be_answered_or_changed",    "chosen",          "conflict", "ok",       "ok"},
    {"who_was_denied_may_try_again",           "denied",          "conflict", "ok",       "ok"},
    {"an_open_door_ends_the_session",          "let_in",          "conflict", "conflict", "conflict"},
    {"too_many_tries_end_it_too",              "denied_for_good", "conflict", "conflict", "conflict"},
};
// clang-format on

TEST_F(EntranceSession, goes_one_way) {
  const Opened opened(somebody(), kNow, 0ns);
  const NoticeShown told = opened.show(shown(), kNow).value();
  const Chosen chosen = told.choose(Way::pin, 1s).value();
  Chosen last = chosen;
  for (unsigned i = 1; i < kTries; ++i) {
    last = answered(last, Outcome::deny, 2s).try_again().value();
  }
  const std::vector<std::pair<std::string, Step>> steps{
      {"opened", opened},
      {"opened_unnoticed", Opened(somebody(true, std::nullopt), kNow, 0ns)},
      {"notice_shown", told},
      {"chosen", chosen},
      {"denied", answered(chosen, Outcome::deny, 2s)},
      {"let_in", answered(chosen, Outcome::open, 2s)},
      {"denied_for_good", answered(last, Outcome::deny, 2s)}};
  const auto outcome = [](const auto& result) {
    return result ? std::string("ok") : std::string(name(result.error().code));
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    const auto found = std::ranges::find(steps, std::string(row.at),
                                         [](const auto& each) { return each.first; });
    ASSERT_NE(found, steps.end());
    EXPECT_EQ(outcome(show(found->second, shown(), kNow)), row.show);
    EXPECT_EQ(outcome(choose(found->second, Way::pin, 3s)), row.choose);
    EXPECT_EQ(outcome(to_answer(found->second, Way::pin)), row.to_answer);
  }
}

TEST_F(EntranceSession, takes_only_the_notice_on_file_shown_in_this_session) {
  const Opened opened(somebody(), kNow, 0ns);
  EXPECT_EQ(opened.show(shown("n0"), kNow).error().code, Code::conflict);
  EXPECT_TRUE(opened.show(shown("n1", kNow - kClockDifference), kNow));
  EXPECT_EQ(opened.show(shown("n1", kNow - kClockDifference - 1ms), kNow).error().code,
            Code::invalid_input);
  EXPECT_TRUE(opened.show(shown("n1", kNow + kClockDifference), kNow));
  EXPECT_EQ(opened.show(shown("n1", kNow + kClockDifference + 1ms), kNow).error().code,
            Code::invalid_input);
}

TEST_F(EntranceSession, never_offers_a_face_that_the_law_or_the_notice_does_not_allow) {
  for (const About& about : {somebody(false), somebody(true, std::nullopt)}) {
    const Opened opened(about, kNow, 0ns);
    const NoticeShown told =
        about.notice ? opened.show(shown(), kNow).value() : opened.show_nothing().value();
    EXPECT_EQ(told.choose(Way::face, 1s).error().code, Code::refused);
    for (const Way way : {Way::pass, Way::pin, Way::staff}) EXPECT_TRUE(told.choose(way, 1s));
    const Chosen other = told.choose(Way::pin, 1s).value();
    EXPECT_EQ(other.choose(Way::face, 2s).error().code, Code::refused);
  }
}

TEST_F(EntranceSession, answers_only_the_way_that_was_chosen) {
  const Step step =
      Opened(somebody(), kNow, 0ns).show(shown(), kNow)->choose(Way::pin, 1s).value();
  EXPECT_EQ(to_answer(step, Way::pass).error().code, Code::conflict);
}

TEST_F(EntranceSession, times_the_way_from_its_choice_and_the_whole_from_the_beginning) {
  const NoticeShown told = Opened(somebody(), kNow, 10s).show(shown(), kNow).value();
  const Chosen face = told.choose(Way::face, 15s).value();
  const Chosen denied = answered(face, Outcome::deny, 16s).try_again().value();
  const Answer again = denied.answer(Outcome::open, 18s);  // the first try counts too
  EXPECT_EQ(again.from_choice, 3s);
  EXPECT_EQ(again.from_opening, 8s);
  EXPECT_EQ(denied.choose(Way::face, 17s)->answer(Outcome::open, 18s).from_choice, 3s);
  const Answer other = denied.choose(Way::pin, 20s)->answer(Outcome::deny, 21s);
  EXPECT_EQ(other.from_choice, 1s);
  EXPECT_EQ(other.tries_left, kTries - 2);  // tries are not given back
}

TEST_F(EntranceSession, leaves_a_passage_in_the_record_that_can_be_read_again) {
  const Chosen chosen =
      Opened(somebody(), kNow, 0ns).show(shown(), kNow)->choose(Way::pin, 1s).value();
  const Passage passage =
      passage_of(chosen.about(), chosen.answer(Outcome::open, 1s + 2'500us), kNow);
  const auto entry = entry_of(chosen, passage, "key:1");
  EXPECT_EQ(passage.from_choice, 3ms);  // rounded up
  EXPECT_EQ(passage_in(entry), passage);
  EXPECT_EQ(entry.subject, Digest{});  // of nobody
  EXPECT_THAT(entry.rules, testing::Contains("notice:n1"));
  EXPECT_EQ(passage_in(ledger::parse_entry(canonical(entry)).value()), passage);
  auto other = entry;
  other.action = "face.verify";
  EXPECT_EQ(passage_in(other), std::nullopt);
  for (const char* const word :
       {"from_choice_ms:-1", "from_choice_ms:1x", "from_choice_ms:", "x"}) {
    other = entry;
    other.rules[2] = word;
    EXPECT_EQ(passage_in(other), std::nullopt) << word;
  }
}

class EntranceSessions : public testing::Test {
 protected:
  crypto_openssl::OpensslCrypto crypto_;  // NOLINT: read by the tests
  FixedClock clock_{kNow};                // NOLINT
  Sessions sessions_{
      clock_, crypto_, {.step_time = 30s, .extensions = 1, .sessions_max = 2}};  // NOLINT
};

TEST_F(EntranceSessions, last_for_a_step_at_a_time_and_can_be_extended) {
  const SessionId id = sessions_.open(somebody()).value();
  clock_.advance(29s);
  EXPECT_TRUE(sessions_.hold(id, std::nullopt)->extend());
  clock_.advance(29s);
  EXPECT_EQ(sessions_.hold(id, std::nullopt)->extend().error().code, Code::conflict);
  EXPECT_EQ(sessions_.hold(id, std::nullopt)->time_left(), 1s);
  clock_.advance(1s);
  EXPECT_EQ(sessions_.hold(id, std::nullopt).error().code, Code::not_found);
}

TEST_F(EntranceSessions, are_of_one_device_and_take_one_step_at_a_time) {
  const SessionId id = sessions_.open(somebody()).value();
  EXPECT_EQ(sessions_.hold(id, DeviceId("other")).error().code, Code::not_found);
  const auto held = sessions_.hold(id, DeviceId("cam"));
  ASSERT_TRUE(held);
  EXPECT_EQ(sessions_.hold(id, DeviceId("cam")).error().code, Code::conflict);
}

TEST_F(EntranceSessions, are_so_many_and_no_more_until_one_runs_out) {
  ASSERT_TRUE(sessions_.open(somebody()));
  ASSERT_TRUE(sessions_.open(somebody()));
  EXPECT_EQ(sessions_.open(somebody()).error().code, Code::exhausted);
  clock_.advance(30s);
  EXPECT_TRUE(sessions_.open(somebody()));
  EXPECT_EQ(sessions_.count(), 1U);
}

TEST_F(EntranceSessions, say_who_waits_for_staff_and_where) {
  ASSERT_TRUE(sessions_.open(somebody()));
  const SessionId id = sessions_.open(somebody(true, std::nullopt)).value();
  {
    auto held = sessions_.hold(id, std::nullopt).value();
    held.go_on(choose(held.step(), Way::staff, clock_.monotonic()).value());
  }
  EXPECT_THAT(sessions_.waiting_for(Way::staff, std::nullopt), testing::ElementsAre(id));
  EXPECT_THAT(sessions_.waiting_for(Way::staff, PlaceId("hall")), testing::ElementsAre(id));
  EXPECT_THAT(sessions_.waiting_for(Way::staff, PlaceId("yard")), testing::IsEmpty());
  EXPECT_THAT(sessions_.waiting_for(Way::pin, std::nullopt), testing::IsEmpty());
}

TEST_F(EntranceSessions, tell_of_those_who_left_before_they_were_answered) {
  std::vector<Way> left;
  sessions_.on_left([&](const Chosen& chosen) { left.push_back(chosen.way()); });
  ASSERT_TRUE(sessions_.open(somebody()));  // looked at it, and chose nothing
  const SessionId id = sessions_.open(somebody()).value();
  {
    auto held = sessions_.hold(id, std::nullopt).value();
    held.go_on(show(held.step(), shown(), kNow).value());
    held.go_on(choose(held.step(), Way::staff, clock_.monotonic()).value());
  }
  clock_.advance(30s);
  EXPECT_FALSE(sessions_.hold(id, std::nullopt));
  EXPECT_THAT(left, testing::ElementsAre(Way::staff));
}

}  // namespace
}  // namespace menshen::entrance
