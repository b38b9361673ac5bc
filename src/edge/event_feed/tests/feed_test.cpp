#include "event_feed/feed.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/temporary_folder.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "event_feed/streams.hpp"
#include "http/events.hpp"
#include "ledger/entry.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/starting_site.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::event_feed {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Instant kNow{std::chrono::seconds{1'800'000'000}};
constexpr CivilDate kToday = std::chrono::floor<days>(kNow);
const SubjectId kAna("ana");

class EventFeed : public testing::Test {
 protected:
  void SetUp() override {
    state_ = state::State::open({.ledger = ledger_.get(),
                                 .crypto = crypto_,
                                 .clock = clock_,
                                 .stores = {.keys = keys_,
                                            .registry = registry_,
                                            .forget = [](std::span<const Erasure> /*all*/)
                                                -> Result<std::size_t> { return 0U; },
                                            .freeze = nullptr}})
                 .value();
    registry::StartingSite site{
        .name_zh = "某公司", .name_en = "Some company", .contact = "privacy@example.com"};
    for (const auto& record : registry::records_of(site, CivilDate{}, crypto_)) put(record);
    put(registry::Subject{.id = kAna, .relation = "resident"});
    start_ = feed_.size();
  }

  void put(const registry::Record& record) {
    ASSERT_TRUE(state_->put(record, {.actor = "clockwork"}));
  }

  void owe(const std::string& id, std::int64_t escalation, bool is_about_ana = false,
           bool is_done = false) {
    registry::Obligation obligation{.id = registry::ObligationId(id),
                                    .subject = {},
                                    .kind = "answer_request",
                                    .rule = "PIPL-50.due",
                                    .about = id,
                                    .raised_on = kToday,
                                    .due_on = kToday + days(3),
                                    .escalation = escalation};
    if (is_about_ana) obligation.subject = kAna;
    if (is_done) obligation.done_on = kToday;
    if (is_done) obligation.done_by = "desk";
    put(obligation);
  }

  void decide(ledger::Event event, const std::string& actor, const std::string& purpose) {
    ledger::Entry entry{.event = event,
                        .decision = DecisionId("d-" + std::to_string(feed_.size())),
                        .time = kNow,
                        .actor = actor,
                        .action = "face.verify",
                        .purpose = PurposeId(purpose),
                        .place = PlaceId("entrance"),
                        .verdict = ledger::Verdict::deny,
                        .rules = {"M25-6-1"}};
    entry.subject.fill(std::byte{0xab});
    ASSERT_TRUE(ledger_->seal(entry));
  }

  [[nodiscard]] std::vector<std::string> types() const {
    std::vector<std::string> types;
    const auto page = feed_.read(start_, 1'000).value();
    for (const Event& each : page.events) types.push_back(each.type);
    return types;
  }

  const crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  FixedClock clock_{kNow};
  ledger::LedgerForTest ledger_{crypto_, signer_, clock_};
  ledger::MemorySubjectKeys keys_{crypto_};
  state::PersonalSealing sealing_{keys_, crypto_};
  TemporaryFolder folder_;
  std::unique_ptr<store_sqlite::Database> database_ =
      store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
          .value();
  store_sqlite::SqliteRegistry registry_{*database_, sealing_};
  std::unique_ptr<state::State> state_;
  Feed feed_{{.archive = ledger_->archive(),
              .registry = [this]() -> Result<const registry::Registry*> { return &registry_; },
              .device_of = [](std::string_view actor) -> std::optional<DeviceId> {
                if (actor == "device:gate-1") return DeviceId("gate-1");
                return std::nullopt;
              }}};
  std::uint64_t start_ = 0;
};

TEST_F(EventFeed, tells_of_a_decision_what_is_not_about_the_person) {
  decide(ledger::Event::decision, "device:gate-1", "door");
  const auto page = feed_.read(start_, 10).value();
  ASSERT_EQ(page.events.size(), 1U);
  const Event& event = page.events[0];
  EXPECT_EQ(event.sequence, start_);
  EXPECT_EQ(event.id, "evt_d-" + std::to_string(start_));
  EXPECT_EQ(event.kind, kDecision);
  EXPECT_EQ(event.type, "decision.deny");
  EXPECT_EQ(event.device, DeviceId("gate-1"));
  EXPECT_EQ(event.json,
            R"({"type":"decision.deny","timestamp":"2027-01-15T08:00:00.000Z","data":{)"
            R"("decision":"d-)" +
                std::to_string(start_) +
                R"(","verdict":"deny","act":"face.verify","purpose":"door",)"
                R"("place":"entrance","device":"gate-1","rules":["M25-6-1"],"sequence":)" +
                std::to_string(start_) + "}}");
  EXPECT_EQ(page.next, feed_.size());
}

TEST_F(EventFeed, tells_of_no_question_no_outcome_and_no_other_change) {
  decide(ledger::Event::question, "device:gate-1", "door");
  decide(ledger::Event::outcome, "device:gate-1", "door");
  put(registry::Subject{.id = SubjectId("bo"), .relation = "guest"});
  EXPECT_THAT(types(), IsEmpty());
  EXPECT_EQ(feed_.read(start_, 2).value().next, start_ + 2);
}

TEST_F(EventFeed, tells_of_each_obligation_as_it_stands_by_now) {
  owe("one", 0);
  owe("two", 1);
  owe("three", 2);
  owe("four", 3);
  owe("five", 3, false, true);
  EXPECT_THAT(types(), ElementsAre("obligation.opened", "obligation.near", "obligation.due",
                                   "obligation.overdue", "obligation.closed"));
  owe("one", 3);
  EXPECT_THAT(types(), ElementsAre("obligation.near", "obligation.due", "obligation.overdue",
                                   "obligation.closed", "obligation.overdue"));
  const auto told = types();
  for (const auto& type : told) EXPECT_THAT(event_types(), testing::Contains(type));
}

TEST_F(EventFeed, names_nobody_whom_an_obligation_is_towards_and_forgets_who_was_erased) {
  owe("answer_request:ana", 0, true);
  owe("plan_filing:2027", 0);
  const auto events = feed_.read(start_, 10).value().events;
  ASSERT_EQ(events.size(), 2U);
  EXPECT_THAT(events[0].json, HasSubstr(R"("obligation":null)"));
  EXPECT_THAT(events[0].json + events[0].id, Not(HasSubstr("ana")));
  EXPECT_THAT(events[1].json, HasSubstr(R"("obligation":"plan_filing:2027")"));
  ASSERT_TRUE(state_->erase(kAna, {.actor = "operator"}));
  EXPECT_THAT(types(), ElementsAre("obligation.opened"));
}

TEST_F(EventFeed, ends_before_what_is_recorded_and_not_on_file_yet) {
  decide(ledger::Event::decision, "key:1", "door");
  ledger::Entry entry{.event = ledger::Event::change,
                      .decision = DecisionId("c-1"),
                      .time = kNow,
                      .actor = "clockwork",
                      .action = "obligation.put",
                      .purpose = PurposeId(""),
                      .place = PlaceId("")};
  ASSERT_TRUE(ledger_->seal(entry));
  decide(ledger::Event::decision, "key:1", "door");
  EXPECT_EQ(feed_.read(start_, 10).value().next, start_ + 1);
  ASSERT_TRUE(registry_.apply({}, start_ + 2));
  EXPECT_EQ(feed_.read(start_, 10).value().next, start_ + 3);
}

TEST_F(EventFeed, begins_where_the_record_does_and_never_behind_its_end) {
  const auto behind = feed_.read(feed_.size() + 100, 10).value();
  EXPECT_EQ(behind.next, feed_.size());
  EXPECT_THAT(behind.events, IsEmpty());
}

struct Heard {
  std::string name;
  Scope scope;
  std::size_t events;
};

TEST_F(EventFeed, is_heard_by_a_bound_caller_of_its_own_decisions_alone) {
  decide(ledger::Event::decision, "device:gate-1", "door");
  decide(ledger::Event::decision, "key:1", "canteen");
  owe("one", 0);
  const Heard rows[] = {{"not bound", {}, 3},
                        {"a purpose", {.purpose = PurposeId("canteen"), .device = {}}, 1},
                        {"a device", {.purpose = {}, .device = DeviceId("gate-1")}, 1},
                        {"both, of two decisions",
                         {.purpose = PurposeId("canteen"), .device = DeviceId("gate-1")},
                         0}};
  for (const Heard& row : rows) {
    std::size_t heard = 0;
    const auto page = feed_.read(start_, 10).value();
    for (const Event& each : page.events) heard += row.scope.holds(each) ? 1 : 0;
    EXPECT_EQ(heard, row.events) << row.name;
  }
}

// What the channel's subscriber has got when it holds `text`.
std::string wait_for(http::EventChannel::Mailbox& mailbox, std::string_view text) {
  std::string all;
  while (all.find(text) == std::string::npos) {
    all += mailbox.take().text;
    std::this_thread::yield();
  }
  return all;
}

TEST_F(EventFeed, streams_what_was_missed_and_then_what_comes) {
  decide(ledger::Event::decision, "key:1", "door");
  decide(ledger::Event::decision, "key:1", "door");
  Streams streams(feed_, clock_, {.every = std::chrono::milliseconds(1)});
  const auto from_start = streams.open(start_, {}).value();
  const auto from_now = streams.open(std::nullopt, {}).value();
  const auto first = from_start->subscribe([] {});
  const auto second = from_now->subscribe([] {});
  const auto missed = wait_for(*first, "\nid: " + std::to_string(start_ + 1) + "\n");
  EXPECT_THAT(missed, testing::StartsWith("event: decision\nid: "));
  EXPECT_THAT(missed, Not(HasSubstr("id: " + std::to_string(start_) + "\n")));
  decide(ledger::Event::decision, "key:1", "door");
  const std::string id = "id: " + std::to_string(start_ + 2) + "\n";
  EXPECT_THAT(wait_for(*first, id), HasSubstr(id));
  EXPECT_THAT(wait_for(*second, id), Not(HasSubstr(std::to_string(start_ + 1) + "\n")));
}

TEST_F(EventFeed, is_streamed_to_so_many_and_not_for_ever) {
  Streams streams(feed_, clock_,
                  {.listeners = 1,
                   .longest = std::chrono::minutes(0),
                   .every = std::chrono::milliseconds(1)});
  auto one = streams.open(std::nullopt, {}).value();
  EXPECT_EQ(streams.open(std::nullopt, {}).error().code, Code::exhausted);
  one.reset();
  one = streams.open(std::nullopt, {}).value();
  const auto mailbox = one->subscribe([] {});
  while (!mailbox->take().is_overrun) std::this_thread::yield();
}

}  // namespace
}  // namespace menshen::event_feed
