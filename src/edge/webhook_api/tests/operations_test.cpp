#include "webhook_api/operations.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "event_feed/feed.hpp"
#include "event_feed/streams.hpp"
#include "http/events.hpp"
#include "http/message.hpp"
#include "ledger/entry.hpp"
#include "ledger/testing/memory_archive.hpp"
#include "webhook/book.hpp"
#include "webhook/deliveries.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook_api {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

using Arguments = std::map<std::string, std::string, std::less<>>;

class WebhookOperations : public testing::Test {
 protected:
  WebhookOperations() : operations_(operations(ports_)) {
    for (int i = 0; i < 3; ++i) decide();
  }

  void decide() {
    const ledger::Entry entry{.event = ledger::Event::decision,
                              .decision = DecisionId("d"),
                              .time = clock_.now(),
                              .actor = "key:1",
                              .action = "face.verify",
                              .purpose = PurposeId("door"),
                              .place = PlaceId("entrance"),
                              .verdict = ledger::Verdict::deny};
    archive_.append({.leaf = ledger::canonical(entry), .side = {}});
  }

  http::Response call(std::string_view operation, Arguments arguments = {},
                      const char* body = nullptr) {
    const json::value read = body == nullptr ? json::value() : json::parse(body);
    return operations_.find(operation)->second({.request = request_,
                                                .caller = caller_,
                                                .arguments = arguments,
                                                .json = body == nullptr ? nullptr : &read,
                                                .parts = parts_,
                                                .language = contract::Language::en});
  }
  json::object created() {
    const auto answer =
        call("createWebhook", {}, R"({"url":"https://a.example/","label":"gate"})");
    EXPECT_EQ(answer.status, 201U) << answer.body;
    return json::parse(answer.body).as_object();
  }
  static std::string id_of(const json::object& made) {
    return json::value_to<std::string>(made.at("webhook").at("id"));
  }

  MemoryFiles files_;
  FixedClock clock_{Instant(std::chrono::hours(500'000))};
  const crypto_openssl::OpensslCrypto crypto_;
  ledger::MemoryArchive archive_{crypto_};
  std::vector<std::string> recorded_;
  std::string signature_;
  event_feed::Feed feed_{
      {.archive = archive_,
       .registry = []() -> Result<const registry::Registry*> {
         return fail(Code::unavailable, "not asked for");
       },
       .device_of = [](std::string_view) -> std::optional<DeviceId> { return std::nullopt; }}};
  FixedClock standing_{clock_.now()};  // read by another thread
  event_feed::Streams streams_{feed_, standing_};
  std::unique_ptr<webhook::Book> book_ =
      webhook::Book::open(
          {.files = files_,
           .crypto = crypto_,
           .record = [this](std::string_view action, const std::string& actor) -> Result<> {
             recorded_.push_back(std::string(action) + " " + actor);
             return {};
           }},
          "/webhooks.sealed", Digest{})
          .value();
  webhook::Deliveries deliveries_{{.book = *book_,
                                   .source = source_of(feed_),
                                   .post = [this](const auto&, const webhook::Signed& headers,
                                                  auto, const auto&) -> Result<unsigned> {
                                     signature_ = headers.signature;
                                     return 200U;
                                   },
                                   .crypto = crypto_,
                                   .clock = clock_,
                                   .report = [](const std::string&) {}}};
  Ports ports_{.feed = feed_,
               .streams = streams_,
               .book = *book_,
               .deliveries = deliveries_,
               .check_url = [](const std::string& url) -> Result<> {
                 if (url.starts_with("https://")) return {};
                 return fail(Code::invalid_input, "url: write it with `https`");
               },
               .crypto = crypto_,
               .clock = clock_};
  contract::Operations operations_;
  http::Request request_;
  caller::Caller caller_ = caller::CallerForTest::in({caller::Role::system_admin}, "key:admin");
  std::vector<contract::Part> parts_;
};

TEST_F(WebhookOperations, show_a_secret_once_and_send_from_now_on) {
  const auto made = created();
  EXPECT_THAT(json::value_to<std::string>(made.at("secret")), testing::StartsWith("whsec_"));
  EXPECT_EQ(made.at("webhook").at("next_sequence"), 3);
  const auto id = id_of(made);
  for (const auto& answer : {call("getWebhook", {{"id", id}}), call("listWebhooks")}) {
    EXPECT_EQ(answer.status, 200U);
    EXPECT_THAT(answer.body, HasSubstr(id));
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("whsec_")));
  }
  EXPECT_THAT(recorded_, testing::ElementsAre("webhook.create key:admin"));
}

TEST_F(WebhookOperations, refuse_an_address_that_may_not_be_sent_to) {
  const auto answer =
      call("createWebhook", {}, R"({"url":"http://a.example/","label":"gate"})");
  EXPECT_EQ(answer.status, 422U);
  EXPECT_TRUE(book_->now()->empty());
  const auto id = id_of(created());
  EXPECT_EQ(call("updateWebhook", {{"id", id}}, R"({"url":"http://b.example/"})").status, 422U);
  EXPECT_THAT(call("getWebhook", {{"id", id}}).body, HasSubstr("https://a.example/"));
}

TEST_F(WebhookOperations, change_test_and_end_a_webhook) {
  const auto id = id_of(created());
  const auto changed = call("updateWebhook", {{"id", id}},
                            R"({"label":"b","types":["decision.deny"],"is_enabled":false})");
  EXPECT_THAT(changed.body, HasSubstr(R"("types":["decision.deny"])"));
  EXPECT_THAT(changed.body, HasSubstr(R"("is_enabled":false)"));
  const auto tested = call("testWebhook", {{"id", id}});
  EXPECT_THAT(tested.body, HasSubstr(R"("type":"ping","sequence":null)"));
  EXPECT_THAT(tested.body, HasSubstr(R"("is_delivered":true)"));
  EXPECT_THAT(call("listDeliveries", {{"id", id}}).body, HasSubstr(R"("type":"ping")"));
  EXPECT_EQ(call("deleteWebhook", {{"id", id}}).status, 204U);
  for (const char* gone : {"getWebhook", "deleteWebhook", "testWebhook", "listDeliveries",
                           "rotateWebhookSecret"}) {
    EXPECT_EQ(call(gone, {{"id", id}}).status, 404U) << gone;
  }
}

TEST_F(WebhookOperations, sign_by_both_secrets_for_a_day_after_a_rotation) {
  const auto made = created();
  const auto id = id_of(made);
  const auto rotated = json::parse(call("rotateWebhookSecret", {{"id", id}}).body).as_object();
  EXPECT_NE(rotated.at("secret"), made.at("secret"));
  EXPECT_EQ(call("testWebhook", {{"id", id}}).status, 200U);
  EXPECT_THAT(signature_, testing::ContainsRegex("^v1,[^ ]+ v1,[^ ]+$"));
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(call("testWebhook", {{"id", id}}).status, 200U);
  EXPECT_THAT(signature_, testing::ContainsRegex("^v1,[^ ]+$"));
}

TEST_F(WebhookOperations, give_the_record_to_a_webhook_event_by_event) {
  const auto source = source_of(feed_);
  const auto wanted = source(1, [](std::string_view type) { return type == "decision.deny"; });
  ASSERT_TRUE(wanted->message);
  EXPECT_EQ(wanted->message->sequence, 1U);
  const auto none = source(0, [](std::string_view) { return false; });
  EXPECT_FALSE(none->message);
  EXPECT_EQ(none->next, 3U);
  EXPECT_EQ(source(9, [](std::string_view) { return true; })->next, 3U);
}

TEST_F(WebhookOperations, stream_events_to_as_many_as_may_listen) {
  const auto answer = call("streamEvents", {{"last-event-id", "0"}});
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.content_type, "text/event-stream");
  ASSERT_NE(answer.events, nullptr);
  const auto mailbox = answer.events->subscribe([] {});
  std::string heard;
  while (heard.find("id: 2\n") == std::string::npos) heard += mailbox->take().text;
  EXPECT_THAT(heard, testing::StartsWith("event: decision\nid: 1\n"));
  std::vector<http::Response> open;
  while (open.size() < 63) open.push_back(call("streamEvents"));
  EXPECT_EQ(call("streamEvents").status, 503U);
}

}  // namespace
}  // namespace menshen::webhook_api
