#include "ledger/add_checkpoint.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/error.hpp"

namespace menshen::ledger {
namespace {

using testing::HasSubstr;

// The example of c2sp.org/tlog-witness.
constexpr std::string_view kExample =
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
    "\n";

TEST(AddCheckpoint, reads_the_example_of_the_specification_and_writes_it_again) {
  const auto request = parse_add_checkpoint(kExample);
  ASSERT_TRUE(request) << request.error().what;
  EXPECT_EQ(request->old_size, 20'852'014U);
  ASSERT_EQ(request->proof.size(), 4U);
  EXPECT_EQ(to_base64(request->proof[3]), "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=");
  EXPECT_TRUE(request->checkpoint.starts_with("example.com/behind-the-sofa\n20852163\n"));
  EXPECT_EQ(to_text(*request), kExample);
}

TEST(AddCheckpoint, takes_63_hashes_and_not_one_more) {
  std::string text = "old 1\n";
  for (std::size_t i = 0; i < kConsistencyLinesMax; ++i) {
    text += "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
  }
  EXPECT_TRUE(parse_add_checkpoint(text + "\nnote\n"));
  const auto more =
      parse_add_checkpoint(text + "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\nnote\n");
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().what, HasSubstr("line 65: more than 63"));
}

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view says;
};

const Row kRefused[] = {
    {"nothing", "", "line 1"},
    {"no newline", "old 1", "line 1: does not end in a newline"},
    {"another word", "new 1\n\nnote\n", "line 1: expected `old SIZE`"},
    {"no size", "old \n\nnote\n", "line 1: not a size"},
    {"a leading zero", "old 01\n\nnote\n", "line 1: not a size"},
    {"a sign", "old +1\n\nnote\n", "line 1: not a size"},
    {"a space behind", "old 1 \n\nnote\n", "line 1: not a size"},
    {"65 bits", "old 18446744073709551616\n\nnote\n", "line 1: not a size"},
    {"carriage returns", "old 1\r\n\r\nnote\r\n", "line 1: not a size"},
    {"a short hash", "old 1\nPlRN\n\nnote\n", "line 2: not a hash"},
    {"no base64", "old 1\n!\n\nnote\n", "line 2: not a hash"},
    {"no empty line", "old 1\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n",
     "line 3: does not end in a newline"},
};

TEST(AddCheckpoint, refuses_what_is_not_of_the_format_and_names_the_line) {
  for (const Row& row : kRefused) {
    const auto request = parse_add_checkpoint(row.text);
    ASSERT_FALSE(request) << row.name;
    EXPECT_EQ(request.error().code, Code::invalid_input) << row.name;
    EXPECT_THAT(request.error().what, HasSubstr(row.says)) << row.name;
  }
}

}  // namespace
}  // namespace menshen::ledger
