#include "gate/mint.hpp"

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/testing/fixed_clock.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gate/testing/mint_for_test.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/ledger.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "policy/testing/decision_for_test.hpp"

namespace menshen::gate {
namespace {

struct Row {
  std::string_view name;
  policy::Outcome outcome = policy::Outcome::permit;
  std::string_view action = "face.verify";
  ledger::Event event = ledger::Event::decision;
  ledger::Verdict verdict = ledger::Verdict::permit;
  std::string_view recorded = "d1";
  std::optional<std::string_view> refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {.name = "permitted_and_on_record"},
    {.name = "denied",
     .outcome = policy::Outcome::deny,
     .refusal = "the decision does not permit"},
    {.name = "undetermined",
     .outcome = policy::Outcome::undetermined,
     .refusal = "the decision does not permit"},
    {.name = "about_another_act",
     .action = "face.enroll",
     .refusal = "the decision is about another act"},
    {.name = "another_decision_is_on_record",
     .recorded = "d2",
     .refusal = "the receipt is not for this decision"},
    {.name = "a_denial_is_on_record",
     .verdict = ledger::Verdict::deny,
     .refusal = "the receipt is not for this decision"},
    {.name = "only_an_outcome_is_on_record",
     .event = ledger::Event::outcome,
     .refusal = "the receipt is not for this decision"},
};

class MintPermit : public testing::TestWithParam<Row> {};

TEST_P(MintPermit, asks_for_a_permitting_decision_and_its_receipt) {
  const Row& row = GetParam();
  const crypto_openssl::OpensslCrypto crypto;
  const crypto_openssl::OpensslSigner signer{Digest{std::byte{1}}};
  const FixedClock clock{Instant{}};
  ledger::LedgerForTest ledger(crypto, signer, clock);
  const auto receipt = ledger
                           ->seal({.event = row.event,
                                   .decision = DecisionId(std::string(row.recorded)),
                                   .purpose = PurposeId("door"),
                                   .place = PlaceId("hall"),
                                   .verdict = row.verdict})
                           .value();
  const auto decision = policy::DecisionForTest::make(
      law_yaml::the_law(MENSHEN_LAW_DIR), row.outcome, std::string(row.action), CivilDate{});

  const auto permit = MintForTest::permit(decision, receipt,
                                          {.decision = DecisionId("d1"),
                                           .act = Act::verify,
                                           .purpose = PurposeId("door"),
                                           .place = PlaceId("hall"),
                                           .subject = SubjectId("ana"),
                                           .from = Instant{},
                                           .until = Instant::max()});

  ASSERT_EQ(permit.has_value(), !row.refusal.has_value());
  if (permit) {
    EXPECT_EQ(permit->grant()->subject, SubjectId("ana"));
  } else {
    EXPECT_EQ(permit.error(), (Error{Code::refused, std::string(*row.refusal)}));
  }
}

INSTANTIATE_TEST_SUITE_P(table, MintPermit, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::gate
