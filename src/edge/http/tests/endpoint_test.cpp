#include "http/endpoint.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace menshen::http {
namespace {

struct Row {
  std::string_view text;
  std::optional<Endpoint> endpoint;
};

const Row kRows[] = {
    {"127.0.0.1:8600", Endpoint{"127.0.0.1", 8600}},
    {"0.0.0.0:0", Endpoint{"0.0.0.0", 0}},
    {"[::1]:65535", Endpoint{"::1", 65535}},
    {"127.0.0.1:65536", std::nullopt},
    {"127.0.0.1", std::nullopt},
    {"127.0.0.1:", std::nullopt},
    {"127.0.0.1:+80", std::nullopt},
    {"127.0.0.1:80 ", std::nullopt},
    {"127.1:80", std::nullopt},
    {"::1:80", std::nullopt},  // an address of its own
    {"[127.0.0.1]:80", std::nullopt},
    {"localhost:80", std::nullopt},
    {":80", std::nullopt},
    {"[]:80", std::nullopt},
    {"", std::nullopt},
};

TEST(ParseEndpoint, takes_a_number_and_a_port_and_nothing_else) {
  for (const auto& row : kRows) {
    const auto endpoint = parse_endpoint(row.text);
    ASSERT_EQ(endpoint.has_value(), row.endpoint.has_value()) << row.text;
    if (endpoint) {
      EXPECT_EQ(*endpoint, *row.endpoint);
      EXPECT_EQ(parse_endpoint(to_url(*endpoint).substr(7)), *endpoint);
    } else {
      EXPECT_EQ(endpoint.error().code, Code::invalid_input);
    }
  }
}

TEST(ToUrl, puts_version_6_addresses_in_brackets) {
  EXPECT_EQ(to_url({.address = "127.0.0.1", .port = 8600}), "http://127.0.0.1:8600");
  EXPECT_EQ(to_url({.address = "::1", .port = 80}), "http://[::1]:80");
}

}  // namespace
}  // namespace menshen::http
