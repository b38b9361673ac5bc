#include "consent_desk/consent_receipt.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <ostream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/cbor.hpp"
#include "base/cose.hpp"
#include "base/error.hpp"
#include "consent_desk/tests/consent_for_test.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/tree.hpp"

namespace menshen::consent_desk {
namespace {

using Bytes = std::vector<std::byte>;

struct Sign1 {
  Bytes header;
  Bytes payload;
};

Bytes copy_of(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

// Signed by the key, of the one form, or an error.
Result<Sign1> opened(const Situation& by, std::span<const std::byte> cose) {
  Sign1 parts;
  CborReader in(cose);
  if (!in.tag(18)) return fail(Code::corrupt, "no COSE_Sign1");
  MENSHEN_TRY(const auto items, in.array());
  MENSHEN_TRY(const auto header, in.bytes());
  MENSHEN_TRY(const auto labels, in.map());
  MENSHEN_TRY(const auto payload, in.bytes());
  MENSHEN_TRY(const auto signature, in.bytes());
  Signature signed_{};
  if (!in.end() || items != 4 || labels != 0 || signature.size() != signed_.size()) {
    return fail(Code::corrupt, "another envelope");
  }
  std::ranges::copy(signature, signed_.begin());
  if (!by.crypto.is_signed(by.signer.public_key(), cose::signed_bytes(header, payload),
                           signed_)) {
    return fail(Code::corrupt, "not signed");
  }
  return Sign1{.header = copy_of(header), .payload = copy_of(payload)};
}

TEST(WriteConsentReceipt, gives_a_cose_sign1_over_the_json) {
  Situation situation;
  situation.seal();
  const auto receipt = write_consent_receipt(situation.answered(), situation.issuer());
  ASSERT_TRUE(receipt) << receipt.error().what;
  const auto parts = opened(situation, receipt->cose);
  ASSERT_TRUE(parts) << parts.error().what;
  EXPECT_EQ(parts->payload, copy_of(std::as_bytes(std::span(receipt->json))));

  // {1: -19, 3: "application/json", 4: key id, 15: {1: "menshen.test", 6: 1772352900,
  // "receipt": …}, 16: type}, by the tables of RFC 8949.
  const std::string header = to_hex(parts->header);
  EXPECT_TRUE(
      header.starts_with("a5013203706170706c69636174696f6e2f6a736f6e045820" +
                         to_hex(situation.crypto.sha256(situation.signer.public_key())) +
                         "0fa3016c6d656e7368656e2e74657374061a69a3f58467726563656970"));
  EXPECT_TRUE(
      header.ends_with("107824" + to_hex(std::as_bytes(std::span(kConsentReceiptType)))));
}

// The receipt in it is the one that the ledger's own primitives make and check.
TEST(WriteConsentReceipt, carries_the_proof_that_the_answer_stands_in_the_record) {
  Situation situation;
  situation.seal();
  const auto receipt = write_consent_receipt(situation.answered(), situation.issuer());
  ASSERT_TRUE(receipt);
  const auto& archive = situation.ledger->archive();
  const auto index = situation.consent.origin.entry;
  ASSERT_EQ(index, 1U);
  const auto leaf = archive.read(index).value().leaf;
  const auto path = archive.inclusion(index, archive.head().size).value();
  ledger::SignedHead head{.origin = "menshen.test",
                          .key = situation.signer.public_key(),
                          .head = archive.head(),
                          .time = at(900)};
  head.signature = situation.signer.sign(ledger::signed_bytes(head, situation.crypto));
  const auto proof = ledger::cose_receipt(head, index, path, leaf, situation.crypto);
  EXPECT_NE(std::ranges::search(receipt->cose, proof).begin(), receipt->cose.end());
  EXPECT_EQ(
      ledger::root_from_inclusion(situation.crypto, ledger::leaf_hash(situation.crypto, leaf),
                                  index, head.head.size, path),
      head.head.root);
}

TEST(WriteConsentReceipt, gives_the_same_bytes_at_the_same_time) {
  Situation situation;
  situation.seal();
  const auto one = write_consent_receipt(situation.answered(), situation.issuer()).value();
  const auto again = write_consent_receipt(situation.answered(), situation.issuer()).value();
  EXPECT_EQ(one.json, again.json);
  EXPECT_EQ(one.cose, again.cose);
  const auto later =
      write_consent_receipt(situation.answered(), situation.issuer(at(1'900))).value();
  EXPECT_EQ(one.json, later.json);
  EXPECT_NE(one.cose, later.cose);
}

TEST(WriteConsentReceipt, is_worth_nothing_with_any_byte_changed) {
  Situation situation;
  situation.seal();
  const auto cose = write_consent_receipt(situation.answered(), situation.issuer())->cose;
  ASSERT_TRUE(opened(situation, cose));
  for (std::size_t i = 0; i < cose.size(); ++i) {
    Bytes changed = cose;
    changed[i] ^= std::byte{static_cast<std::uint8_t>(1U << (i % 8))};
    EXPECT_FALSE(opened(situation, changed)) << i;
  }
}

struct Refusal {
  std::string_view name;
  std::function<void(Situation&)> make;
  Code code;
};

void PrintTo(const Refusal& row, std::ostream* out) { *out << row.name; }

class WriteConsentReceiptRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(WriteConsentReceiptRefuses, to_confirm) {
  Situation situation;
  GetParam().make(situation);
  situation.seal();
  const auto receipt = write_consent_receipt(situation.answered(), situation.issuer());
  ASSERT_FALSE(receipt);
  EXPECT_EQ(receipt.error().code, GetParam().code) << receipt.error().what;
}

const Refusal kRefusals[] = {
    {.name = "another_purpose",
     .make = [](Situation& s) { s.purpose.id = PurposeId("gate_2"); },
     .code = Code::invalid_input},
    {.name = "another_notice",
     .make = [](Situation& s) { s.notice.id = registry::NoticeId("notice_4"); },
     .code = Code::invalid_input},
    {.name = "a_notice_of_another_purpose",
     .make = [](Situation& s) { s.notice.purpose = PurposeId("gate_2"); },
     .code = Code::invalid_input},
    {.name = "another_guardian",
     .make =
         [](Situation& s) {
           s.answer_by_guardian();
           s.guardian.id = registry::GuardianId("guardian_8");
         },
     .code = Code::invalid_input},
    {.name = "a_guardian_of_another_child",
     .make =
         [](Situation& s) {
           s.answer_by_guardian();
           s.guardian.subject = SubjectId("resident_18");
         },
     .code = Code::invalid_input},
    {.name = "no_answer",
     .make = [](Situation& s) { s.consent.record.given.reset(); },
     .code = Code::invalid_input},
    {.name = "what_was_bundled",
     .make = [](Situation& s) { s.consent.record.form = "bundled"; },
     .code = Code::conflict},
    {.name = "what_has_no_form",
     .make = [](Situation& s) { s.consent.record.form.reset(); },
     .code = Code::conflict},
    {.name = "a_purpose_with_a_new_recipient",
     .make = [](Situation& s) { s.purpose.recipients.emplace_back("某云服务商"); },
     .code = Code::conflict},
    {.name = "terms_that_nobody_kept",
     .make = [](Situation& s) { s.consent.record.terms.reset(); },
     .code = Code::conflict},
    {.name = "an_entry_of_something_else",
     .make = [](Situation& s) { s.entry.action = "purpose.put"; },
     .code = Code::conflict},
    {.name = "an_entry_of_another_purpose",
     .make = [](Situation& s) { s.entry.purpose = PurposeId("gate_2"); },
     .code = Code::conflict},
    {.name = "an_outcome",
     .make = [](Situation& s) { s.entry.event = ledger::Event::outcome; },
     .code = Code::conflict},
    {.name = "a_withdrawal_by_the_entry_that_gave",
     .make = [](Situation& s) { s.consent.record.withdrawn_at = at(500); },
     .code = Code::conflict},
    {.name = "an_answer_by_the_entry_that_withdrew",
     .make = [](Situation& s) { s.entry.action = "consent.withdraw"; },
     .code = Code::conflict},
};

INSTANTIATE_TEST_SUITE_P(table, WriteConsentReceiptRefuses, testing::ValuesIn(kRefusals),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(WriteConsentReceipt, asks_for_the_guardian_who_answered_and_for_no_other) {
  Situation situation;
  situation.seal();
  auto answered = situation.answered();
  answered.guardian = &situation.guardian;
  EXPECT_EQ(write_consent_receipt(answered, situation.issuer()).error().code,
            Code::invalid_input);
  situation.answer_by_guardian();
  answered.guardian = nullptr;
  EXPECT_EQ(write_consent_receipt(answered, situation.issuer()).error().code,
            Code::invalid_input);
  EXPECT_TRUE(write_consent_receipt(situation.answered(), situation.issuer()));
}

TEST(WriteConsentReceipt, confirms_withdrawals_refusals_and_what_was_sealed_once_more) {
  Situation withdrawn;
  withdrawn.withdraw();
  withdrawn.seal();
  EXPECT_TRUE(write_consent_receipt(withdrawn.answered(), withdrawn.issuer()));
  Situation refused;
  refused.consent.record.given = false;
  refused.seal();
  EXPECT_TRUE(write_consent_receipt(refused.answered(), refused.issuer()));
  Situation resealed;
  resealed.entry.action = "state.snapshot";
  resealed.seal();
  EXPECT_TRUE(write_consent_receipt(resealed.answered(), resealed.issuer()));
}

TEST(WriteConsentReceipt, finds_no_entry_that_is_not_there) {
  Situation situation;
  situation.seal();
  situation.consent.origin.entry = 99;
  EXPECT_EQ(write_consent_receipt(situation.answered(), situation.issuer()).error().code,
            Code::not_found);
}

TEST(WriteConsentReceipt, is_as_long_as_a_verifier_takes) {
  Situation situation;
  situation.seal();
  const auto size =
      write_consent_receipt(situation.answered(), situation.issuer())->cose.size();
  auto& rights = *situation.notice.rights_zh;
  // The head of the payload takes two bytes more from 64 KiB on.
  rights += std::string(kConsentReceiptBytesMax - size - 2, 'x');
  const auto longest = write_consent_receipt(situation.answered(), situation.issuer());
  ASSERT_TRUE(longest) << longest.error().what;
  EXPECT_EQ(longest->cose.size(), kConsentReceiptBytesMax);
  rights += 'x';
  EXPECT_EQ(write_consent_receipt(situation.answered(), situation.issuer()).error().code,
            Code::exhausted);
}

// docs/consent-receipts.md has it in lines; web/verify checks the same bytes.
TEST(WriteConsentReceipt, gives_the_bytes_of_the_worked_example) {
  Situation situation;
  situation.seal();
  const auto cose = write_consent_receipt(situation.answered(), situation.issuer())->cose;
  std::ifstream file(MENSHEN_DOCS_DIR "/consent-receipts.md");
  std::ostringstream text;
  text << file.rdbuf();
  std::string all = text.str();
  std::erase(all, '\n');
  EXPECT_THAT(all, testing::HasSubstr("```receipt" + to_base64(cose) + "```"));
}

}  // namespace
}  // namespace menshen::consent_desk
