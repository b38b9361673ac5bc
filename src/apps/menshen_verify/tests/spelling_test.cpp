#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/tests/test_keys.hpp"

namespace menshen::menshen_verify {
namespace {

TEST(Decimal, has_one_spelling) {
  EXPECT_EQ(read_decimal("0"), 0U);
  EXPECT_EQ(read_decimal("10"), 10U);
  EXPECT_EQ(read_decimal("9007199254740991"), kNumberMax);
  for (const std::string_view wrong :
       {"", "00", "01", "+1", "-1", " 1", "1 ", "1.0", "0x1", "9007199254740992",
        "18446744073709551616", "1\n", "\xef\xbc\x91"}) {
    EXPECT_EQ(read_decimal(wrong), std::nullopt) << wrong;
  }
}

// The vectors of RFC 4648, section 10.
TEST(Base64, has_one_spelling) {
  struct Row {
    std::string_view bytes;
    std::string_view text;
  };
  for (const Row& row : {Row{"", ""}, Row{"f", "Zg=="}, Row{"fo", "Zm8="}, Row{"foo", "Zm9v"},
                         Row{"foobar", "Zm9vYmFy"}, Row{"\xfb\xff", "+/8="}}) {
    const auto read = read_base64(row.text);
    ASSERT_TRUE(read) << row.text;
    EXPECT_EQ(as_text(*read), row.bytes);
    EXPECT_EQ(to_base64(as_bytes(row.bytes)), row.text);
  }
  for (const std::string_view wrong :
       {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "=",
        "Zg==Zg==", "Zm8= ", " Zm8", "Zm\n8", "-_8=", "Zm9v="}) {
    EXPECT_EQ(read_base64(wrong), std::nullopt) << wrong;
  }
}

TEST(Utf8, is_well_formed) {
  for (const std::string_view right : {"", "a", "门神", "\xf0\x9f\x9a\xaa", "\xef\xbb\xbf"}) {
    EXPECT_TRUE(is_utf8(right)) << right;
  }
  for (const std::string_view wrong :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe9\x97", "\xff"}) {
    EXPECT_FALSE(is_utf8(wrong)) << to_hex(as_bytes(wrong));
  }
}

TEST(Space, is_what_unicode_says) {
  for (const std::string_view with : {" ", "a\tb", "\xc2\x85", "\xc2\xa0", "\xe3\x80\x80"}) {
    EXPECT_TRUE(has_space(with)) << to_hex(as_bytes(with));
  }
  EXPECT_FALSE(has_space("a.b/门\xef\xbb\xbf"));
}

TEST(Escaped, cannot_move_a_cursor_or_end_a_string) {
  EXPECT_EQ(escaped("门 a"), "门 a");
  EXPECT_EQ(escaped("\x1b[2J\"\\\x7f\xc2\x9b"), "\\u001b[2J\\u0022\\u005c\\u007f\\u009b");
  EXPECT_EQ(escaped("\xe2\x80\xae\xff"), "\\u202e\\ufffd");
}

TEST(Printable, cannot_move_a_cursor) {
  EXPECT_EQ(printable("{\"门\": \"\\n\"}"), "{\"门\": \"\\n\"}");
  EXPECT_EQ(printable("\x1b[2J\n\xe2\x80\xae\xff"), "\\u001b[2J\\u000a\\u202e\\ufffd");
}

TEST(Utc, is_written_to_the_second) {
  EXPECT_EQ(utc_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(1'772'352'000), "2026-03-01T08:00:00Z");
  EXPECT_EQ(utc_text(kNumberMax), "9007199254740991 s after 1970");
}

}  // namespace
}  // namespace menshen::menshen_verify
