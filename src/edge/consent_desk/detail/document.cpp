#include "consent_desk/detail/document.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "consent_desk/consent_receipt.hpp"
#include "registry/persons.hpp"
#include "registry/premises.hpp"
#include "registry/purposes.hpp"
#include "registry/scope.hpp"
#include "registry/words.hpp"

namespace menshen::consent_desk {
namespace {

namespace json = boost::json;

using registry::Consent;
using registry::MaybeText;
using registry::Notice;
using registry::Organization;
using registry::Purpose;

constexpr std::string_view kSchemaVersion = "menshen-27560/1";

// RFC 3339, always with milliseconds: one time has one spelling.
std::string text_of(Instant time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_text(day), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string text_of(CivilDate day) { return to_text(day); }
std::string text_of(const std::string& text) { return text; }
std::string text_of(const Digest& digest) { return "sha256:" + to_hex(digest); }

template <typename T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(text_of(*value)) : json::value(nullptr);
}

json::array list_of(const registry::Texts& texts) {
  // NOLINTNEXTLINE(modernize-return-braced-init-list): braces would be a list of two values
  return json::array(texts.begin(), texts.end());
}

json::array only(json::value value) {
  json::array one;
  one.push_back(std::move(value));
  return one;
}

// In the language in which the person was asked.
class Asked {
 public:
  explicit Asked(const Consent& consent) : in_english_(consent.language == "en") {}

  [[nodiscard]] json::value in(const MaybeText& zh, const MaybeText& en) const {
    return or_null(in_english_ ? en : zh);
  }
  [[nodiscard]] bool in_english() const { return in_english_; }

 private:
  bool in_english_;
};

json::object notice_of(const Answered& answered, const Crypto& crypto) {
  const Consent& consent = answered.consent.record;
  return {{"notice_id", answered.notice.id.text()},
          {"version", answered.notice.version},
          {"digest", text_of(registry::digest_of(answered.notice, crypto))},
          {"shown_at", or_null(consent.shown_at)},
          {"shown_how", or_null(consent.shown_how)}};
}

// ISO/IEC 29100 calls PII controller whom the PIPL calls 个人信息处理者.
json::value role_of(const Organization& organization) {
  if (organization.role == "processor") return "pii_controller";
  if (organization.role == "joint_processor") return "joint_pii_controller";
  if (organization.role == "entrusted_party") return "pii_processor";
  return or_null(organization.role);
}

json::object withdrawal_of(const Organization& organization, Asked asked) {
  const std::string_view how =
      asked.in_english()
          ? "tell the controller, at any time and without a reason; it counts as "
            "soon as it is recorded"
          : "向处理者提出即可，随时可撤回，不需理由；一经记录即刻生效";
  return {{"description", how}, {"contact", or_null(organization.contact)}};
}

json::object purpose_of(const Answered& answered, std::string_view jurisdiction, Asked asked) {
  const Purpose& purpose = answered.purpose;
  const Notice& notice = answered.notice;
  const bool decides = answered.organization.role != "entrusted_party";
  const registry::MaybeBool agreed = answered.consent.record.storage_given;
  json::value retention(nullptr);
  if (purpose.retention_days) retention = fmt::format("P{}D", *purpose.retention_days);
  return {
      {"purpose", asked.in(purpose.statement_zh, purpose.statement_en)},
      {"purpose_id", purpose.id.text()},
      {"purpose_type", or_null(purpose.kind)},
      {"lawful_basis", or_null(purpose.basis)},
      {"lawful_basis_document", or_null(purpose.basis_document)},
      {"pii_information",
       only(json::object{{"pii_type", "face"},
                         {"description", asked.in(notice.data_types_zh, notice.data_types_en)},
                         {"sensitive_pii_category", "biometric"}})},
      {"pii_controllers",
       decides ? only(json::string(answered.organization.id.text())) : json::array()},
      {"processing_method", or_null(purpose.mode)},
      {"storage_locations",
       purpose.storage_place ? only(json::string(*purpose.storage_place)) : json::array()},
      {"storage_consent", agreed ? json::value(*agreed) : json::value(nullptr)},
      {"retention_period", std::move(retention)},
      {"jurisdiction", jurisdiction},
      {"recipient_third_parties", list_of(purpose.recipients)},
      {"withdrawal_method", withdrawal_of(answered.organization, asked)},
      {"privacy_rights", asked.in(notice.rights_zh, notice.rights_en)},
      {"terms", or_null(answered.consent.record.terms)}};
}

json::object party_of(const Organization& organization) {
  return {{"party_id", organization.id.text()},
          {"party_name", or_null(organization.name)},
          {"party_role", role_of(organization)},
          {"party_type", or_null(organization.kind)},
          {"party_address", or_null(organization.address)},
          {"party_contact", or_null(organization.contact)},
          {"credit_code", or_null(organization.credit_code)}};
}

json::object answer_of(const Answered& answered) {
  const Consent& consent = answered.consent.record;
  const bool is_given = consent.given == true;
  json::value validity(nullptr);
  if (is_given) {
    validity = json::object{{"from", text_of(consent.answered_at)},
                            {"until", or_null(consent.expires_on)}};
  }
  const auto* const guardian = answered.guardian;
  return {{"event_time", text_of(consent.answered_at)},
          {"validity_duration", std::move(validity)},
          {"entity_id", guardian != nullptr ? guardian->id.text() : consent.subject.text()},
          {"entity_role", guardian != nullptr ? "guardian" : "pii_principal"},
          {"entity_relation", guardian != nullptr ? or_null(guardian->relation) : nullptr},
          {"event_type", "explicit_consent"},
          {"event_state", is_given ? "given" : "refused"},
          {"indicated_by", or_null(consent.act)}};
}

// Whether person or guardian withdrew is not on file.
json::object withdrawal_event(Instant when) {
  return {{"event_time", text_of(when)}, {"validity_duration", nullptr},
          {"entity_id", nullptr},        {"entity_role", nullptr},
          {"entity_relation", nullptr},  {"event_type", "explicit_consent"},
          {"event_state", "withdrawn"},  {"indicated_by", nullptr}};
}

}  // namespace

std::string document(const Answered& answered, const Standpoint& standpoint,
                     std::string_view jurisdiction, const Crypto& crypto) {
  const Consent& consent = answered.consent.record;
  const Asked asked(consent);
  json::array events = only(answer_of(answered));
  if (consent.withdrawn_at) events.push_back(withdrawal_event(*consent.withdrawn_at));
  return json::serialize(json::object{
      {"schema_version", kSchemaVersion},
      {"receipt_id", standpoint.decision.text()},
      {"record_id", consent.id.text()},
      {"pii_principal_id", consent.subject.text()},
      {"pii_processing",
       json::object{{"privacy_notice", notice_of(answered, crypto)},
                    {"language", or_null(consent.language)},
                    {"purposes", only(purpose_of(answered, jurisdiction, asked))}}},
      {"party_identification", only(party_of(answered.organization))},
      {"events", std::move(events)},
      {"ledger",
       json::object{{"record", standpoint.origin}, {"entry", answered.consent.origin.entry}}}});
}

}  // namespace menshen::consent_desk
