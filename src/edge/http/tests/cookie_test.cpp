#include "http/cookie.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "http/message.hpp"

namespace menshen::http {
namespace {

struct Row {
  Headers headers;
  std::optional<std::string> value;
};

const Row kRows[] = {
    {{{"cookie", "__Host-session=abc"}}, "abc"},
    {{{"cookie", "theme=dark; __Host-session=abc; x=y"}}, "abc"},
    {{{"cookie", "theme=dark;__Host-session=abc"}}, "abc"},
    {{{"cookie", "__Host-session=a=b"}}, "a=b"},
    {{{"cookie", "__Host-session="}}, ""},
    {{{"cookie", "theme=dark"}, {"cookie", "__Host-session=abc"}}, "abc"},
    {{{"cookie", "__Host-session=abc; __Host-session=def"}}, std::nullopt},
    {{{"cookie", "__Host-session=abc"}, {"cookie", "__Host-session=abc"}}, std::nullopt},
    {{{"cookie", "__Host-session"}}, std::nullopt},
    {{{"cookie", "__host-session=abc"}}, std::nullopt},  // names are told apart by their case
    {{{"cookie", "x__Host-session=abc"}}, std::nullopt},
    {{{"x", "__Host-session=abc"}}, std::nullopt},
    {{{"cookie", ";;=; ="}}, std::nullopt},
    {{}, std::nullopt},
};

TEST(Cookie, is_the_one_of_its_name) {
  for (const auto& row : kRows) {
    EXPECT_EQ(cookie({.headers = row.headers}, "__Host-session"), row.value)
        << (row.headers.empty() ? "" : row.headers.front().second);
  }
}

TEST(SetCookie, keeps_it_to_this_host_over_tls_and_away_from_scripts) {
  EXPECT_EQ(set_cookie("__Host-session", "abc").value(),
            "__Host-session=abc; Path=/; Secure; SameSite=Strict; HttpOnly");
  EXPECT_EQ(set_cookie("csrf", "abc", {.is_readable_by_scripts = true}).value(),
            "csrf=abc; Path=/; Secure; SameSite=Strict");
  EXPECT_EQ(
      set_cookie("a", "", {.same_site = SameSite::lax, .age = std::chrono::seconds(0)}).value(),
      "a=; Path=/; Secure; SameSite=Lax; HttpOnly; Max-Age=0");
}

TEST(SetCookie, takes_no_name_or_value_that_would_say_something_else) {
  for (const auto* name : {"", "a b", "a;", "a=b", "a\r\n", "门"}) {
    EXPECT_EQ(set_cookie(name, "x").error().code, Code::invalid_input) << name;
  }
  for (const auto* value : {"a b", "a;b", "a,b", "a\"b", "a\\b", "a\r\nb", "门"}) {
    EXPECT_EQ(set_cookie("a", value).error().code, Code::invalid_input) << value;
  }
}

}  // namespace
}  // namespace menshen::http
