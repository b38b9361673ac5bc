#include "webhook/endpoint.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "webhook/book.hpp"
#include "webhook/network.hpp"
#include "webhook/schedule.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

const crypto_openssl::OpensslCrypto kCrypto;
const Instant kNow{hours(500'000)};

Endpoint some(const std::string& id = "01") {
  Endpoint endpoint;
  endpoint.id = EndpointId(id);
  endpoint.url = "https://receiver.example/hook";
  endpoint.label = "gate";
  endpoint.types = {"decision.deny", "obligation"};
  endpoint.secret.fill(std::byte{7});
  endpoint.former = FormerSecret{.secret = Secret{std::byte{1}}, .until = kNow + hours(24)};
  endpoint.created_at = kNow;
  endpoint.next = 17;
  endpoint.failed = 2;
  endpoint.retry_at = kNow + seconds(5);
  return endpoint;
}

// Of the specification's own libraries.
TEST(WebhookSignature, is_that_of_the_standard) {
  const auto secret = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
  EXPECT_EQ(signature(kCrypto, secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                      R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, is_made_by_the_former_secret_too_until_its_end) {
  const Endpoint endpoint = some();
  const auto of = [&](const Secret& secret, const Signed& made) {
    return signature(kCrypto, secret, "evt_1", made.timestamp, "{}");
  };
  const auto before =
      sign(kCrypto, endpoint, "evt_1", "{}", kNow + hours(24) - milliseconds(1));
  EXPECT_EQ(before.signature,
            of(endpoint.secret, before) + " " + of(endpoint.former->secret, before));
  const auto after = sign(kCrypto, endpoint, "evt_1", "{}", kNow + hours(24));
  EXPECT_EQ(after.signature, of(endpoint.secret, after));
  EXPECT_EQ(after.timestamp, "1800086400");  // 500,024 hours
  EXPECT_THAT(secret_text(endpoint.secret), testing::StartsWith("whsec_BwcHBwcH"));
}

TEST(WebhookEndpoint, wants_a_type_or_what_stands_before_its_full_stop) {
  const Endpoint endpoint = some();
  EXPECT_TRUE(endpoint.wants("decision.deny"));
  EXPECT_FALSE(endpoint.wants("decision.permit"));
  EXPECT_FALSE(endpoint.wants("decision.denying"));
  EXPECT_TRUE(endpoint.wants("obligation.overdue"));
  EXPECT_FALSE(endpoint.wants("obligations"));
  EXPECT_TRUE(Endpoint{}.wants("anything"));
}

TEST(WebhookEndpoints, are_read_as_they_were_written) {
  Endpoint plain = some("02");
  plain.types.clear();
  plain.former.reset();
  plain.retry_at.reset();
  plain.is_enabled = false;
  plain.gave_up_at = kNow;
  plain.last_success = kNow;
  const Endpoints endpoints{{some().id, some()}, {plain.id, plain}};
  const auto bytes = encode(endpoints);
  EXPECT_EQ(parse_endpoints(bytes).value(), endpoints);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(parse_endpoints(std::span(bytes).first(length))) << length;
  }
}

struct Wrong {
  const char* name;
  void (*spoil)(Endpoint&);
  const char* field;
};

TEST(WebhookEndpoint, is_refused_with_the_field_that_is_wrong) {
  const Wrong rows[] = {
      {"no address", [](Endpoint& e) { e.url.clear(); }, "url"},
      {"a space", [](Endpoint& e) { e.url = "https://a b"; }, "url"},
      {"too long", [](Endpoint& e) { e.url.append(kUrlBytesMax, 'x'); }, "url"},
      {"no label", [](Endpoint& e) { e.label.clear(); }, "label"},
      {"a long label", [](Endpoint& e) { e.label.assign(kLabelBytesMax + 1, 'x'); }, "label"},
      {"not UTF-8", [](Endpoint& e) { e.label = "\xff"; }, "label"},
      {"capitals", [](Endpoint& e) { e.types = {"Decision"}; }, "types"},
      {"many types", [](Endpoint& e) { e.types.assign(kTypesMax + 1, "a"); }, "types"}};
  for (const Wrong& row : rows) {
    Endpoint endpoint = some();
    EXPECT_TRUE(check(endpoint));
    row.spoil(endpoint);
    const auto done = check(endpoint);
    ASSERT_FALSE(done) << row.name;
    EXPECT_THAT(done.error().what, testing::StartsWith(row.field)) << row.name;
    EXPECT_FALSE(parse_endpoints(encode({{endpoint.id, endpoint}}))) << row.name;
  }
}

TEST(WebhookSchedule, is_that_of_the_standard_and_ends) {
  const seconds waits[] = {seconds(5), seconds(300), seconds(1'800), seconds(7'200), hours(5),
                           hours(10),  hours(14),    hours(20),      hours(24)};
  std::uint64_t failed = 0;
  for (const seconds wait : waits) {
    ++failed;
    EXPECT_EQ(retry_after(failed, 0).value(), wait);
    const auto latest = retry_after(failed, std::numeric_limits<std::uint32_t>::max()).value();
    EXPECT_GT(latest, wait);
    EXPECT_LT(latest, wait + milliseconds(wait) / 10);
  }
  EXPECT_EQ(retry_after(failed + 1, 0), std::nullopt);
}

struct Address {
  std::vector<std::uint8_t> bytes;
  Network network;
};

std::vector<std::uint8_t> ipv6(std::vector<std::uint8_t> begin, std::uint8_t last) {
  begin.resize(16);
  begin.back() = last;
  return begin;
}

TEST(WebhookNetwork, is_told_by_the_address_at_both_sides_of_each_border) {
  const Address rows[] = {
      {{9, 255, 255, 255}, Network::global},
      {{10, 0, 0, 0}, Network::internal},
      {{10, 255, 255, 255}, Network::internal},
      {{11, 0, 0, 0}, Network::global},
      {{172, 15, 255, 255}, Network::global},
      {{172, 16, 0, 1}, Network::internal},
      {{172, 31, 255, 255}, Network::internal},
      {{172, 32, 0, 0}, Network::global},
      {{192, 168, 1, 1}, Network::internal},
      {{192, 169, 0, 0}, Network::global},
      {{100, 64, 0, 1}, Network::internal},
      {{100, 128, 0, 0}, Network::global},
      {{127, 0, 0, 1}, Network::loopback},
      {{127, 255, 255, 254}, Network::loopback},
      {{128, 0, 0, 1}, Network::global},
      {{169, 254, 169, 254}, Network::none},
      {{0, 0, 0, 0}, Network::none},
      {{224, 0, 0, 1}, Network::none},
      {{255, 255, 255, 255}, Network::none},
      {{223, 255, 255, 255}, Network::global},
      {{198, 17, 255, 255}, Network::global},
      {{198, 19, 0, 1}, Network::none},
      {{198, 20, 0, 0}, Network::global},
      {{8, 8, 8, 8}, Network::global},
      {ipv6({}, 1), Network::loopback},
      {ipv6({}, 0), Network::none},
      {ipv6({}, 2), Network::none},
      {ipv6({0xfc}, 1), Network::internal},
      {ipv6({0xfd}, 1), Network::internal},
      {ipv6({0xfe, 0x80}, 1), Network::none},
      {ipv6({0xff, 0x02}, 1), Network::none},
      {ipv6({0x20, 0x02}, 1), Network::none},
      {ipv6({0x20, 0x01}, 1), Network::none},
      {ipv6({0x20, 0x01, 0x02}, 1), Network::global},
      {ipv6({0x26, 0x07}, 1), Network::global},
      {ipv6({0x20, 0x01, 0x0d, 0xb8}, 1), Network::none},
      // An IPv4 address in the form of IPv6, and through a translator.
      {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}, Network::none},
      {ipv6({0, 0x64, 0xff, 0x9b}, 1), Network::none},
      {{127, 0, 1}, Network::none}};
  for (const Address& row : rows) {
    EXPECT_EQ(network_of(std::as_bytes(std::span(row.bytes))), row.network)
        << testing::PrintToString(row.bytes);
  }
}

class WebhookBook : public testing::Test {
 protected:
  [[nodiscard]] Result<std::unique_ptr<Book>> open(std::byte key = std::byte{1}) {
    return Book::open(
        {.files = files_,
         .crypto = kCrypto,
         .record = [this](std::string_view action, const std::string& actor) -> Result<> {
           if (!records_) return fail(Code::unavailable, "the record stands");
           recorded_.push_back(std::string(action) + " " + actor);
           return {};
         }},
        "/webhooks.sealed", Digest{key});
  }
  static Result<> add(Endpoints& endpoints) {
    endpoints.emplace(some().id, some());
    return {};
  }

  MemoryFiles files_;
  std::vector<std::string> recorded_;
  bool records_ = true;
};

TEST_F(WebhookBook, keeps_endpoints_over_a_restart_and_seals_them) {
  const auto book = open().value();
  ASSERT_TRUE(book->change({.actor = "key:1", .action = "webhook.create"}, add));
  ASSERT_TRUE(book->advance(some().id, [](Endpoint& each) { each.next = 18; }));
  ASSERT_TRUE(book->advance(EndpointId("gone"), [](Endpoint& each) { each.next = 18; }));
  EXPECT_THAT(recorded_, testing::ElementsAre("webhook.create key:1"));
  EXPECT_EQ(open().value()->now()->at(some().id).next, 18U);
  const auto text = read_whole(files_, "/webhooks.sealed", 1 << 20).value();
  EXPECT_THAT(text, testing::Not(HasSubstr("receiver.example")));
  const auto other = open(std::byte{2});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::corrupt);
  EXPECT_THAT(other.error().what, HasSubstr("vault.kek"));
}

TEST_F(WebhookBook, changes_nothing_that_cannot_be_recorded_or_may_not_be) {
  const auto book = open().value();
  records_ = false;
  EXPECT_FALSE(book->change({.actor = "a", .action = "webhook.create"}, add));
  records_ = true;
  const auto many = book->change({.actor = "a", .action = "webhook.create"},
                                 [](Endpoints& endpoints) -> Result<> {
                                   for (std::size_t i = 0; i <= kEndpointsMax; ++i) {
                                     auto each = some(std::to_string(i));
                                     endpoints.emplace(each.id, each);
                                   }
                                   return {};
                                 });
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, Code::exhausted);
  EXPECT_TRUE(book->now()->empty());
  EXPECT_TRUE(recorded_.empty());
}

}  // namespace
}  // namespace menshen::webhook
