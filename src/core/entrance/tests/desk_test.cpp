#include "entrance/desk.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "caller/passwords.hpp"
#include "caller/testing/plain_ports.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "entrance/parity.hpp"
#include "entrance/passage.hpp"
#include "entrance/passes.hpp"
#include "entrance/session.hpp"
#include "ledger/entry.hpp"
#include "ledger/testing/ledger_for_test.hpp"

namespace menshen::entrance {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::seconds;
using Held = Sessions::Held;

constexpr Instant kNow{CivilDate{2026y / 11 / 21}};
const SubjectId kAna("ana");

class EntranceDesk : public testing::Test {
 protected:
  EntranceDesk() { open(); }

  // As after a restart.
  void open() {
    desk_.reset();
    passes_ = Passes::open({.files = files_,
                            .crypto = crypto_,
                            .key = [this]() -> Result<Digest> {
                              ++keys_asked_;
                              return key_;
                            }},
                           "/entrance.sealed")
                  .value();
    desk_ = std::make_unique<Desk>(
        Desk::Ports{.ledger = ledger_.get(),
                    .crypto = crypto_,
                    .clock = clock_,
                    .passes = *passes_,
                    .passwords = *passwords_,
                    .passages = passages_,
                    .is_on_file = [this](const SubjectId& subject) -> Result<bool> {
                      return on_file_.contains(subject.text());
                    },
                    .record = [this](std::string_view action, const std::string&) -> Result<> {
                      if (record_fails_) return fail(Code::unavailable, "the record stopped");
                      changes_.emplace_back(action);
                      return {};
                    }},
        Sessions::Limits{});
  }

  // A session whose person chose the way.
  Held chosen(Way way, std::optional<SubjectId> subject = std::nullopt) {
    const auto id = desk_->sessions()
                        .open({.purpose = PurposeId("door"),
                               .device = DeviceId("cam"),
                               .place = PlaceId("hall"),
                               .subject = std::move(subject),
                               .decision = DecisionId("d1"),
                               .may_offer_face = true,
                               .notice = "n1"})
                        .value();
    auto held = desk_->sessions().hold(id, std::nullopt).value();
    held.go_on(
        show(held.step(), {.notice = "n1", .language = "en", .at = clock_.now()}, clock_.now())
            .value());
    held.go_on(choose(held.step(), way, clock_.monotonic()).value());
    return held;
  }

  Desk::Made pass(bool is_once = true, std::optional<PlaceId> place = std::nullopt) {
    return desk_
        ->make_pass({.subject = kAna,
                     .place = std::move(place),
                     .valid_from = std::nullopt,
                     .expires_at = clock_.now() + days(1),
                     .is_once = is_once},
                    "key:1")
        .value();
  }

  [[nodiscard]] static std::string came_to(const Held& held) {
    const auto* const answered = std::get_if<Answered>(&held.step());
    return answered == nullptr ? "nothing" : std::string(name(answered->answer().outcome));
  }

  std::string by_pass(const std::string& token, std::optional<SubjectId> subject = {}) {
    auto held = chosen(Way::pass, std::move(subject));
    EXPECT_EQ(desk_->by_pass(held, token, "key:1"), seconds(0));
    return came_to(held);
  }

  std::string by_pin(const std::string& pin, const SubjectId& subject = kAna) {
    auto held = chosen(Way::pin);
    const auto wait = desk_->by_pin(held, subject, pin, "key:1");
    if (wait && *wait > seconds(0)) return "wait";
    return came_to(held);
  }

  [[nodiscard]] std::vector<std::string> actions() {
    std::vector<std::string> actions;
    for (std::uint64_t i = 0; i < ledger_->archive().head().size; ++i) {
      const auto entry = ledger::parse_entry(ledger_->archive().read(i).value().leaf).value();
      actions.push_back(entry.action + (entry.rules.empty() ? "" : " " + entry.rules.front()));
    }
    return actions;
  }

  // NOLINTBEGIN: read by the tests
  MemoryFiles files_;
  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{kNow};
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  ledger::LedgerForTest ledger_{crypto_, signer_, clock_};
  Digest key_{std::byte{7}};
  int keys_asked_ = 0;
  caller::PlainPasswordHash hash_;
  std::unique_ptr<caller::Passwords> passwords_ =
      caller::Passwords::make(hash_, crypto_).value();
  Passages passages_{days(30), [] { return ParityRule{.percent_max = 200, .fewest = 1}; }};
  std::set<std::string> on_file_{"ana", "bo"};
  std::vector<std::string> changes_;
  bool record_fails_ = false;
  std::unique_ptr<Passes> passes_;
  std::unique_ptr<Desk> desk_;
  // NOLINTEND
};

TEST_F(EntranceDesk, opens_once_by_a_pass_that_opens_once) {
  const auto made = pass();
  EXPECT_EQ(by_pass(made.token), "open");
  EXPECT_EQ(by_pass(made.token), "deny");
  open();
  EXPECT_EQ(by_pass(made.token), "deny");  // after a restart too
}

TEST_F(EntranceDesk, opens_by_a_dated_pass_until_its_last_moment) {
  const auto made = pass(false);
  EXPECT_EQ(by_pass(made.token), "open");
  clock_.advance(days(1) - 1ms);
  EXPECT_EQ(by_pass(made.token), "open");
  clock_.advance(1ms);
  EXPECT_EQ(by_pass(made.token), "deny");
}

TEST_F(EntranceDesk, does_not_open_by_what_is_no_pass_here_and_now) {
  const auto made = pass(false);
  EXPECT_EQ(by_pass(""), "deny");
  EXPECT_EQ(by_pass(made.token.substr(1)), "deny");
  EXPECT_EQ(by_pass(made.token.substr(0, made.token.size() - 1) + "x"), "deny");
  EXPECT_EQ(by_pass(pass(false, PlaceId("yard")).token), "deny");
  EXPECT_EQ(by_pass(pass(false, PlaceId("hall")).token), "open");
  EXPECT_EQ(by_pass(made.token, SubjectId("bo")), "deny");  // another person stands there
  EXPECT_EQ(by_pass(made.token, kAna), "open");
  ASSERT_TRUE(desk_->revoke_pass(made.pass.id, "key:1"));
  EXPECT_EQ(by_pass(made.token), "deny");
}

TEST_F(EntranceDesk, opens_by_the_pin_of_the_person_and_no_other) {
  const std::string pin = desk_->make_pin(kAna, "key:1").value();
  EXPECT_THAT(pin, testing::MatchesRegex("[0-9]{6}"));
  EXPECT_EQ(by_pin(pin), "open");
  EXPECT_EQ(by_pin(pin + "0"), "deny");
  EXPECT_EQ(by_pin(pin, SubjectId("bo")), "deny");
  const std::string other = desk_->make_pin(kAna, "key:1").value();
  EXPECT_EQ(by_pin(other), "open");
  ASSERT_TRUE(desk_->remove_pin(kAna, "key:1"));
  EXPECT_EQ(by_pin(other), "deny");
  EXPECT_EQ(desk_->remove_pin(kAna, "key:1").error().code, Code::not_found);
}

TEST_F(EntranceDesk, makes_whoever_guesses_a_pin_wait_and_lets_the_person_in_afterwards) {
  const std::string pin = desk_->make_pin(kAna, "key:1").value();
  const std::string wrong = pin == "000000" ? "000001" : "000000";
  const int before = hash_.checks;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(by_pin(wrong), "deny");
  EXPECT_EQ(by_pin(wrong), "wait");
  EXPECT_EQ(by_pin(pin), "wait");  // or guessing on would tell
  EXPECT_EQ(hash_.checks - before, 5);
  clock_.advance(1s);
  EXPECT_EQ(by_pin(pin), "open");
}

TEST_F(EntranceDesk, works_as_long_on_a_pin_that_nobody_has) {
  const int before = hash_.checks;
  EXPECT_EQ(by_pin("123456", SubjectId("nobody")), "deny");
  EXPECT_EQ(hash_.checks - before, 1);
}

TEST_F(EntranceDesk, lets_nobody_in_who_is_not_on_file_any_more) {
  const auto made = pass(false);
  const std::string pin = desk_->make_pin(kAna, "key:1").value();
  on_file_.erase("ana");
  EXPECT_EQ(by_pass(made.token), "deny");
  EXPECT_EQ(by_pin(pin), "deny");
  EXPECT_EQ(desk_->make_pin(kAna, "key:1").error().code, Code::not_found);
}

TEST_F(EntranceDesk, forgets_a_person_in_the_file_too) {
  const auto made = pass();
  ASSERT_TRUE(desk_->make_pin(kAna, "key:1"));
  EXPECT_EQ(passes_->count(kAna), 2U);
  ASSERT_TRUE(passes_->forget(std::vector{kAna}));
  EXPECT_EQ(passes_->count(kAna), 0U);
  open();
  EXPECT_EQ(passes_->count(kAna), 0U);
}

TEST_F(EntranceDesk, records_every_answer_and_every_pass_before_it_counts) {
  const auto made = pass();
  ASSERT_EQ(by_pass("mqp_no"), "deny");
  ASSERT_EQ(by_pass(made.token), "open");
  ASSERT_TRUE(desk_->make_pin(kAna, "key:1"));
  auto held = chosen(Way::staff);
  ASSERT_TRUE(desk_->by_staff(held, true, "account:1"));
  EXPECT_THAT(actions(), testing::ElementsAre("entrance.answer deny", "entrance.answer open",
                                              "entrance.answer open"));
  EXPECT_THAT(changes_, testing::ElementsAre("entrance.pass.put", "entrance.pin.put"));
  record_fails_ = true;
  EXPECT_EQ(desk_->make_pin(kAna, "key:1").error().code, Code::unavailable);
  EXPECT_FALSE(desk_->revoke_pass(made.pass.id, "key:1"));
  EXPECT_FALSE(passes_->now()->passes.at(made.pass.id).is_revoked);
}

TEST_F(EntranceDesk, opens_nothing_that_cannot_be_recorded) {
  const auto made = pass();
  ledger_.files.fail({.operation = FileOperation::sync, .nth = 1});
  auto held = chosen(Way::pass);
  EXPECT_FALSE(desk_->by_pass(held, made.token, "key:1"));
  EXPECT_EQ(came_to(held), "nothing");
  EXPECT_TRUE(passes_->find(made.token, PlaceId("hall"), kNow));  // nor is the pass spent
}

TEST_F(EntranceDesk, hands_on_that_the_face_could_not_be_asked_and_answers_nothing) {
  auto held = chosen(Way::face, kAna);
  const auto refused = desk_->by_face(
      held, "key:1", []() -> Result<bool> { return fail(Code::refused, "the law says no"); });
  EXPECT_EQ(refused.error().code, Code::refused);
  EXPECT_EQ(came_to(held), "nothing");
  ASSERT_TRUE(desk_->by_face(held, "key:1", []() -> Result<bool> { return false; }));
  EXPECT_EQ(came_to(held), "deny");
}

TEST_F(EntranceDesk, asks_the_vault_for_no_key_before_there_is_something_to_keep) {
  EXPECT_EQ(by_pass("mqp_no"), "deny");
  EXPECT_EQ(keys_asked_, 0);
  pass();
  EXPECT_EQ(keys_asked_, 1);
}

TEST_F(EntranceDesk, refuses_a_file_of_another_vault_or_that_was_changed) {
  pass();
  key_ = Digest{std::byte{8}};
  const auto other = Passes::open(
      {.files = files_, .crypto = crypto_, .key = [this]() -> Result<Digest> { return key_; }},
      "/entrance.sealed");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::corrupt);
  EXPECT_THAT(other.error().what, testing::HasSubstr("issue passes and PINs anew"));
}

TEST_F(EntranceDesk, keeps_passes_and_pins_in_one_byte_form) {
  pass(false, PlaceId("hall"));
  pass();
  ASSERT_TRUE(desk_->make_pin(kAna, "key:1"));
  const Table table = *passes_->now();
  auto bytes = encode(table);
  EXPECT_EQ(parse_table(bytes), table);
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(parse_table(bytes));
  Table wrong = table;
  wrong.passes.begin()->second.expires_at = wrong.passes.begin()->second.valid_from;
  EXPECT_FALSE(parse_table(encode(wrong)));
  wrong = table;
  wrong.pins.begin()->second.kept.clear();
  EXPECT_FALSE(check(wrong));
}

TEST_F(EntranceDesk, forgets_passes_a_day_after_they_ended) {
  const auto old = pass();
  clock_.advance(days(2));
  const auto made = pass();
  EXPECT_EQ(passes_->now()->passes.size(), 2U);
  clock_.advance(1ms);
  pass();
  EXPECT_FALSE(passes_->now()->passes.contains(old.pass.id));
  EXPECT_TRUE(passes_->now()->passes.contains(made.pass.id));
}

}  // namespace
}  // namespace menshen::entrance
