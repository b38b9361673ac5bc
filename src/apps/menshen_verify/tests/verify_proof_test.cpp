#include "menshen_verify/verify_proof.hpp"

#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/entry.hpp"
#include "menshen_verify/report.hpp"
#include "menshen_verify/tests/test_keys.hpp"

namespace menshen::menshen_verify {
namespace {

// A line of vectors.tsv, which web/verify/tests/make_vectors.mjs writes and explains.
struct Row {
  std::string name;
  std::string verdict;
  std::string proof;
  std::string key;
  std::vector<std::string> witnesses;
  std::size_t witnesses_min = 0;
  std::string entry;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, by);) parts.push_back(part);
  return parts;
}

std::vector<Row> rows() {
  std::vector<Row> rows;
  std::ifstream file(MENSHEN_VERIFY_VECTORS);
  for (std::string line; std::getline(file, line);) {
    auto fields = split(line, '\t');
    fields.resize(7);
    rows.push_back({.name = fields[0],
                    .verdict = fields[1],
                    .proof = fields[2],
                    .key = fields[3],
                    .witnesses = split(fields[4], ' '),
                    .witnesses_min = std::stoul(fields[5]),
                    .entry = fields[6]});
  }
  return rows;
}

Finding found_in(const Row& row) {
  const auto policy = make_policy(row.key, row.witnesses, row.witnesses_min);
  if (!policy) return {.verdict = policy.error().verdict, .why = policy.error().why};
  const Bytes entry = read_base64(row.entry).value();
  return verify_proof(read_base64(row.proof).value(), *policy,
                      entry.empty() ? std::nullopt : std::optional<View>(entry));
}

class VerifyProof : public testing::TestWithParam<Row> {};

TEST_P(VerifyProof, gives_the_verdict_that_both_verifiers_give) {
  const Finding found = found_in(GetParam());
  EXPECT_EQ(name(found.verdict), GetParam().verdict) << found.why;
  EXPECT_EQ(found.why.empty(), found.verdict == Verdict::valid);
}

INSTANTIATE_TEST_SUITE_P(vectors, VerifyProof, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.name; });

const Row& row_named(const std::vector<Row>& all, std::string_view wanted) {
  for (const Row& row : all) {
    if (row.name == wanted) return row;
  }
  throw std::out_of_range(std::string(wanted));
}

TEST(VerifyProofVectors, are_as_many_as_were_written) { EXPECT_EQ(rows().size(), 77U); }

TEST(Report, says_what_was_proved_and_who_signed) {
  const auto all = rows();
  const Finding found = found_in(row_named(all, "proof_with_two_witnesses"));
  EXPECT_THAT(proof_in_words(found),
              testing::AllOf(testing::HasSubstr("valid\n"), testing::HasSubstr("entry 99 "),
                             testing::HasSubstr("signed by   witness-1, at 2026-"),
                             testing::HasSubstr("action      face.verify\n")));
  EXPECT_THAT(proof_as_json(found),
              testing::AllOf(testing::HasSubstr(R"("verdict":"valid")"),
                             testing::HasSubstr(R"("size":100,)"),
                             testing::HasSubstr(R"("rules":["M25-13-4","M25-09-1"])")));
}

// What is not valid is not shown as if somebody had said it.
TEST(Report, shows_nothing_of_what_is_not_valid) {
  const auto all = rows();
  const Finding found = found_in(row_named(all, "receipt_with_another_entry"));
  EXPECT_EQ(proof_in_words(found),
            "not valid: the signature is not over this entry in this record\n");
  EXPECT_THAT(proof_as_json(found), testing::Not(testing::HasSubstr("face.verify")));
}

TEST(Certificate, says_what_the_operator_states) {
  const auto all = rows();
  const Finding found = found_in(row_named(all, "certificate_of_a_deletion"));
  EXPECT_THAT(
      proof_in_words(found),
      testing::AllOf(testing::HasSubstr("deletion certificate (删除证明)"),
                     testing::HasSubstr("destroyed   state.db, records: 3 before, 0 after\n"),
                     testing::HasSubstr("key epoch   6 before, 7 after\n"),
                     testing::HasSubstr("the key files here are erased"),
                     testing::HasSubstr("他人另存的副本"),
                     testing::HasSubstr("action      subject.erase\n")));
  EXPECT_THAT(proof_as_json(found),
              testing::HasSubstr(R"("certificate":{"decision":"00000000-0000-7000-8000-)"
                                 R"(000000000004","time":1780000009,"destroyed":[{)"));
  const Finding receipt = found_in(row_named(all, "receipt_of_the_only_entry"));
  EXPECT_THAT(proof_as_json(receipt), testing::Not(testing::HasSubstr("certificate")));
}

// As it was signed: quotes stay in words, and JSON holds it as a text.
TEST(ConsentReceipt, says_what_the_operator_states) {
  const auto all = rows();
  const Finding found = found_in(row_named(all, "consent_that_was_recorded"));
  EXPECT_THAT(proof_in_words(found),
              testing::AllOf(testing::HasSubstr("consent receipt (同意凭证)"),
                             testing::HasSubstr(R"("event_state":"given")"),
                             testing::HasSubstr(R"("entity_id":"住户_17")"),
                             testing::HasSubstr("action      consent.record\n")));
  EXPECT_THAT(proof_as_json(found),
              testing::HasSubstr(R"("consent_receipt":"{\u0022receipt_id\u0022:)"));
  EXPECT_FALSE(found.certificate);
}

TEST(ConsentReceipt, shows_nothing_of_what_is_not_valid) {
  const auto all = rows();
  const Finding found = found_in(row_named(all, "consent_that_was_refused_instead"));
  EXPECT_EQ(proof_in_words(found), "not valid: the signature is not over what it states\n");
  EXPECT_THAT(proof_as_json(found), testing::Not(testing::HasSubstr("consent_receipt")));
}

class AnyByte : public testing::TestWithParam<const char*> {};

TEST_P(AnyByte, that_is_another_is_refused) {
  const auto all = rows();
  const Row& row = row_named(all, GetParam());
  const auto policy = make_policy(row.key, {}, 0);
  const Bytes bytes = read_base64(row.proof).value();
  ASSERT_EQ(verify_proof(bytes, *policy, std::nullopt).verdict, Verdict::valid);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes changed = bytes;
    changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    EXPECT_NE(verify_proof(changed, *policy, std::nullopt).verdict, Verdict::valid) << at;
  }
}

INSTANTIATE_TEST_SUITE_P(statements, AnyByte,
                         testing::Values("certificate_of_a_deletion",
                                         "consent_that_was_recorded"),
                         [](const auto& name) { return std::string(name.param); });

TEST(Entry, is_version_one_and_no_other_bytes) {
  const auto all = rows();
  const Bytes bytes = found_in(row_named(all, "receipt_of_the_only_entry")).entry;
  const auto entry = read_entry(bytes);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->actor, "前台");
  EXPECT_EQ(entry->time_ms, 1'780'000'000'000U);
  for (std::size_t count = 0; count < bytes.size(); ++count) {
    EXPECT_FALSE(read_entry(View(bytes).first(count))) << count;
  }
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(read_entry(longer));
  Bytes version_two = bytes;
  version_two[2] = 2;
  EXPECT_FALSE(read_entry(version_two));
}

TEST(CborReader, reads_the_shortest_form_only) {
  struct Number {
    std::string_view hex;
    std::optional<std::uint64_t> value;
  };
  for (const Number& number :
       {Number{"17", 23}, Number{"1818", 24}, Number{"1817", {}}, Number{"18ff", 255},
        Number{"190100", 256}, Number{"1900ff", {}}, Number{"1a00010000", 65'536},
        Number{"1a0000ffff", {}}, Number{"1b0000000100000000", 4'294'967'296},
        Number{"1b00000000ffffffff", {}}, Number{"1b001fffffffffffff", kNumberMax},
        Number{"1b0020000000000000", {}}, Number{"1c", {}}, Number{"1f", {}}, Number{"", {}},
        Number{"18", {}}, Number{"20", {}}, Number{"1700", {}}}) {
    const Bytes bytes = from_hex(number.hex);
    CborReader in(bytes);
    const std::uint64_t value = in.number();
    EXPECT_EQ(in.done() ? std::optional(value) : std::nullopt, number.value) << number.hex;
  }
}

}  // namespace
}  // namespace menshen::menshen_verify
