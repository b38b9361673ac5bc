#include "http/server.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <future>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "client.hpp"
#include "http/endpoint.hpp"
#include "http/message.hpp"
#include "running.hpp"

namespace menshen::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view kHello = "GET /hello?lang=zh HTTP/1.1\r\nHost: localhost\r\n\r\n";

Response say(const Request& request) {
  if (request.path == "/throw") throw std::runtime_error("a secret");
  return {
      .content_type = "text/plain",
      .body = request.method + " " + request.path + " " + request.query + " " + request.body};
}

TEST(Server, hands_the_parts_of_a_request_to_the_handler) {
  const Running server({}, say);
  Client client(server.port());
  client.send("PUT /a%20b?c=d&e HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "PUT /a%20b c=d&e body");
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: text/plain\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
}

TEST(Server, answers_one_request_after_the_other_on_one_connection) {
  const Running server({}, say);
  Client client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(kHello);
    EXPECT_EQ(client.receive().body, "GET /hello lang=zh ");
  }
  client.send(std::string(kHello) + std::string(kHello));  // without waiting
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 200);
}

TEST(Server, answers_head_as_get_with_the_length_and_without_the_body) {
  const Running server({}, say);
  Client client(server.port());
  client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answer = client.receive(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("Content-Length: 12\r\n"));
  client.send(kHello);  // would be read behind a body, if there were one
  EXPECT_EQ(client.receive().status, 200);
}

TEST(Server, closes_when_the_client_asks_for_it) {
  const Running server({}, say);
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.receive().head, HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, says_that_a_body_may_come_to_a_client_that_waits_for_it) {
  const Running server({}, say);
  Client client(server.port());
  client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("ok");
  EXPECT_EQ(client.receive().body, "PUT /  ok");
}

TEST(Server, takes_no_field_from_behind_a_body) {
  const Running server({}, [](const Request& request) {
    return Response{.body = request.header("authorization") == nullptr ? "none" : "some"};
  });
  Client client(server.port());
  client.send(
      "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nok\r\n0\r\nAuthorization: Bearer stolen\r\n\r\n");
  EXPECT_EQ(client.receive().body, "none");
}

TEST(Server, sends_the_fields_of_the_handler_and_each_of_its_own_once) {
  const Running server({}, [](const Request& request) {
    if (request.path == "/split") return Response{.headers = {{"Location", "/a\r\nX: y"}}};
    if (request.path == "/nothing") return Response{.status = 204, .content_type = ""};
    return Response{.headers = {{"Set-Cookie", "a=1"},
                                {"Set-Cookie", "b=2"},
                                {"cache-control", "max-age=9"}}};
  });
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answer = client.receive();
  EXPECT_THAT(answer.head, HasSubstr("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("cache-control: max-age=9\r\n"));
  EXPECT_THAT(answer.head, testing::Not(HasSubstr("no-store")));
  client.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.receive().head, testing::Not(HasSubstr("\r\nContent-")));
  client.send("GET /split HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.receive().status, 500);
}

TEST(Server, tells_nothing_of_what_a_handler_throws) {
  const Running server({}, say);
  Client client(server.port());
  client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.head, HasSubstr("application/problem+json"));
  EXPECT_THAT(answer.body, testing::Not(HasSubstr("secret")));
}

struct Row {
  std::string_view name;
  std::string bytes;
  int status;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

std::string fields_of(std::size_t bytes) {
  const std::string start = "Host: x\r\nX: ";
  const std::string end = "\r\n\r\n";
  return "GET / HTTP/1.1\r\n" + start + std::string(bytes - start.size() - end.size(), 'x') +
         end;
}

std::string line_of(std::size_t bytes) {
  const std::string start = "GET /";
  const std::string end = " HTTP/1.1\r\n";
  return start + std::string(bytes - start.size() - end.size(), 'x') + end + "Host: x\r\n\r\n";
}

std::string body_of(std::size_t bytes) {
  return "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
         std::string(bytes, 'x');
}

std::string chunked_body_of(std::size_t bytes) {
  std::string text = "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (; bytes > 0; bytes -= 16) text += "10\r\n" + std::string(16, 'x') + "\r\n";
  return text + "0\r\n\r\n";
}

std::string chunked(std::string_view fields, const std::string& body = "0\r\n\r\n") {
  return "PUT / HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n\r\n" + body;
}

constexpr Limits kSmall{.head_bytes = 512, .body_bytes = 1024};

// clang-format off
const Row kRows[] = {
    {"line_at_the_limit",          line_of(512),                                          200},
    {"line_above_the_limit",       line_of(513),                                          431},
    {"fields_at_the_limit",        fields_of(512),                                        200},
    {"fields_above_the_limit",     fields_of(513),                                        431},
    {"fields_far_above_the_limit", fields_of(1'000'000),                                  431},
    {"body_at_the_limit",          body_of(1024),                                         200},
    {"body_above_the_limit",       body_of(1025),                                         413},
    {"body_far_above_the_limit",   body_of(1'000'000),                                    413},
    {"chunks_at_the_limit",        chunked_body_of(1024),                                 200},
    {"chunks_above_the_limit",     chunked_body_of(1040),                                 413},
    {"no_http",                    "\x16\x03\x01 a TLS client\r\n\r\n",                   400},
    {"unknown_version",            "GET / HTTP/3.0\r\nHost: x\r\n\r\n",                   400},
    {"no_host",                    "GET / HTTP/1.1\r\n\r\n",                              400},
    {"no_host_in_version_1_0",     "GET / HTTP/1.0\r\n\r\n",                              200},
    {"two_hosts",                  "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",        400},
    {"absolute_form",              "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",           400},
    {"space_before_the_colon",     "GET / HTTP/1.1\r\nHost : x\r\n\r\n",                  400},
    {"length_is_no_number",        "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", 400},
    {"two_lengths",                "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
    {"line_ends_of_one_character", "GET / HTTP/1.1\nHost: x\n\n",                          400},
    {"zero_byte_in_a_field",       std::string("GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 35), 400},
    {"field_on_two_lines",         "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",     400},
    {"field_on_two_lines_by_tab",  "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n",    400},
    {"chunks_and_length",          chunked("Transfer-Encoding: chunked\r\nContent-Length: 1"), 400},
    {"chunks_twice",               chunked("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400},
    {"chunks_within_chunks",       chunked("Transfer-Encoding: chunked, chunked"),        400},
    {"another_coding",             chunked("Transfer-Encoding: gzip"),                    400},
    {"another_coding_then_chunks", chunked("Transfer-Encoding: gzip, chunked"),           400},
    {"chunks_not_last",            chunked("Transfer-Encoding: chunked, identity"),       400},
    {"chunks_spelt_otherwise",     chunked("Transfer-Encoding: xchunked"),                400},
    {"chunks_in_capitals",         chunked("Transfer-Encoding: CHUNKED"),                 200},
    {"chunks_in_version_1_0",      "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"chunk_without_a_size",       chunked("Transfer-Encoding: chunked", "x\r\n\r\n"),    400},
    {"chunk_of_endless_size",      chunked("Transfer-Encoding: chunked", "fffffffffffffffff\r\n"), 400},
    {"chunk_longer_than_it_says",  chunked("Transfer-Encoding: chunked", "1\r\nxx\r\n0\r\n\r\n"), 400},
    {"chunk_with_much_beside_it",  chunked("Transfer-Encoding: chunked", "1;" + std::string(600, 'x')), 431},
    {"much_behind_the_last_chunk", chunked("Transfer-Encoding: chunked", "0\r\nX: " + std::string(600, 'x')), 431},
    {"length_and_chunks",          "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
};
// clang-format on

class ServerReads : public testing::TestWithParam<Row> {};

TEST_P(ServerReads, within_limits_and_as_the_standard_says) {
  const Running server(kSmall, say);
  Client client(server.port());
  client.send(GetParam().bytes);
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, GetParam().status) << answer.head;
  if (answer.status == 200) return;
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: application/problem+json\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(client.is_closed());
}

INSTANTIATE_TEST_SUITE_P(table, ServerReads, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

// Each of these would hang, and fail by the client's patience, if its time were not kept.
struct SlowRow {
  std::string_view name;
  std::string_view bytes;
  Limits limits;
};

std::ostream& operator<<(std::ostream& out, const SlowRow& row) { return out << row.name; }

const SlowRow kSlowRows[] = {
    {"nothing", "", {.idle_time = milliseconds(50)}},
    {"half_a_head", "GET / HT", {.head_time = milliseconds(50)}},
    {"half_a_body",
     "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
     {.body_time = milliseconds(50)}},
};

class ServerWaits : public testing::TestWithParam<SlowRow> {};

TEST_P(ServerWaits, no_longer_than_its_time) {
  const Running server(GetParam().limits, say);
  Client client(server.port());
  client.send(GetParam().bytes);
  EXPECT_TRUE(client.is_closed());
}

INSTANTIATE_TEST_SUITE_P(table, ServerWaits, testing::ValuesIn(kSlowRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Server, does_not_wait_longer_for_a_head_that_comes_byte_by_byte) {
  const Running server({.head_time = milliseconds(50)}, say);
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\nX: ");
  int sent = 0;
  for (; sent < 1000 && !client.hears_within(milliseconds(5)); ++sent) client.send("x");
  EXPECT_LT(sent, 1000);
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, closes_a_kept_connection_that_says_nothing_more) {
  const Running server({.idle_time = milliseconds(50)}, say);
  Client client(server.port());
  client.send(kHello);
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, turns_away_whoever_comes_when_every_connection_is_taken) {
  const Running server({.connections = 1}, say);
  auto first = std::make_unique<Client>(server.port());
  first->send(kHello);
  EXPECT_EQ(first->receive().status, 200);

  Client second(server.port());
  const auto answer = second.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.head, HasSubstr("Retry-After: 5\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));

  first->send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(first->receive().status, 200);
  EXPECT_TRUE(first->is_closed());
  first.reset();
  int status = 503;
  while (status == 503) {  // until the server has seen that the first one is gone
    Client third(server.port());
    third.send(kHello);
    status = third.receive().status;
  }
  EXPECT_EQ(status, 200);
}

// A handler that a test holds until it has seen what it wants.
struct Held {
  std::promise<void> entered;
  std::promise<void> leave;

  Handler handler() {
    return [this](const Request& request) {
      entered.set_value();
      leave.get_future().wait();
      return say(request);
    };
  }
};

TEST(Server, finishes_the_request_in_flight_when_stopped) {
  Held held;
  // One thread: when the idle connection is closed, the other knows of the end too.
  Running server({.network_threads = 1}, held.handler());
  Client client(server.port());
  Client idle(server.port());
  client.send(kHello);
  held.entered.get_future().wait();
  server.stop();
  EXPECT_TRUE(idle.is_closed());  // not kept for its idle time
  held.leave.set_value();
  const auto answer = client.receive();
  EXPECT_EQ(answer.body, "GET /hello lang=zh ");
  EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(client.is_closed());
  server.finish();
}

TEST(Server, closes_what_is_not_finished_at_the_end_of_the_drain_time) {
  Held held;
  Running server({.drain_time = milliseconds(50)}, held.handler());
  Client client(server.port());
  client.send(kHello);
  held.entered.get_future().wait();
  server.stop();
  EXPECT_TRUE(client.is_closed());
  held.leave.set_value();
  server.finish();
}

TEST(Server, does_not_run_when_it_was_stopped_before) {
  const auto server = Server::listen({.address = "127.0.0.1"}, {}, say).value();
  server->stop();
  EXPECT_TRUE(server->run());
  server->stop();
}

TEST(Server, stops_on_a_signal) {
  const auto server = Server::listen({.address = "127.0.0.1"}, {}, say).value();
  ASSERT_TRUE(server->stop_on_signals());
  std::raise(SIGTERM);
  EXPECT_TRUE(server->run());
}

TEST(Server, listens_for_this_machine_only) {
  for (const auto* address : {"0.0.0.0", "::", "192.0.2.1", "::ffff:127.0.0.1"}) {
    const auto server = Server::listen({.address = address}, {}, say);
    ASSERT_FALSE(server) << address;
    EXPECT_EQ(server.error().code, Code::refused);
    EXPECT_THAT(server.error().what, HasSubstr("or give a certificate"));
  }
  EXPECT_TRUE(Server::listen({.address = "127.255.255.254"}, {}, say));
  EXPECT_EQ(Server::listen({.address = "localhost"}, {}, say).error().code,
            Code::invalid_input);
}

TEST(Server, says_that_a_port_is_taken) {
  const auto first = Server::listen({.address = "127.0.0.1"}, {}, say).value();
  const auto second = Server::listen({.address = "127.0.0.1", .port = first->port()}, {}, say);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::unavailable);
}

}  // namespace
}  // namespace menshen::http
