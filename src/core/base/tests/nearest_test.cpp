#include "base/nearest.hpp"

#include <array>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace menshen {
namespace {

constexpr std::array<std::string_view, 3> kNames{"place_class", "spot", "open_to_public"};

struct Row {
  std::string_view name;
  std::string wrong;
  std::string_view right;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class Nearest : public testing::TestWithParam<Row> {};

TEST_P(Nearest, offers_what_is_a_slip_away) {
  EXPECT_EQ(nearest(GetParam().wrong, kNames), GetParam().right);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    table, Nearest,
    testing::Values(
        Row{"a_letter_less",            "place_clas",    "place_class"},
        Row{"a_hyphen",                 "place-class",   "place_class"},
        Row{"a_third_of_a_long_name",   "open_to_",      ""},
        Row{"just_a_third",             "open_topublik", "open_to_public"},
        Row{"two_of_a_short_name",      "spuk",          "spot"},
        Row{"three_of_a_short_name",    "suuk",          ""},
        Row{"the_name_itself",          "spot",          "spot"},
        Row{"nothing",                  "",              ""},
        Row{"what_takes_long_to_count", std::string(257, 'x'), ""}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace menshen
