#include "http/events.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "running.hpp"

namespace menshen::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view kListen = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";

Handler streaming(const std::shared_ptr<EventChannel>& channel) {
  return [channel](const Request& request) {
    if (request.path != "/events") return Response{};
    return Response{.content_type = "text/event-stream", .events = channel};
  };
}

void wait_for(const EventChannel& channel, std::size_t subscribers) {
  while (channel.subscribers() != subscribers) std::this_thread::yield();
}

TEST(EventChannel, writes_an_event_as_the_standard_has_it) {
  EventChannel channel;
  int woken = 0;
  const auto mailbox = channel.subscribe([&woken] { ++woken; });
  channel.publish("decision", "{\"id\":1}");
  channel.publish("note", "one\ntwo\r\nthree\rfour\n");
  channel.publish("empty", "");
  EXPECT_EQ(woken, 1);  // once for all that waits
  EXPECT_EQ(mailbox->take().text,
            "event: decision\ndata: {\"id\":1}\n\n"
            "event: note\ndata: one\ndata: two\ndata: three\ndata: four\ndata: \n\n"
            "event: empty\ndata: \n\n");
  EXPECT_EQ(mailbox->take().text, "");
  EXPECT_EQ(channel.waiting(), 0U);
  channel.publish("more", "x", "17");
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(channel.waiting(), 28U);
  EXPECT_EQ(mailbox->take().text, "event: more\nid: 17\ndata: x\n\n");
}

TEST(EventChannel, lets_nobody_wait_for_more_than_its_limit) {
  EventChannel channel(40);
  const auto slow = channel.subscribe([] {});
  const auto quick = channel.subscribe([] {});
  for (int i = 0; i < 3; ++i) {
    channel.publish("e", "0123456789");  // 27 bytes as it is sent
    EXPECT_EQ(quick->take().text.size(), 27U);
  }
  const auto mail = slow->take();
  EXPECT_TRUE(mail.is_overrun);
  EXPECT_EQ(mail.text, "");
}

TEST(EventChannel, forgets_who_has_gone) {
  EventChannel channel;
  auto mailbox = channel.subscribe([] {});
  EXPECT_EQ(channel.subscribers(), 1U);
  mailbox.reset();
  EXPECT_EQ(channel.subscribers(), 0U);
  channel.publish("e", "x");
}

TEST(Events, reach_everybody_who_listens_and_end_with_the_server) {
  const auto channel = std::make_shared<EventChannel>();
  Running server({.network_threads = 2}, streaming(channel));
  Client one(server.port());
  Client two(server.port());
  for (Client* client : {&one, &two}) {
    client->send(kListen);
    const auto answer = client->receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.head, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer.head, testing::Not(HasSubstr("Content-Length")));
  }
  wait_for(*channel, 2);
  for (const auto* data : {"first", "second"}) {
    channel->publish("decision", data);
    for (Client* client : {&one, &two}) {
      EXPECT_EQ(client->receive_until("\n\n"),
                "event: decision\ndata: " + std::string(data) + "\n\n");
    }
  }
  server.stop();
  EXPECT_TRUE(one.is_closed());
  EXPECT_TRUE(two.is_closed());
  server.finish();
}

TEST(Events, end_when_the_listener_goes) {
  const auto channel = std::make_shared<EventChannel>();
  const Running server({}, streaming(channel));
  auto client = std::make_unique<Client>(server.port());
  client->send(kListen);
  EXPECT_EQ(client->receive().status, 200);
  wait_for(*channel, 1);
  client->send("what it sends means nothing");
  channel->publish("e", "x");
  EXPECT_EQ(client->receive_until("\n\n"), "event: e\ndata: x\n\n");
  client.reset();
  wait_for(*channel, 0);
}

TEST(Events, end_when_the_channel_is_closed) {
  const auto channel = std::make_shared<EventChannel>();
  const Running server({}, streaming(channel));
  Client client(server.port());
  client.send(kListen);
  EXPECT_EQ(client.receive().status, 200);
  wait_for(*channel, 1);
  channel->close();
  EXPECT_TRUE(client.is_closed());
}

TEST(Events, show_that_the_connection_lives_when_there_are_none) {
  const auto channel = std::make_shared<EventChannel>();
  const Running server({.write_time = milliseconds(200), .heartbeat_time = milliseconds(20)},
                       streaming(channel));
  Client client(server.port());
  client.send(kListen);
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive_until(":\n\n"), ":\n\n");
  EXPECT_EQ(client.receive_until(":\n\n"), ":\n\n");
}

TEST(Events, are_no_more_for_a_listener_that_does_not_read) {
  const auto channel = std::make_shared<EventChannel>(1000);
  const Running server({.write_time = milliseconds(100)}, streaming(channel));
  Client client(server.port());
  client.send(kListen);
  EXPECT_EQ(client.receive().status, 200);
  wait_for(*channel, 1);
  while (channel->subscribers() > 0) channel->publish("e", std::string(500, 'x'));
}

TEST(Events, take_a_connection_each) {
  const auto channel = std::make_shared<EventChannel>();
  const Running server({.connections = 1}, streaming(channel));
  Client one(server.port());
  one.send(kListen);
  EXPECT_EQ(one.receive().status, 200);
  Client two(server.port());
  EXPECT_EQ(two.receive().status, 503);
}

TEST(Events, are_not_begun_by_asking_for_the_head) {
  const auto channel = std::make_shared<EventChannel>();
  const Running server({}, streaming(channel));
  Client client(server.port());
  client.send("HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.receive(true).status, 200);
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(channel->subscribers(), 0U);
}

}  // namespace
}  // namespace menshen::http
