#include "webhook/deliveries.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "webhook/book.hpp"
#include "webhook/endpoint.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

const EndpointId kId("01");

// A record whose entries are events or nothing, and a receiver that answers as it is told.
class WebhookDeliveries : public testing::Test {
 protected:
  void SetUp() override {
    open();
    const auto done = book_->change({.actor = "test", .action = "webhook.create"},
                                    [](Endpoints& endpoints) -> Result<> {
                                      Endpoint endpoint;
                                      endpoint.id = kId;
                                      endpoint.url = "https://receiver.example/";
                                      endpoint.label = "gate";
                                      endpoint.types = {"decision"};
                                      endpoints.emplace(kId, endpoint);
                                      return {};
                                    });
    ASSERT_TRUE(done);
  }

  // As after a restart of the process.
  void open() {
    deliveries_.reset();
    book_ =
        Book::open(
            {.files = *files_,
             .crypto = crypto_,
             .record = [this](std::string_view action, const std::string& actor) -> Result<> {
               if (!records_) return fail(Code::unavailable, "the record stands");
               recorded_.push_back(std::string(action) + " " + actor);
               return {};
             }},
            "/webhooks.sealed", Digest{})
            .value();
    deliveries_.emplace(Deliveries::Ports{
        .book = *book_,
        .source = [this](auto from, const auto& wants) { return find(from, wants); },
        .post = [this](const auto& /*url*/, const auto& headers, auto body,
                       const auto& /*stop*/) { return take(headers, body); },
        .crypto = crypto_,
        .clock = clock_,
        .report = [this](const std::string& line) { reported_.push_back(line); }});
  }

  [[nodiscard]] Result<Found> find(std::uint64_t from, const Wants& wants) const {
    Found found{.message = {}, .next = std::min<std::uint64_t>(from, record_.size())};
    for (; found.next < record_.size(); ++found.next) {
      const std::string& type = record_[found.next];
      if (!wants(type)) continue;
      found.message = Message{.sequence = found.next,
                              .id = "evt_" + std::to_string(found.next),
                              .type = type,
                              .body = "{}"};
      break;
    }
    return found;
  }

  Result<unsigned> take(const Signed& headers, std::string_view body) {
    EXPECT_EQ(headers.signature,
              signature(crypto_, endpoint().secret, headers.id, headers.timestamp, body));
    received_.push_back(headers.id);
    if (status_ == 0) return fail(Code::unavailable, "nobody answers");
    return status_;
  }

  bool attempt() { return deliveries_->attempt(kId, std::stop_token()); }
  [[nodiscard]] Endpoint endpoint() const { return book_->now()->at(kId); }

  std::unique_ptr<MemoryFiles> files_ = std::make_unique<MemoryFiles>();
  FixedClock clock_{Instant(hours(500'000))};
  crypto_openssl::OpensslCrypto crypto_;
  std::vector<std::string> record_{"decision.permit", "", "obligation.due", "decision.deny"};
  unsigned status_ = 200;  // 0: none
  bool records_ = true;
  std::vector<std::string> recorded_;
  std::vector<std::string> received_;
  std::vector<std::string> reported_;
  std::unique_ptr<Book> book_;
  std::optional<Deliveries> deliveries_;
};

TEST_F(WebhookDeliveries, come_in_the_order_of_the_record_and_once) {
  while (attempt()) {
  }
  EXPECT_THAT(received_, ElementsAre("evt_0", "evt_3"));
  record_.emplace_back("decision.permit");
  EXPECT_TRUE(attempt());
  EXPECT_FALSE(attempt());
  record_.emplace_back("obligation.due");
  EXPECT_TRUE(attempt()) << "there was something to look at";
  EXPECT_FALSE(attempt());
  EXPECT_THAT(received_, ElementsAre("evt_0", "evt_3", "evt_4"));
  EXPECT_EQ(endpoint().next, 5U);
  EXPECT_EQ(endpoint().last_success, clock_.now());
}

TEST_F(WebhookDeliveries, wait_and_come_again_with_the_same_id_until_they_are_taken) {
  status_ = 503;
  EXPECT_TRUE(attempt());
  EXPECT_FALSE(attempt());  // not before its time
  const auto failed = deliveries_->recent(kId);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].status, 503U);
  EXPECT_FALSE(failed[0].is_delivered);
  EXPECT_GE(failed[0].next_attempt, clock_.now() + seconds(5));
  clock_.advance(seconds(6));
  status_ = 0;
  EXPECT_TRUE(attempt());
  EXPECT_EQ(deliveries_->recent(kId)[0].trouble, "nobody answers");
  EXPECT_EQ(deliveries_->recent(kId)[0].attempts, 2U);
  clock_.advance(minutes(6));
  status_ = 204;
  EXPECT_TRUE(attempt());
  EXPECT_TRUE(attempt());
  EXPECT_THAT(received_, ElementsAre("evt_0", "evt_0", "evt_0", "evt_3"));
  ASSERT_EQ(deliveries_->recent(kId).size(), 2U);
  EXPECT_EQ(deliveries_->recent(kId)[1].attempts, 3U);
  EXPECT_EQ(endpoint().failed, 0U);
}

TEST_F(WebhookDeliveries, are_not_lost_when_the_process_is_killed) {
  EXPECT_TRUE(attempt());
  status_ = 0;
  EXPECT_TRUE(attempt());
  std::mt19937_64 random(1);
  deliveries_.reset();
  book_.reset();
  files_ = files_->crash(random);
  open();
  EXPECT_FALSE(attempt()) << "a restart is no reason to press";
  clock_.advance(seconds(6));
  status_ = 200;
  EXPECT_TRUE(attempt());
  EXPECT_FALSE(attempt());
  EXPECT_THAT(received_, ElementsAre("evt_0", "evt_3", "evt_3"));
}

TEST_F(WebhookDeliveries, are_sent_again_later_when_how_far_they_were_sent_cannot_be_kept) {
  files_->fail({.operation = FileOperation::sync});
  EXPECT_TRUE(attempt());
  EXPECT_THAT(reported_, ElementsAre(HasSubstr("cannot be kept")));
  EXPECT_TRUE(attempt());
  EXPECT_THAT(received_, ElementsAre("evt_0", "evt_0"));
}

TEST_F(WebhookDeliveries, are_given_up_after_the_last_attempt_and_go_on_when_enabled_again) {
  status_ = 500;
  int attempts = 0;
  while (endpoint().is_enabled && attempts < 100) {
    clock_.advance(hours(27));  // more than any wait
    attempts += attempt() ? 1 : 0;
  }
  EXPECT_EQ(attempts, 10);
  EXPECT_FALSE(attempt());
  EXPECT_EQ(endpoint().gave_up_at, clock_.now());
  EXPECT_EQ(recorded_.back(), "webhook.give_up server");
  ASSERT_EQ(reported_.size(), 1U);
  EXPECT_THAT(reported_[0], HasSubstr("after 10 attempts"));
  EXPECT_THAT(reported_[0], testing::Not(HasSubstr("receiver.example")));
  ASSERT_TRUE(book_->advance(kId, [](Endpoint& each) {
    each.is_enabled = true;
    each.failed = 0;
  }));
  status_ = 200;
  EXPECT_TRUE(attempt());
  EXPECT_EQ(received_.back(), "evt_0");
}

TEST_F(WebhookDeliveries, end_at_once_when_the_receiver_is_gone_for_good) {
  status_ = 410;
  records_ = false;
  EXPECT_TRUE(attempt());
  EXPECT_TRUE(endpoint().is_enabled) << "it could not be recorded";
  EXPECT_FALSE(attempt()) << "and is tried again, not at once";
  records_ = true;
  clock_.advance(minutes(2));
  EXPECT_TRUE(attempt());
  EXPECT_FALSE(endpoint().is_enabled);
}

TEST_F(WebhookDeliveries, go_on_from_the_end_of_a_record_that_was_brought_back) {
  while (attempt()) {
  }
  record_.resize(1);
  EXPECT_FALSE(attempt());
  EXPECT_EQ(endpoint().next, 1U);
  record_.emplace_back("decision.deny");
  open();
  EXPECT_TRUE(attempt());
  EXPECT_EQ(received_.back(), "evt_1");
}

TEST_F(WebhookDeliveries, are_tried_at_once_when_a_test_was_taken) {
  status_ = 0;
  EXPECT_TRUE(attempt());
  const auto refused = deliveries_->test(kId, std::stop_token()).value();
  EXPECT_FALSE(refused.is_delivered);
  EXPECT_EQ(refused.trouble, "nobody answers");
  EXPECT_FALSE(attempt());
  status_ = 200;
  const auto taken = deliveries_->test(kId, std::stop_token()).value();
  EXPECT_TRUE(taken.is_delivered);
  EXPECT_EQ(taken.type, "ping");
  EXPECT_EQ(taken.sequence, std::nullopt);
  EXPECT_TRUE(attempt());
  EXPECT_EQ(received_.back(), "evt_0");
  EXPECT_EQ(deliveries_->test(EndpointId("gone"), std::stop_token()).error().code,
            Code::not_found);
}

TEST_F(WebhookDeliveries, are_sent_by_threads_that_end) {
  deliveries_->start(2);
  while (endpoint().next < record_.size()) std::this_thread::yield();
  deliveries_.reset();
  EXPECT_THAT(received_, ElementsAre("evt_0", "evt_3"));
}

}  // namespace
}  // namespace menshen::webhook
