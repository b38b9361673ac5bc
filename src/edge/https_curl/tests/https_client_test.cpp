#include "https_curl/https_client.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace menshen::https_curl {
namespace {

// What it does with a real server is in tests/journey/openid.sh.
TEST(HttpsClient, speaks_nothing_but_https_and_names_no_path) {
  const HttpsClient client("", {.time = std::chrono::milliseconds(500)});
  for (const char* url :
       {"http://127.0.0.1:1/", "file:///etc/passwd", "ftp://127.0.0.1:1/", "", "x"}) {
    const auto answer = client.fetch({.url = url, .form = "", .authorization = ""});
    ASSERT_FALSE(answer) << url;
    EXPECT_NE(answer.error().code, Code::exhausted) << url;
  }
  EXPECT_EQ(client.fetch({.url = "http://127.0.0.1:1/", .form = "", .authorization = ""})
                .error()
                .code,
            Code::invalid_input);
  const auto closed = client.fetch(
      {.url = "https://127.0.0.1:1/token?code=secret", .form = "a=b", .authorization = ""});
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, Code::unavailable);
  EXPECT_THAT(closed.error().what, testing::HasSubstr("https://127.0.0.1:1"));
  EXPECT_THAT(closed.error().what, testing::Not(testing::HasSubstr("secret")));
}

}  // namespace
}  // namespace menshen::https_curl
