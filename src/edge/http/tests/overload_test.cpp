// More than the server can do at once: what is refused, when, and who is served meanwhile.
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

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
using testing::Not;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

std::string head_of_body(std::size_t bytes, std::string_view more = "") {
  return "PUT / HTTP/1.1\r\nHost: x\r\n" + std::string(more) +
         "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

// Handlers that a test holds: all that come wait until `open`.
class Gate {
 public:
  Handler handler() {
    return [this](const Request& request) {
      ++inside_;
      open_.wait();
      return Response{.body = request.body, .operation = "put_it"};
    };
  }
  void wait_for(int count) const {
    while (inside_ < count) std::this_thread::yield();
  }
  void open() { opening_.set_value(); }

 private:
  std::atomic<int> inside_{0};
  std::promise<void> opening_;
  std::shared_future<void> open_{opening_.get_future()};
};

void expect_overloaded(const Answer& answer) {
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.head, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_THAT(answer.body, HasSubstr(R"("type":"overloaded")"));
}

TEST(Overload, refuses_at_once_what_would_wait_behind_a_full_queue) {
  Gate gate;
  const Running server({.network_threads = 1, .workers = 1, .waiting = 1}, gate.handler());
  Client worked_on(server.port());
  worked_on.send(kGet);
  gate.wait_for(1);
  Client waiting(server.port());
  waiting.send(kGet);
  // One of the two waits, whichever comes first, and the other is told.
  Client third(server.port());
  third.send(kGet);
  while (!third.hears_within(milliseconds(1)) && !waiting.hears_within(milliseconds(1))) {
  }
  Client& refused = third.hears_within(milliseconds(0)) ? third : waiting;
  Client& served = third.hears_within(milliseconds(0)) ? waiting : third;
  expect_overloaded(refused.receive());
  gate.open();
  EXPECT_EQ(worked_on.receive().status, 200);
  EXPECT_EQ(served.receive().status, 200);
  refused.send(kGet);  // its connection was kept
  EXPECT_EQ(refused.receive().status, 200);
}

// A handler whose answers come when a test says them.
class Elsewhere {
 public:
  Handler handler() {
    return [this](const Request& request) {
      if (request.path != "/later") return Response{.body = "at once"};
      return Response{.operation = "wait",
                      .later = [this](auto tell) { asked_.set_value(std::move(tell)); }};
    };
  }
  // Waits until it is asked.
  std::function<void(Response)> tell() { return asked_.get_future().get(); }

 private:
  std::promise<std::function<void(Response)>> asked_;
};

constexpr std::string_view kGetLater = "GET /later HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(Later, holds_no_worker) {
  Elsewhere elsewhere;
  std::string operation;
  const Running server({.network_threads = 1, .workers = 1}, elsewhere.handler(),
                       {.after = [&operation](const Exchange& exchange) {
                         if (!exchange.operation.empty()) operation = exchange.operation;
                       }});
  Client waiting(server.port());
  waiting.send(kGetLater);
  const auto tell = elsewhere.tell();
  Client other(server.port());
  other.send(kGet);
  EXPECT_EQ(other.receive().body, "at once");
  EXPECT_FALSE(waiting.hears_within(milliseconds(1)));
  tell({.status = 201, .body = "later"});
  const auto answer = waiting.receive();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "later");
  waiting.send(kGet);
  EXPECT_EQ(waiting.receive().body, "at once");
  EXPECT_EQ(operation, "wait");
}

TEST(Later, is_one_of_those_that_may_wait) {
  Elsewhere elsewhere;
  const Running server({.waiting = 1}, elsewhere.handler());
  Client waiting(server.port());
  waiting.send(kGetLater);
  const auto tell = elsewhere.tell();
  Client other(server.port());
  while (true) {  // until it counts
    other.send(kGet);
    const auto answer = other.receive();
    if (answer.status == 200) continue;
    expect_overloaded(answer);
    break;
  }
  tell({});
  EXPECT_EQ(waiting.receive().status, 200);
  other.send(kGet);
  EXPECT_EQ(other.receive().status, 200);
}

TEST(Overload, keeps_nobody_waiting_who_is_quick) {
  Gate gate;
  const auto wait_if_slow = [slow = gate.handler()](const Request& request) {
    return request.path == "/quick" ? Response{.body = "quick"} : slow(request);
  };
  const Running server({.workers = 1}, wait_if_slow,
                       {.expects = [](std::string_view, std::string_view path) {
                         return Expected{.is_quick = path == "/quick"};
                       }});
  Client slow(server.port());
  slow.send(kGet);
  gate.wait_for(1);
  Client quick(server.port());
  quick.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(quick.receive().body, "quick");
  gate.open();
  EXPECT_EQ(slow.receive().status, 200);
}

TEST(Later, is_waited_for_when_the_server_ends) {
  Elsewhere elsewhere;
  std::future<void> told;
  Answer answer;
  {
    Running server({}, elsewhere.handler());
    Client client(server.port());
    client.send(kGetLater);
    auto tell = elsewhere.tell();
    server.stop();
    told = std::async(std::launch::async, [tell = std::move(tell)]() mutable {
      std::this_thread::sleep_for(milliseconds(20));
      std::exchange(tell, nullptr)({.body = "in time"});
    });
    answer = client.receive();
  }
  EXPECT_EQ(answer.body, "in time");
  told.get();
}

TEST(Later, is_an_internal_error_when_nobody_can_begin_it) {
  const Running server({}, [](const Request&) {
    return Response{.later = [](const auto&) { throw std::runtime_error("broken"); }};
  });
  Client client(server.port());
  client.send(kGet);
  EXPECT_EQ(client.receive().status, 500);
}

TEST(Later, is_changed_when_it_is_there) {
  const auto twice = [](Response answer) {
    answer.body += answer.body;
    return answer;
  };
  EXPECT_EQ(then({.body = "a"}, twice).body, "aa");
  const Response later{.operation = "wait",
                       .later = [](const auto& tell) { tell({.body = "b"}); }};
  const auto answer = wait_for(then(then(later, twice), twice));
  EXPECT_EQ(answer.body, "bbbb");
  EXPECT_EQ(answer.operation, "wait");
  EXPECT_EQ(wait_for({.body = "c"}).body, "c");
}

TEST(Overload, refuses_a_body_for_which_there_is_no_memory_before_it_comes) {
  Gate gate;
  const Running server({.body_bytes = 1000, .bodies_bytes = 1500}, gate.handler());
  Client first(server.port());
  first.send(head_of_body(1000) + std::string(1000, 'x'));
  gate.wait_for(1);
  Client second(server.port());
  second.send(head_of_body(501));
  expect_overloaded(second.receive());
  EXPECT_TRUE(second.is_closed());
  Client third(server.port());
  third.send(head_of_body(500) + std::string(500, 'y'));  // just fits
  gate.wait_for(2);
  gate.open();
  EXPECT_EQ(first.receive().body.size(), 1000U);
  EXPECT_EQ(third.receive().body.size(), 500U);
  first.send(head_of_body(1000) + std::string(1000, 'x'));  // there is room again
  EXPECT_EQ(first.receive().status, 200);
}

TEST(Overload, counts_the_chunks_of_a_body_as_they_come) {
  const Running server({.body_bytes = 1000, .bodies_bytes = 20},
                       [](const Request& request) { return Response{.body = request.body}; });
  const std::string head = "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  Client fits(server.port());
  fits.send(head + "a\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n");
  EXPECT_EQ(fits.receive().body, "01234567890123456789");
  Client too_much(server.port());
  too_much.send(head + "a\r\n0123456789\r\nb\r\n01234567890\r\n");
  expect_overloaded(too_much.receive());
  EXPECT_TRUE(too_much.is_closed());
}

TEST(Overload, keeps_nothing_for_a_body_that_was_only_announced) {
  const Running server({.body_bytes = 1000, .bodies_bytes = 1000},
                       [](const Request& request) { return Response{.body = request.body}; });
  Client announces(server.port());
  announces.send(head_of_body(1000, "Expect: 100-continue\r\n"));
  EXPECT_EQ(announces.receive().status, 100);
  Client sends(server.port());
  sends.send(head_of_body(1000) + std::string(1000, 'x'));
  EXPECT_EQ(sends.receive().status, 200);
}

TEST(Overload, asks_how_large_a_body_may_be_by_method_and_path) {
  const auto echo = [](const Request& request) { return Response{.body = request.body}; };
  const auto expects = [](std::string_view method, std::string_view path) {
    const bool is_large = method == "PUT" && path == "/photographs";
    return Expected{.body_bytes = is_large ? std::size_t{5} : std::size_t{2}};
  };
  const Running server({.body_bytes = 1000}, echo, {.expects = expects});
  const auto status_of = [&](const std::string& line, const std::string& body) {
    Client client(server.port());
    client.send(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.receive().status;
  };
  EXPECT_EQ(status_of("PUT /photographs?x=y", "12345"), 200);
  EXPECT_EQ(status_of("PUT /photographs", "123456"), 413);
  EXPECT_EQ(status_of("POST /photographs", "123"), 413);
  EXPECT_EQ(status_of("PUT /other", "12"), 200);
  EXPECT_EQ(status_of("PUT /other", "123"), 413);
}

TEST(Overload, refuses_before_a_client_that_waits_for_it_has_sent_the_body) {
  const Running server({.body_bytes = 10}, [](const Request&) { return Response{}; });
  Client client(server.port());
  client.send(head_of_body(11, "Expect: 100-continue\r\n"));
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.head, Not(HasSubstr("100 Continue")));
  EXPECT_TRUE(client.is_closed());
}

TEST(Overload, leaves_others_their_turn_while_many_say_nothing_or_half_a_head) {
  const Running server({.network_threads = 2}, [](const Request&) { return Response{}; });
  std::vector<std::unique_ptr<Client>> many;
  for (int i = 0; i < 100; ++i) {
    many.push_back(std::make_unique<Client>(server.port()));
    if (i % 2 == 0) many.back()->send("GET / HT");
  }
  for (int i = 0; i < 4; ++i) {  // on either thread
    Client client(server.port());
    client.send(kGet);
    EXPECT_EQ(client.receive().status, 200);
  }
}

TEST(Server, tells_what_it_answered_and_names_nobody) {
  struct Told {
    std::string method;
    unsigned status = 0;
    std::string operation;
    std::size_t bytes_in = 0;
    std::size_t bytes_out = 0;
  };
  std::mutex mutex;
  std::vector<Told> all;
  Answer put;
  {
    const auto after = [&](const Exchange& one) {
      const std::scoped_lock lock(mutex);
      EXPECT_GE(one.duration, one.waited);
      all.push_back({std::string(one.method), one.status, std::string(one.operation),
                     one.bytes_in, one.bytes_out});
    };
    const Running server({}, [](const Request&) { return Response{.operation = "put_it"}; },
                         {.after = after});
    Client client(server.port());
    client.send(head_of_body(2) + "ok");
    put = client.receive();
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive(true).status, 200);
    client.send("ZHANG-SAN / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
    client.send("nonsense\r\n\r\n");
    EXPECT_EQ(client.receive().status, 400);
  }
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].method, "PUT");
  EXPECT_EQ(all[0].status, 200U);
  EXPECT_EQ(all[0].operation, "put_it");
  EXPECT_EQ(all[0].bytes_in, head_of_body(2).size() + 2);
  EXPECT_EQ(all[0].bytes_out, put.head.size() + put.body.size());
  EXPECT_EQ(all[1].method, "HEAD");
  EXPECT_EQ(all[2].method, "OTHER");
  EXPECT_EQ(all[3].method, "OTHER");
  EXPECT_EQ(all[3].status, 400U);
  EXPECT_EQ(all[3].operation, "");
}

}  // namespace
}  // namespace menshen::http
