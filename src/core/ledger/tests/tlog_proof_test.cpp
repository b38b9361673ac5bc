#include "ledger/tlog_proof.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::ledger {
namespace {

// After the example of c2sp.org/tlog-proof, whose signatures are cut short; here they are those
// of the example of c2sp.org/tlog-cosignature.
const std::string kFirst = "c2sp.org/tlog-proof@v1\n";
const std::string kExtra = "extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ\n";
const std::string kIndex = "index 73894\n";
const std::string kPath =
    "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
    "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
    "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\n"
    "RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n"
    "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n";
const std::string kText =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const std::string kSignatures =
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc"
    "yv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
    "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
const std::string kCheckpoint = kText + "\n" + kSignatures;

TEST(TlogProof, is_read_and_written_as_published) {
  const std::string text = kFirst + kExtra + kIndex + kPath + "\n" + kCheckpoint;
  const auto proof = parse_tlog_proof(text);
  ASSERT_TRUE(proof) << proof.error().what;
  EXPECT_EQ(to_base64(proof->entry), "YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ");
  EXPECT_EQ(proof->index, 73'894U);
  ASSERT_EQ(proof->path.size(), 5U);
  EXPECT_EQ(to_base64(proof->path[4]), "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=");
  EXPECT_EQ(proof->checkpoint, kCheckpoint);
  EXPECT_EQ(to_text(*proof), text);
}

TEST(TlogProof, may_have_neither_extra_data_nor_a_path) {
  for (const std::string& text : {kFirst + "index 0\n" + kPath + "\n" + kCheckpoint,
                                  kFirst + kExtra + "index 0\n\n" + kCheckpoint,
                                  kFirst + "index 18446744073709551615\n\n" + kCheckpoint}) {
    const auto proof = parse_tlog_proof(text);
    ASSERT_TRUE(proof) << proof.error().what;
    EXPECT_EQ(to_text(*proof), text);
  }
}

std::string path_of(std::size_t hashes) {
  std::string path;
  for (std::size_t i = 0; i < hashes; ++i) path += to_base64(Digest{}) + "\n";
  return path;
}

TEST(TlogProof, has_a_path_no_longer_than_that_of_any_tree) {
  EXPECT_TRUE(parse_tlog_proof(kFirst + kIndex + path_of(63) + "\n" + kCheckpoint));
  EXPECT_EQ(
      parse_tlog_proof(kFirst + kIndex + path_of(64) + "\n" + kCheckpoint).error(),
      (Error{Code::invalid_input, "line 66: a path that is longer than that of any tree"}));
}

struct Row {
  std::string_view name;
  std::string text;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {"empty", "", "line 1: the text ends where a line was expected"},
    {"another_format", "c2sp.org/tlog-proof@v2\n" + kIndex + "\n" + kCheckpoint,
     "line 1: not `c2sp.org/tlog-proof@v1`"},
    {"carriage_return", "c2sp.org/tlog-proof@v1\r\n" + kIndex + "\n" + kCheckpoint,
     "line 1: not `c2sp.org/tlog-proof@v1`"},
    {"no_index", kFirst + kExtra, "line 3: the text ends where a line was expected"},
    {"something_else", kFirst + "Index 1\n\n" + kCheckpoint,
     "line 2: not the index of an entry"},
    {"two_extras", kFirst + kExtra + kExtra + kIndex + "\n" + kCheckpoint,
     "line 3: not the index of an entry"},
    {"extra_behind_the_index", kFirst + kIndex + kExtra + "\n" + kCheckpoint,
     "line 3: not the base64 of a hash of 32 bytes"},
    {"extra_without_data", kFirst + "extra \n" + kIndex + "\n" + kCheckpoint,
     "line 2: extra data without any data"},
    {"extra_not_base64", kFirst + "extra !!!!\n" + kIndex + "\n" + kCheckpoint,
     "line 2: a character that base64 does not have"},
    {"index_with_leading_zero", kFirst + "index 01\n\n" + kCheckpoint,
     "line 2: not a decimal number without leading zeros"},
    {"index_that_is_none", kFirst + "index \n\n" + kCheckpoint,
     "line 2: not a decimal number without leading zeros"},
    {"index_too_large", kFirst + "index 18446744073709551616\n\n" + kCheckpoint,
     "line 2: not a decimal number without leading zeros"},
    {"short_hash", kFirst + kIndex + "AAAA\n\n" + kCheckpoint,
     "line 3: not the base64 of a hash of 32 bytes"},
    {"no_empty_line", kFirst + kIndex + kPath + kCheckpoint,
     "line 8: not the base64 of a hash of 32 bytes"},
    {"two_empty_lines", kFirst + kIndex + "\n\n" + kCheckpoint,
     "line 4: the checkpoint: line 1: not the origin of a record"},
    {"no_checkpoint", kFirst + kIndex + "\n",
     "line 4: the checkpoint: a note without an empty line before its signatures"},
    {"an_unsigned_checkpoint", kFirst + kIndex + "\n" + kText,
     "line 4: the checkpoint: a note without an empty line before its signatures"},
    {"a_note_that_is_no_checkpoint", kFirst + kIndex + "\na\nb\nc\n\n" + kSignatures,
     "line 4: the checkpoint: line 2: not a decimal number without leading zeros"},
    {"too_long", kFirst + std::string(kTlogProofBytesMax, 'a'),
     "a proof of more than 262144 bytes"},
};

class RefusesTlogProof : public testing::TestWithParam<Row> {};

TEST_P(RefusesTlogProof, saying_why) {
  EXPECT_EQ(parse_tlog_proof(GetParam().text).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesTlogProof, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::ledger
