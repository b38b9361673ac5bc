// The server over TLS: who is let in, and how.
#include <chrono>
#include <cstddef>
#include <memory>
#include <memory_resource>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/tls1.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "certificates/certificates.hpp"
#include "client.hpp"
#include "http/endpoint.hpp"
#include "http/events.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "running.hpp"

namespace menshen::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::pmr::memory_resource& memory() { return *std::pmr::new_delete_resource(); }

certificates::Validity today() {
  return {.from = std::chrono::floor<milliseconds>(std::chrono::system_clock::now())};
}

std::string text_of(const Secret& secret) {
  const auto bytes = secret.reveal();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What a site has: the server's certificate, and the authority of its devices.
struct Site {
  certificates::Issued server =
      certificates::make_server({"localhost", "127.0.0.1"}, today(), memory()).value();
  certificates::Issued authority =
      certificates::make_authority("devices", today(), memory()).value();

  [[nodiscard]] Options options(bool asks_clients = true) const {
    return {.tls =
                Tls{.certificates = server.certificate,
                    .private_key = server.private_key.reveal(),
                    .client_authorities = asks_clients ? std::string_view(authority.certificate)
                                                       : std::string_view()}};
  }
  [[nodiscard]] Trust trust() const {
    return {.authority = server.certificate, .certificate = {}, .private_key = {}};
  }
  [[nodiscard]] Trust trust_as(const certificates::Issued& shown) const {
    return {.authority = server.certificate,
            .certificate = shown.certificate,
            .private_key = text_of(shown.private_key)};
  }
  [[nodiscard]] certificates::Issued device(std::string_view id,
                                            const certificates::Validity& validity) const {
    return certificates::make_device(
               id, {authority.certificate, authority.private_key.reveal()}, validity, memory())
        .value();
  }
};

const Site& site() {
  static const Site made;
  return made;
}

Response name_device(const Request& request) {
  if (request.client_certificate.empty()) return {.body = "nobody"};
  return {.body = certificates::device_of(request.client_certificate).value()};
}

TEST(Tls, answers_one_request_after_the_other) {
  const Running server(
      {}, [](const Request& request) { return Response{.body = request.body}; },
      site().options(false));
  Client client(server.port(), site().trust());
  ASSERT_TRUE(client.is_shaken());
  for (const std::size_t bytes : {0UL, 5UL, 60'000UL}) {  // more than three records
    client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes) +
                "\r\n\r\n" + std::string(bytes, 'x'));
    EXPECT_EQ(client.receive().body.size(), bytes);
  }
  client.send(std::string(kGet) + std::string(kGet));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 200);
}

TEST(Tls, is_of_version_1_3_and_speaks_http_1_1) {
  const Running server({}, name_device, site().options());
  Trust old = site().trust();
  old.version_max = TLS1_2_VERSION;
  EXPECT_FALSE(Client(server.port(), old).is_shaken());
  Trust other = site().trust();
  other.protocol = "\x02h2";
  EXPECT_FALSE(Client(server.port(), other).is_shaken());
  Trust both = site().trust();
  both.protocol = "\x02h2\x08http/1.1";
  Client client(server.port(), both);
  EXPECT_TRUE(client.is_shaken());
  client.send(kGet);
  EXPECT_EQ(client.receive().status, 200);
}

TEST(Tls, gives_a_client_that_speaks_without_it_nothing) {
  const Running server({}, name_device, site().options());
  Client client(server.port());
  client.send(kGet);
  EXPECT_EQ(client.receive().status, 0);
}

TEST(Tls, hands_over_the_certificate_of_a_device_and_asks_nobody_else_for_one) {
  const Running server({}, name_device, site().options());
  Client nobody(server.port(), site().trust());
  nobody.send(kGet);
  EXPECT_EQ(nobody.receive().body, "nobody");
  Client device(server.port(), site().trust_as(site().device("lobby_camera", today())));
  for (int i = 0; i < 2; ++i) {
    device.send(kGet);
    EXPECT_EQ(device.receive().body, "lobby_camera");
  }
}

TEST(Tls, refuses_a_certificate_that_is_none_of_a_device_of_this_site_today) {
  const Running server({}, name_device, site().options());
  const Site other;
  auto past = today();
  past.from -= std::chrono::days(10);
  past.days = std::chrono::days(5);
  auto future = today();
  future.from += std::chrono::days(1);
  const std::vector<Trust> refused = {
      site().trust_as(other.device("lobby_camera", today())),  // another authority
      site().trust_as(site().device("lobby_camera", past)),    // over
      site().trust_as(site().device("lobby_camera", future)),  // not yet
      site().trust_as(site().server),                          // not for clients
      site().trust_as(site().authority),                       // the authority itself
  };
  for (const auto& trust : refused) {
    Client client(server.port(), trust);
    client.send(kGet);
    EXPECT_EQ(client.receive().status, 0);
  }
}

TEST(Tls, does_not_wait_for_a_handshake_longer_than_its_time) {
  const Running server({.handshake_time = milliseconds(50)}, name_device, site().options());
  Client silent(server.port());
  EXPECT_TRUE(silent.is_closed());
  Client slow(server.port());
  slow.send("\x16\x03\x01");  // the first bytes of a handshake
  int sent = 0;
  for (; sent < 1000 && !slow.hears_within(milliseconds(5)); ++sent) {
    slow.send(std::string_view("\x02", 1));
  }
  EXPECT_LT(sent, 1000);
}

TEST(Tls, turns_away_whoever_comes_when_every_connection_is_taken) {
  const Running server({.connections = 1}, name_device, site().options());
  Client first(server.port(), site().trust());
  first.send(kGet);
  EXPECT_EQ(first.receive().status, 200);
  Client second(server.port(), site().trust());
  const auto answer = second.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.head, HasSubstr("Retry-After: 5\r\n"));
  EXPECT_TRUE(second.is_closed());
}

TEST(Tls, closes_what_is_idle_and_ends_what_streams_when_it_is_stopped) {
  const auto channel = std::make_shared<EventChannel>();
  Running server(
      {},
      [channel](const Request& request) {
        return request.path == "/events" ? Response{.events = channel} : Response{};
      },
      site().options());
  Client idle(server.port(), site().trust());
  idle.send(kGet);
  EXPECT_EQ(idle.receive().status, 200);
  Client listener(server.port(), site().trust());
  listener.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(listener.receive().status, 200);
  while (channel->subscribers() == 0) std::this_thread::yield();
  channel->publish("e", "x");
  EXPECT_EQ(listener.receive_until("\n\n"), "event: e\ndata: x\n\n");
  server.stop();
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(listener.is_closed());
  server.finish();
}

TEST(Tls, lets_other_machines_come) {
  EXPECT_TRUE(Server::listen({.address = "0.0.0.0"}, {}, name_device, site().options()));
}

TEST(Tls, says_which_of_its_files_cannot_be_used) {
  const auto refusal_of = [](const Tls& tls) {
    const auto server = Server::listen({.address = "127.0.0.1"}, {}, name_device, {.tls = tls});
    EXPECT_FALSE(server);
    EXPECT_EQ(server.error().code, Code::invalid_input);
    return server.error().what;
  };
  const Tls good = *site().options().tls;
  for (const std::string_view text : {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
    Tls tls = good;
    tls.certificates = text;
    EXPECT_THAT(refusal_of(tls), HasSubstr("the server's certificate cannot be used"));
  }
  Tls tls = good;
  tls.private_key = site().authority.private_key.reveal();
  EXPECT_THAT(refusal_of(tls), HasSubstr("the server's private key cannot be used"));
  tls.private_key = {};
  EXPECT_THAT(refusal_of(tls), HasSubstr("the server's private key cannot be used"));
  tls = good;
  tls.client_authorities = "nonsense";
  EXPECT_THAT(refusal_of(tls), HasSubstr("the authority of client certificates"));
}

}  // namespace
}  // namespace menshen::http
