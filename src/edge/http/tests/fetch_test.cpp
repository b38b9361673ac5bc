#include "http/fetch.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "http/server.hpp"
#include "running.hpp"

namespace menshen::http {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

struct Row {
  std::string_view text;
  std::optional<Url> url;
};

const Row kRows[] = {
    {"http://127.0.0.1:8600", Url{{"127.0.0.1", 8600}, "/"}},
    {"http://127.0.0.1:8600/a/b?c=d", Url{{"127.0.0.1", 8600}, "/a/b?c=d"}},
    {"http://10.0.0.7/w", Url{{"10.0.0.7", 80}, "/w"}},
    {"http://[::1]/w", Url{{"::1", 80}, "/w"}},
    {"http://[::1]:90", Url{{"::1", 90}, "/"}},
    {"https://127.0.0.1:8600/", std::nullopt},
    {"http://localhost:8600/", std::nullopt},
    {"http://user@127.0.0.1/", std::nullopt},
    {"http://127.0.0.1:0/", std::nullopt},
    {"http://127.0.0.1?a", std::nullopt},
    {"http://127.0.0.1/a b", std::nullopt},
    {"http://127.0.0.1/a\r\nX: y", std::nullopt},
    {"http://127.0.0.1/门", std::nullopt},
    {"http://127.0.0.1/#a", std::nullopt},
    {"http:///a", std::nullopt},
    {"127.0.0.1:80", std::nullopt},
    {"", std::nullopt},
};

TEST(ParseUrl, takes_plain_http_at_a_number_and_nothing_else) {
  for (const auto& row : kRows) {
    const auto url = parse_url(row.text);
    ASSERT_EQ(url.has_value(), row.url.has_value()) << row.text;
    if (url) {
      EXPECT_EQ(*url, *row.url) << row.text;
    } else {
      EXPECT_EQ(url.error().code, Code::invalid_input);
    }
  }
}

// The room's own server.
class Peer {
 public:
  explicit Peer(Handler handler) : server_({}, std::move(handler)) {}

  [[nodiscard]] Url url(std::string path) const {
    return {.endpoint = {.address = "127.0.0.1", .port = server_.port()},
            .path = std::move(path)};
  }

 private:
  Running server_;
};

// A socket that accepts connections into its queue, sends them `bytes` and closes, or leaves
// them waiting.
class RawPeer {
 public:
  explicit RawPeer(std::optional<std::string> bytes)
      : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(socket_, generic, length), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    EXPECT_EQ(getsockname(socket_, generic, &length), 0);
    port_ = ntohs(address.sin_port);
    if (bytes) thread_ = std::thread([this, text = std::move(*bytes)] { say(text); });
  }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;
  RawPeer(RawPeer&&) = delete;
  RawPeer& operator=(RawPeer&&) = delete;
  ~RawPeer() {
    if (thread_.joinable()) thread_.join();
    close(socket_);
  }

  [[nodiscard]] Url url() const { return {{.address = "127.0.0.1", .port = port_}, "/"}; }

 private:
  void say(const std::string& text) const {
    const int peer = accept(socket_, nullptr, nullptr);
    char request[4096];
    static_cast<void>(recv(peer, request, sizeof request, 0));
    static_cast<void>(send(peer, text.data(), text.size(), MSG_NOSIGNAL));
    shutdown(peer, SHUT_WR);
    while (recv(peer, request, sizeof request, 0) > 0) {
    }
    close(peer);
  }

  int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST(Fetch, sends_a_body_and_brings_back_status_type_fields_and_body) {
  const Peer server([](const Request& request) {
    return Response{
        .status = 409,
        .content_type = "text/x.tlog.size",
        .body = request.method + " " + request.path + " " + request.query + " " + request.body,
        .headers = {{"X-Mine", "yes"}}};
  });
  const auto response =
      fetch(server.url("/add?a=b"),
            {.method = "POST", .content_type = "text/plain", .body = "old 0\n"});
  ASSERT_TRUE(response) << response.error().what;
  EXPECT_EQ(response->status, 409U);
  EXPECT_EQ(response->content_type, "text/x.tlog.size");
  EXPECT_EQ(response->body, "POST /add a=b old 0\n");
  EXPECT_THAT(response->headers, Contains(Pair("X-Mine", "yes")));
}

TEST(Fetch, does_not_follow_a_redirection) {
  const Peer server([](const Request& request) {
    if (request.path != "/") ADD_FAILURE() << "followed to " << request.path;
    return Response{.status = 302, .headers = {{"Location", "/elsewhere"}}};
  });
  EXPECT_EQ(fetch(server.url("/"), {}).value().status, 302U);
}

TEST(Fetch, takes_a_body_up_to_the_limit_and_not_a_byte_more) {
  const Peer server([](const Request&) { return Response{.body = std::string(1000, 'x')}; });
  EXPECT_EQ(fetch(server.url("/"), {}, {.body_bytes = 1000}).value().body.size(), 1000U);
  EXPECT_EQ(fetch(server.url("/"), {}, {.body_bytes = 999}).error().code, Code::exhausted);
}

TEST(Fetch, reads_no_endless_head) {
  const RawPeer peer("HTTP/1.1 200 OK\r\nX: " + std::string(9000, 'x'));
  EXPECT_EQ(fetch(peer.url(), {}).error().code, Code::exhausted);
}

TEST(Fetch, gives_up_on_a_server_that_does_not_answer_in_time) {
  const RawPeer peer(std::nullopt);
  const auto response = fetch(peer.url(), {}, {.time = milliseconds(50)});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::unavailable);
  EXPECT_THAT(response.error().what, HasSubstr("within 50 ms"));
}

TEST(Fetch, says_that_nobody_listens) {
  std::optional<Url> url;
  url = RawPeer(std::nullopt).url();  // gone
  EXPECT_EQ(fetch(*url, {}).error().code, Code::unavailable);
}

TEST(Fetch, does_not_take_half_an_answer_or_one_that_is_not_http) {
  const RawPeer half("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_EQ(fetch(half.url(), {}).error().code, Code::unavailable);
  const RawPeer none("");
  EXPECT_EQ(fetch(none.url(), {}).error().code, Code::unavailable);
  const RawPeer other("SSH-2.0-other\r\n\r\n");
  EXPECT_EQ(fetch(other.url(), {}).error().code, Code::invalid_input);
}

}  // namespace
}  // namespace menshen::http
