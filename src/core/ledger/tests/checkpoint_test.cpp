#include "ledger/checkpoint.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/error.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

// The example of c2sp.org/tlog-checkpoint.
constexpr std::string_view kExample =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

TEST(Checkpoint, is_read_and_written_as_published) {
  const auto checkpoint = parse_checkpoint(kExample);
  ASSERT_TRUE(checkpoint) << checkpoint.error().what;
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->head.size, 20'852'163U);
  EXPECT_EQ(to_base64(checkpoint->head.root), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  EXPECT_EQ(to_text(*checkpoint), kExample);
}

TEST(Checkpoint, may_be_of_an_empty_or_the_largest_tree) {
  for (const std::string_view size : {"0", "18446744073709551615"}) {
    const std::string text =
        "o\n" + std::string(size) + "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    const auto checkpoint = parse_checkpoint(text);
    ASSERT_TRUE(checkpoint) << checkpoint.error().what;
    EXPECT_EQ(to_text(*checkpoint), text);
  }
}

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr std::string_view kNoNumber = "line 2: not a decimal number without leading zeros";
constexpr std::string_view kNoHash = "line 3: not the base64 of a hash of 32 bytes";

const Row kRows[] = {
    {"nothing", "", "line 1: the text ends where a line was expected"},
    {"only_an_origin", "o\n", "line 2: the text ends where a line was expected"},
    {"empty_origin",
     "\n18\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "line 1: not the origin of a record"},
    {"origin_with_tab",
     "a\tb\n18\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "line 1: not the origin of a record"},
    {"origin_not_utf8",
     "\xFF\n18\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "line 1: not the origin of a record"},
    {"leading_zero",
     "o\n018\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"two_zeros",
     "o\n00\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"negative",
     "o\n-1\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"plus",
     "o\n+1\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"space_behind",
     "o\n1 \n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"no_size",
     "o\n\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"too_large",
     "o\n18446744073709551616\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"short_root", "o\n18\nAAAA\n", kNoHash},
    {"root_of_33_bytes", "o\n18\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", kNoHash},
    {"root_of_31_bytes", "o\n18\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n", kNoHash},
    {"root_with_spare_bits", "o\n18\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
     "line 3: base64 text with bits left over"},
    {"root_in_the_other_alphabet", "o\n18\n_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     "line 3: a character that base64 does not have"},
    {"carriage_return",
     "o\n18\r\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
     kNoNumber},
    {"extension_line",
     "o\n18\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n",
     "line 4: a checkpoint has three lines"},
    {"empty_line_behind",
     "o\n18\n"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
     "line 4: a checkpoint has three lines"},
    {"last_newline_missing", "o\n18\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
     "line 3: the text ends where a line was expected"},
};

class RefusesCheckpoint : public testing::TestWithParam<Row> {};

TEST_P(RefusesCheckpoint, saying_why) {
  EXPECT_EQ(parse_checkpoint(GetParam().text).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesCheckpoint, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::ledger
