#include "webhook_sender/sender.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <memory_resource>
#include <optional>
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
#include "base/testing/temporary_folder.hpp"
#include "certificates/certificates.hpp"
#include "http/endpoint.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook_sender {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

const webhook::Signed kHeaders{
    .id = "evt_1", .timestamp = "1800000000", .signature = "v1,AA=="};

std::pmr::memory_resource& memory() { return *std::pmr::new_delete_resource(); }

// The real server, as a receiver; over TLS or for this machine in the clear.
class Receiver {
 public:
  explicit Receiver(http::Handler handler, const certificates::Issued* issued = nullptr) {
    http::Options options;
    if (issued != nullptr) {
      options.tls = http::Tls{.certificates = issued->certificate,
                              .private_key = issued->private_key.reveal(),
                              .client_authorities = {}};
    }
    server_ = http::Server::listen({.address = "127.0.0.1"}, {.workers = 1}, std::move(handler),
                                   options)
                  .value();
    thread_ = std::jthread([this] { EXPECT_TRUE(server_->run()); });
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  Receiver(Receiver&&) = delete;
  Receiver& operator=(Receiver&&) = delete;
  ~Receiver() { server_->stop(); }

  [[nodiscard]] std::string url(std::string_view scheme, std::string_view host) const {
    return std::string(scheme) + "://" + std::string(host) + ":" +
           std::to_string(server_->port()) + "/hook?a=b";
  }

 private:
  std::unique_ptr<http::Server> server_;
  std::jthread thread_;
};

http::Response no_content(const http::Request& /*request*/) {
  return {.status = 204, .content_type = "", .body = {}, .headers = {}};
}

Sender sender(Options options = {}) { return Sender::make(std::move(options)).value(); }

Result<unsigned> post(const Sender& sender, const std::string& url) {
  return sender.post(url, kHeaders, R"({"type":"ping"})", std::stop_token());
}

struct Row {
  const char* url;
  bool is_good;
  bool is_good_in_private;
};

TEST(WebhookSender, takes_an_address_only_with_tls_and_without_a_user) {
  const Row rows[] = {{"https://receiver.example/hook", true, true},
                      {"https://receiver.example:8443/hook?key=1", true, true},
                      {"http://receiver.example/hook", false, true},
                      {"https://user:secret@receiver.example/", false, false},
                      {"https://receiver.example/#part", false, false},
                      {"ftp://receiver.example/", false, false},
                      {"file:///etc/passwd", false, false},
                      {"receiver.example", false, false},
                      {"https://", false, false},
                      {"", false, false}};
  const auto strict = sender();
  const auto lenient = sender({.allows_private_networks = true, .authorities = {}});
  for (const Row& row : rows) {
    EXPECT_EQ(strict.check(row.url).has_value(), row.is_good) << row.url;
    EXPECT_EQ(lenient.check(row.url).has_value(), row.is_good_in_private) << row.url;
  }
}

TEST(WebhookSender, sends_what_was_signed_and_gives_the_status_without_following_it) {
  http::Request seen;
  auto receiver = std::make_unique<Receiver>([&seen](const http::Request& request) {
    seen = request;
    return http::Response{
        .status = 302, .body = {}, .headers = {{"Location", "http://127.0.0.1:1/"}}};
  });
  const auto answer = post(sender({.allows_private_networks = true, .authorities = {}}),
                           receiver->url("http", "127.0.0.1"));
  receiver.reset();  // its thread wrote what is read here
  EXPECT_EQ(answer.value(), 302U);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.path, "/hook");
  EXPECT_EQ(seen.query, "a=b");
  EXPECT_EQ(seen.body, R"({"type":"ping"})");
  EXPECT_EQ(*seen.header("webhook-id"), "evt_1");
  EXPECT_EQ(*seen.header("webhook-timestamp"), "1800000000");
  EXPECT_EQ(*seen.header("webhook-signature"), "v1,AA==");
  EXPECT_EQ(*seen.header("content-type"), "application/json");
}

// However the address is written, and whatever a name leads to.
TEST(WebhookSender, connects_to_no_private_network_unless_it_may) {
  std::atomic<bool> was_asked = false;
  const certificates::Issued issued =
      certificates::make_server(
          {"localhost", "127.0.0.1"},
          {.from = std::chrono::floor<milliseconds>(std::chrono::system_clock::now())},
          memory())
          .value();
  const Receiver receiver(
      [&was_asked](const http::Request& request) {
        was_asked = true;
        return no_content(request);
      },
      &issued);
  const auto strict = sender();
  for (const char* host :
       {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "2130706433",
        "127.1", "0.0.0.0", "169.254.169.254", "10.0.0.1"}) {
    const auto answer = post(strict, receiver.url("https", host));
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().code, Code::refused) << host << answer.error().what;
  }
  EXPECT_FALSE(was_asked);
  // With leave private networks, but never those of nobody; and in the clear this machine
  // alone.
  const auto lenient = sender({.allows_private_networks = true, .authorities = {}});
  EXPECT_EQ(post(lenient, "https://169.254.169.254/").error().code, Code::refused);
  EXPECT_EQ(post(lenient, "http://10.0.0.1/").error().code, Code::refused);
}

TEST(WebhookSender, believes_a_certificate_of_its_authorities_for_the_name_alone) {
  const certificates::Validity today{
      .from = std::chrono::floor<milliseconds>(std::chrono::system_clock::now())};
  const auto issued = certificates::make_server({"localhost"}, today, memory()).value();
  const Receiver receiver(no_content, &issued);
  const TemporaryFolder folder;
  const auto file = folder.path() / "authorities.pem";
  std::ofstream(file) << issued.certificate;
  const auto trusting = sender({.allows_private_networks = true, .authorities = file});
  EXPECT_EQ(post(trusting, receiver.url("https", "localhost")).value(), 204U);
  EXPECT_FALSE(post(trusting, receiver.url("https", "127.0.0.1")));
  EXPECT_EQ(Sender::make({.authorities = folder.path() / "none.pem"}).error().code,
            Code::not_found);
  const auto usual = sender({.allows_private_networks = true, .authorities = {}});
  const auto refused = post(usual, receiver.url("https", "localhost"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unavailable);
}

TEST(WebhookSender, waits_for_no_receiver_longer_than_it_may_nor_reads_more) {
  std::stop_source stop;
  const Receiver receiver([&stop](const http::Request& request) {
    if (request.header("webhook-id") != nullptr && *request.header("webhook-id") == "large") {
      return http::Response{.body = std::string(70'000, 'x'), .headers = {}};
    }
    while (!stop.stop_requested()) std::this_thread::yield();
    return no_content(request);
  });
  const std::string url = receiver.url("http", "127.0.0.1");
  const auto impatient =
      sender({.allows_private_networks = true, .authorities = {}, .time = milliseconds(200)});
  webhook::Signed large = kHeaders;
  large.id = "large";
  const auto answer = impatient.post(url, large, "{}", std::stop_token());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().what, HasSubstr("larger than 64 KiB"));
  EXPECT_EQ(post(impatient, url).error().code, Code::unavailable);
  stop.request_stop();
  const auto patient = sender({.allows_private_networks = true, .authorities = {}});
  EXPECT_FALSE(patient.post(url, kHeaders, "{}", stop.get_token()));
}

}  // namespace
}  // namespace menshen::webhook_sender
