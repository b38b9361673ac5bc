#include "base/base64.hpp"

#include <algorithm>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace menshen {
namespace {

struct Row {
  std::string_view name;
  std::string_view plain;
  std::string_view text;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// RFC 4648, section 10.
constexpr Row kRows[] = {
    {"empty", "", ""},
    {"one", "f", "Zg=="},
    {"two", "fo", "Zm8="},
    {"three", "foo", "Zm9v"},
    {"four", "foob", "Zm9vYg=="},
    {"five", "fooba", "Zm9vYmE="},
    {"six", "foobar", "Zm9vYmFy"},
};

class Base64 : public testing::TestWithParam<Row> {};

TEST_P(Base64, goes_there_and_back) {
  const auto plain = std::as_bytes(std::span(GetParam().plain.data(), GetParam().plain.size()));
  EXPECT_EQ(to_base64(plain), GetParam().text);
  const auto back = from_base64(GetParam().text);
  ASSERT_TRUE(back);
  EXPECT_TRUE(std::ranges::equal(*back, plain));
}

INSTANTIATE_TEST_SUITE_P(rfc4648, Base64, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FromBase64, refuses_every_second_spelling) {
  for (const char* text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zm-v", "Z g=", "=Zm9"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Base64Url, has_its_own_alphabet_and_no_padding) {
  const std::vector<std::byte> bytes{std::byte{0xfb}, std::byte{0xff}, std::byte{0xbf},
                                     std::byte{0x01}};
  EXPECT_EQ(to_base64url(bytes), "-_-_AQ");
  EXPECT_EQ(from_base64url("-_-_AQ").value(), bytes);
  EXPECT_TRUE(from_base64url("").value().empty());
  for (const char* text : {"+_-_AQ", "-/-_AQ", "-_-_AQ==", "-_-_A", "-_-_AR", "-_-_ AQ"}) {
    EXPECT_FALSE(from_base64url(text)) << text;
  }
}

}  // namespace
}  // namespace menshen
