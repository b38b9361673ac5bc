#include "certificates/certificates.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "certificates/detail/x509.hpp"

namespace menshen::certificates {
namespace {

using std::chrono::days;
using testing::HasSubstr;
using testing::MatchesRegex;

std::pmr::memory_resource& memory() { return *std::pmr::new_delete_resource(); }

const Instant kNow = parse_instant("2026-11-23T08:00:00Z").value();
const Validity kValid{.from = kNow};

std::vector<std::byte> der_of(const Issued& issued) {
  return to_der(issued.certificate).value();
}

Authority authority_of(const Issued& issued) {
  return {.certificate = issued.certificate, .private_key = issued.private_key.reveal()};
}

TEST(MakeServer, names_every_name_and_address_and_no_other) {
  const auto issued =
      make_server({"gate.example", "192.0.2.7", "2001:db8::7"}, kValid, memory()).value();
  const auto certificate = read_certificate(issued.certificate).value();
  X509* const x509 = certificate.get();
  EXPECT_EQ(X509_check_host(x509, "gate.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(x509, "192.0.2.7", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(x509, "2001:db8::7", 0), 1);
  EXPECT_EQ(X509_check_host(x509, "example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(x509, "192.0.2.8", 0), 0);
  EXPECT_EQ(X509_check_ca(x509), 0);
  const auto key = read_key(issued.private_key.reveal()).value();
  EXPECT_EQ(X509_check_private_key(x509, key.get()), 1);
  EXPECT_EQ(X509_verify(x509, key.get()), 1);
}

TEST(MakeServer, counts_from_an_hour_before_to_the_last_second_of_its_days) {
  const auto issued = make_server({"localhost"}, {.from = kNow, .days = days(1)}, memory());
  EXPECT_EQ(to_text(expiry(issued.value().certificate).value()), "2026-11-24T06:59:59.000Z");
  EXPECT_TRUE(make_server({"localhost"}, {.from = kNow, .days = days(398)}, memory()));
  for (const auto wrong : {days(0), days(-1), days(399)}) {
    EXPECT_EQ(make_server({"localhost"}, {.from = kNow, .days = wrong}, memory()).error().code,
              Code::invalid_input);
  }
}

TEST(MakeServer, takes_no_name_that_would_say_more) {
  for (const auto* name : {"", "a b", "a,DNS:b", "a:b", "http://a", ".a", "a..b", "-a", "门"}) {
    EXPECT_EQ(make_server({name}, kValid, memory()).error().code, Code::invalid_input) << name;
  }
  EXPECT_EQ(make_server({}, kValid, memory()).error().code, Code::invalid_input);
  EXPECT_TRUE(make_server({std::string(65, 'a') + ".example"}, kValid, memory()));
}

TEST(Fingerprint, is_that_of_the_certificate) {
  const auto one = make_server({"localhost"}, kValid, memory()).value();
  const auto two = make_server({"localhost"}, kValid, memory()).value();
  const auto print = fingerprint(one.certificate).value();
  EXPECT_THAT(print, MatchesRegex("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
  EXPECT_EQ(fingerprint(one.certificate).value(), print);
  EXPECT_NE(fingerprint(two.certificate).value(), print);
  EXPECT_EQ(fingerprint("nonsense").error().code, Code::invalid_input);
}

TEST(MakeDevice, is_signed_by_the_authority_for_clients_and_says_which_device) {
  const auto authority = make_authority("门神 devices", kValid, memory()).value();
  const auto issued =
      make_device("lobby_camera-1.a", authority_of(authority), kValid, memory()).value();
  EXPECT_EQ(device_of(der_of(issued)).value(), "lobby_camera-1.a");
  const auto certificate = read_certificate(issued.certificate).value();
  const auto signer = read_certificate(authority.certificate).value();
  EXPECT_EQ(X509_check_issued(signer.get(), certificate.get()), X509_V_OK);
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(signer.get())), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 0);
}

TEST(MakeDevice, takes_an_id_of_a_device_and_an_authority) {
  const auto authority = make_authority("devices", kValid, memory()).value();
  const auto other = make_authority("others", kValid, memory()).value();
  const auto server = make_server({"localhost"}, kValid, memory()).value();
  for (const auto& id : {std::string(), std::string("a b"), std::string("a,URI:b"),
                         std::string("a/b"), std::string("门"), std::string(65, 'a')}) {
    EXPECT_EQ(make_device(id, authority_of(authority), kValid, memory()).error().code,
              Code::invalid_input)
        << id;
  }
  const Authority mixed{.certificate = authority.certificate,
                        .private_key = other.private_key.reveal()};
  for (const auto& wrong : {authority_of(server), mixed, Authority{}}) {
    EXPECT_EQ(make_device("camera", wrong, kValid, memory()).error().code, Code::invalid_input);
  }
}

TEST(MakeAuthority, has_a_name_that_people_can_read) {
  EXPECT_FALSE(make_authority("", kValid, memory()));
  EXPECT_FALSE(make_authority("\xff", kValid, memory()));
  EXPECT_FALSE(make_authority(std::string(65, 'a'), kValid, memory()));
  EXPECT_TRUE(make_authority("devices", {.from = kNow, .days = days(3660)}, memory()));
}

TEST(DeviceOf, takes_no_other_certificate) {
  const auto authority = make_authority("devices", kValid, memory()).value();
  const auto server = make_server({"lobby-camera"}, kValid, memory()).value();
  EXPECT_EQ(device_of(der_of(server)).error().code, Code::invalid_input);
  EXPECT_EQ(device_of(der_of(authority)).error().code, Code::invalid_input);
  EXPECT_EQ(device_of({}).error().code, Code::invalid_input);
  auto der = der_of(make_device("camera", authority_of(authority), kValid, memory()).value());
  der.push_back(std::byte{0});
  EXPECT_FALSE(device_of(der));
  der.resize(der.size() / 2);
  EXPECT_FALSE(device_of(der));
}

}  // namespace
}  // namespace menshen::certificates
