#include "http/target.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace menshen::http {
namespace {

using namespace std::string_view_literals;

struct Segment {
  std::string_view text;
  std::optional<std::string> decoded;
};

const Segment kSegments[] = {
    {"", ""},
    {"gate", "gate"},
    {"%E9%97%A8", "门"},
    {"%e9%97%a8", "门"},
    {"a%2Fb", "a/b"},
    {"a+b", "a+b"},
    {"%25", "%"},
    {"%2541", "%41"},  // decoded once
    {"%", std::nullopt},
    {"%4", std::nullopt},
    {"%4g", std::nullopt},
    {"%-1", std::nullopt},
    {"%00", std::nullopt},
    {"%FF", std::nullopt},
    {"%C0%AF", std::nullopt},     // a slash, overlong
    {"%ED%A0%80", std::nullopt},  // half a surrogate pair
    {"a\0b"sv, std::nullopt},
};

TEST(DecodePercent, takes_what_is_well_formed_text_and_nothing_else) {
  for (const auto& row : kSegments) {
    const auto decoded = decode_percent(row.text);
    ASSERT_EQ(decoded.has_value(), row.decoded.has_value()) << row.text;
    if (decoded) {
      EXPECT_EQ(*decoded, *row.decoded) << row.text;
    } else {
      EXPECT_EQ(decoded.error().code, Code::invalid_input) << row.text;
    }
  }
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Query {
  std::string_view text;
  std::optional<Pairs> pairs;
};

const Query kQueries[] = {
    {"", Pairs{}},
    {"a=1", Pairs{{"a", "1"}}},
    {"a=1&b=x+y&c", Pairs{{"a", "1"}, {"b", "x y"}, {"c", ""}}},
    {"a=1&a=2", Pairs{{"a", "1"}, {"a", "2"}}},
    {"a=b=c", Pairs{{"a", "b=c"}}},
    {"a=%2B%26%3D", Pairs{{"a", "+&="}}},
    {"%E9%97%A8=%e7%a5%9e", Pairs{{"门", "神"}}},
    {"a=/?:@", Pairs{{"a", "/?:@"}}},
    {"a&&b", Pairs{{"a", ""}, {"", ""}, {"b", ""}}},
    {"a=%", std::nullopt},
    {"%zz=1", std::nullopt},
    {"a=%FF", std::nullopt},
    {"%00=1", std::nullopt},
    {"a=门", std::nullopt},
    {"a=<b>", std::nullopt},
    {"a#b", std::nullopt},
};

TEST(DecodeQuery, gives_pairs_in_their_order_or_none_at_all) {
  for (const auto& row : kQueries) {
    const auto pairs = decode_query(row.text);
    ASSERT_EQ(pairs.has_value(), row.pairs.has_value()) << row.text;
    if (pairs) {
      EXPECT_EQ(*pairs, *row.pairs) << row.text;
    } else {
      EXPECT_EQ(pairs.error().code, Code::invalid_input) << row.text;
    }
  }
}

TEST(DecodeQuery, looks_at_nothing_behind_the_end) {
  const std::vector<char> query{'a', '=', '1', '&', 'c'};
  const auto pairs = decode_query({query.data(), query.size()});
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->back(), std::pair(std::string("c"), std::string()));
}

}  // namespace
}  // namespace menshen::http
