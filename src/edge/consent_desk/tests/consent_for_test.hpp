// An answer with everything that it names, and a record in which it stands, for the tests of
// this room.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/testing/fixed_clock.hpp"
#include "consent_desk/consent_receipt.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/entry.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "registry/records.hpp"
#include "registry/scope.hpp"

namespace menshen::consent_desk {

// 2026-03-01 08:00 UTC, and so many seconds later.
inline Instant at(int seconds) {
  return CivilDate(std::chrono::year(2026) / 3 / 1) + std::chrono::hours{8} +
         std::chrono::seconds{seconds};
}

inline registry::Purpose gate_purpose() {
  return {.id = PurposeId("gate_1"),
          .statement_zh = "核验住户身份以开启东门",
          .statement_en = "to open the east gate for residents",
          .kind = "entrance_access",
          .mode = "one_to_one",
          .necessity = "secret of the operator",
          .basis = "consent",
          .storage_place = "on_premises_server",
          .storage_exception = std::string(registry::kBySeparateConsent),
          .retention_days = 365,
          .recipients = {"某安保公司"}};
}

inline registry::Notice gate_notice() {
  return {.id = registry::NoticeId("notice_3"),
          .purpose = PurposeId("gate_1"),
          .version = 3,
          .rights_zh = "可在物业前台查阅、复制、更正、删除",
          .rights_en = "see, copy, correct or delete it at the front desk",
          .data_types_zh = "人脸照片与人脸特征",
          .data_types_en = "a photograph and a template of the face"};
}

inline registry::Organization estate() {
  return {.id = registry::OrganizationId("estate"),
          .name = "花园物业有限公司",
          .kind = "property_manager",
          .role = "processor",
          .credit_code = "91330000EXAMPLE001",
          .address = "杭州市某路 1 号",
          .contact = "0571-00000000",
          .officer = "张三"};
}

inline registry::Guardian father() {
  return {.id = registry::GuardianId("guardian_9"),
          .subject = SubjectId("resident_17"),
          .relation = "father",
          .proof = "household_register",
          .proof_scan = Digest{std::byte{0xaa}},
          .verified_by = "staff_4"};
}

// One answer; each test makes it another one.
struct Situation {
  const crypto_openssl::OpensslCrypto crypto;
  const crypto_openssl::OpensslSigner signer{std::array<std::byte, 32>{std::byte{1}}};
  FixedClock clock{at(0)};
  ledger::LedgerForTest ledger{crypto, signer, clock};

  registry::Purpose purpose = gate_purpose();
  registry::Notice notice = gate_notice();
  registry::Organization organization = estate();
  registry::Guardian guardian = father();
  registry::Kept<registry::Consent> consent{
      .record = {.id = registry::ConsentId("consent_1"),
                 .subject = SubjectId("resident_17"),
                 .purpose = PurposeId("gate_1"),
                 .notice = registry::NoticeId("notice_3"),
                 .given = true,
                 .storage_given = true,
                 .form = "separate",
                 .act = std::string(registry::kPressed),
                 .language = "zh-CN",
                 .shown_how = "screen",
                 .shown_at = at(-60),
                 .alternative_offered = true,
                 .answered_at = at(-1),
                 .terms = registry::terms_of(gate_purpose(), crypto)},
      .origin = {.version = 1, .entry = 0, .at = at(0)}};
  ledger::Entry entry{.event = ledger::Event::change,
                      .decision = DecisionId("00000000-0000-7000-8000-000000000001"),
                      .time = at(0),
                      .actor = "kiosk",
                      .action = "consent.record",
                      .purpose = PurposeId("gate_1"),
                      .place = PlaceId("lobby")};

  // As the answer of a person stands in a record with others around it.
  void seal() {
    const ledger::Entry other{.event = ledger::Event::change,
                              .decision = DecisionId("another"),
                              .time = at(0),
                              .actor = "operator",
                              .action = "purpose.put",
                              .purpose = PurposeId("gate_1"),
                              .place = PlaceId("")};
    static_cast<void>(ledger->seal(other).value());
    consent.origin.entry = ledger->seal(entry).value().sequence();
    static_cast<void>(ledger->seal(other).value());
  }

  void withdraw() {
    consent.record.withdrawn_at = at(500);
    entry.action = "consent.withdraw";
  }

  void answer_by_guardian() { consent.record.guardian = guardian.id; }

  void answer_on_paper() {
    consent.record.act = std::string(registry::kSignedPaper);
    consent.record.shown_how = "paper";
    consent.record.scan = Digest{std::byte{0xbb}};
    consent.record.entered_by = "staff_2";
    consent.record.checked_by = "staff_3";
  }

  [[nodiscard]] Answered answered() const {
    return {.consent = consent,
            .purpose = purpose,
            .notice = notice,
            .organization = organization,
            .guardian = consent->guardian ? &guardian : nullptr};
  }

  [[nodiscard]] Issuer issuer(Instant time = at(900)) {
    return {.archive = ledger->archive(),
            .origin = "menshen.test",
            .jurisdiction = "CN",
            .time = time,
            .signer = signer,
            .crypto = crypto};
  }
};

}  // namespace menshen::consent_desk
