#include "registry/starting_site.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "registry/records.hpp"
#include "registry/scope.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

constexpr std::int64_t kYearsKept = 3;
constexpr std::int64_t kAsLong = 100;  // percent
constexpr std::chrono::years kUntilNextAssessment{3};

MaybeBool not_so(MaybeBool is) { return is ? MaybeBool(!*is) : std::nullopt; }

// A statement that is known to be false only when it was looked at.
MaybeBool no_if(MaybeBool was_found_in_order) {
  return was_found_in_order == true ? MaybeBool(false) : std::nullopt;
}

MaybeText said(const std::string& text) { return text.empty() ? MaybeText() : text; }

// An item of a notice, where what it tells is known.
MaybeText item(bool is_known, std::string text) {
  return is_known ? MaybeText(std::move(text)) : std::nullopt;
}

Organization organization_of(const StartingSite& site) {
  return {.id = OrganizationId(site.organization),
          .name = said(site.name_zh),
          .kind = said(site.processor_kind),
          .role = "processor",
          .city = said(site.city),
          .contact = said(site.contact),
          .officer = said(site.officer),
          .is_cn_mainland = site.in_mainland};
}

Signage signage_of(const StartingSite& site, CivilDate today) {
  return {.id = SignageId(fmt::format("{}_sign_{}", site.place, to_text(today))),
          .place = PlaceId(site.place),
          .checked_on = today,
          .is_in_place = site.checks.place};
}

Declaration declared(std::string fact, bool value, CivilDate today) {
  return {.id = DeclarationId(fact),
          .fact = std::move(fact),
          .value = value ? "true" : "false",
          .declared_on = today};
}

void add_declarations(const StartingSite& site, CivilDate today, std::vector<Record>& records) {
  if (site.checks.safeguards) {
    for (const char* fact : {"security.encryption_in_transit", "security.access_control",
                             "security.authorisation", "security.intrusion_protection"}) {
      records.emplace_back(declared(fact, *site.checks.safeguards, today));
    }
  }
  if (site.checks.purpose) {
    records.emplace_back(declared("collection.exceeds_need", !*site.checks.purpose, today));
  }
  if (site.checks.flow == true) {
    for (const char* fact :
         {"flow.forced_entry_by_face", "minors.forced_unnecessary_consent"}) {
      records.emplace_back(declared(fact, false, today));
    }
  }
  if (site.checks.no_injunction) {
    records.emplace_back(
        declared("court.injunction_in_force", !*site.checks.no_injunction, today));
  }
}

}  // namespace

Device device_of(const StartingSite& site) {
  return {.id = DeviceId(site.device),
          .place = PlaceId(site.place),
          .mode = std::string(kEnforce),
          .capabilities = {"capture", "verify"},
          .storage = said(site.storage)};
}

Place place_of(const StartingSite& site) {
  const StartingChecks& checks = site.checks;
  return {.id = PlaceId(site.place),
          .site = SiteId(site.site),
          .place_class = said(site.place_class),
          .spot = said(site.spot),
          .open_to_public = site.open_to_public,
          .capture_is_bounded = checks.place,
          .public_security_need = site.public_security_need,
          .collection_area_limited = checks.place,
          .flow_misleads = not_so(checks.flow),
          .flow_uses_fraud = no_if(checks.flow),
          .flow_coerces = no_if(checks.flow),
          .flow_refuses_service = no_if(checks.flow),
          .covers_third_party_area = no_if(checks.place),
          .state_rule_requires_face = no_if(checks.no_special_rule)};
}

Alternative alternative_of(const StartingSite& site, CivilDate today) {
  const MaybeBool works = site.checks.alternative;
  return {.id = AlternativeId(fmt::format("{}_at_{}", site.alternative_kind, site.place)),
          .place = PlaceId(site.place),
          .kind = site.alternative_kind,
          .is_working = works,
          .costs_extra = no_if(works),
          .needs_approval = no_if(works),
          .is_impractical = no_if(works),
          .wait_percent_of_face = works == true ? MaybeCount(kAsLong) : std::nullopt,
          .measured_on = works == true ? std::optional(today) : std::nullopt};
}

// A law that lets it be kept elsewhere is put on file by whoever knows it; without one each
// person is asked (Measures Art 8).
MaybeText storage_exception_of(const StartingSite& site) {
  if (site.storage.empty() && site.over_internet != true) return std::nullopt;
  const bool stays = site.storage == "device" || site.storage == "not_stored";
  return std::string(stays && site.over_internet != true ? "none" : kBySeparateConsent);
}

Purpose purpose_of(const StartingSite& site) {
  const MaybeBool checked = site.checks.purpose;
  return {.id = PurposeId(site.purpose),
          .statement_zh = said(site.statement_zh),
          .statement_en = said(site.statement_en),
          .kind = said(site.purpose_kind),
          .mode = said(site.mode),
          .basis = "consent",
          .is_specific = checked,
          .necessity_assessed = checked,
          .least_impact_chosen = checked,
          .has_live_effect = true,
          .storage_place = said(site.storage),
          .storage_exception = storage_exception_of(site),
          .transmits_over_internet = site.over_internet,
          .retention_days = site.retention_days,
          .minors_rules_in_place = site.checks.minors,
          .written_form_required = no_if(site.checks.no_special_rule),
          .withdrawal_is_convenient = checked,
          .service_needs_face = no_if(site.checks.no_special_rule)};
}

// In the words of Measures Art 5, item by item.
Notice notice_of(const StartingSite& site) {
  const bool is_reachable = !site.contact.empty();
  const std::int64_t days = site.retention_days.value_or(0);
  return {
      .id = NoticeId(fmt::format("{}_notice_1", site.purpose)),
      .purpose = PurposeId(site.purpose),
      .version = 1,
      .processor_zh =
          item(is_reachable && !site.name_zh.empty(),
               fmt::format("个人信息处理者：{}；联系方式：{}", site.name_zh, site.contact)),
      .processor_en =
          item(is_reachable && !site.name_en.empty(),
               fmt::format("Processor: {}; contact: {}", site.name_en, site.contact)),
      .purpose_zh = item(
          site.retention_days && !site.statement_zh.empty(),
          fmt::format(
              "处理目的：{}；处理方式：提取人脸特征并与本人登记的特征比对；保存期限：{}天，"
              "到期自动删除",
              site.statement_zh, days)),
      .purpose_en =
          item(site.retention_days && !site.statement_en.empty(),
               fmt::format("Purpose: {}; method: features of the face are extracted and "
                           "compared with those enrolled; kept for {} days, then erased",
                           site.statement_en, days)),
      .necessity_zh =
          "必要性：仅在您选择刷脸时使用；对个人权益的影响：人脸信息一旦泄露"
          "难以更改，因此加密保存、不保留照片",
      .necessity_en =
          "Necessity: only if you choose to use your face; impact: a face cannot be "
          "changed once it is leaked, so it is kept encrypted and without pictures",
      .rights_zh = item(is_reachable,
                        fmt::format("您可以随时撤回同意，查阅、复制、更正、删除或者投诉：{}；"
                                    "您也可以不刷脸，改用其他方式",
                                    site.contact)),
      .rights_en =
          item(is_reachable,
               fmt::format("You may withdraw at any time, ask to see, copy, correct or "
                           "delete, or complain: {}; you may use another way instead",
                           site.contact)),
      .other_zh = "不满十四周岁的，由父母或者其他监护人同意",
      .other_en = "For children under 14 a parent or other guardian consents",
      .data_types_zh = "人脸特征",
      .data_types_en = "features of the face",
      .is_accessible = site.checks.notice};
}

Assignment assignment_of(const StartingSite& site) {
  return {.id = AssignmentId(fmt::format("{}_at_{}", site.purpose, site.device)),
          .purpose = PurposeId(site.purpose),
          .device = DeviceId(site.device)};
}

Assessment assessment_of(const Purpose& purpose, const std::vector<Device>& devices,
                         const std::vector<Place>& places, CivilDate today,
                         const Crypto& crypto) {
  Setting setting;
  setting.purpose = Kept<Purpose>{.record = purpose, .origin = {}};
  setting.devices = devices;
  setting.places = places;
  const std::chrono::year_month_day day{today};
  return {
      .id = AssessmentId(fmt::format("{}_assessment_{}", purpose.id.text(), to_text(today))),
      .purpose = purpose.id,
      .scope = scope_of(setting, crypto),
      .approved_on = today,
      // The same day of the year, or the last of February.
      .next_due_on =
          CivilDate{(day.year() + kUntilNextAssessment) / day.month() / 1} +
          (std::chrono::days{static_cast<unsigned>(day.day())} - std::chrono::days{1}),
      .lawful_and_necessary = true,
      .impact_on_rights = true,
      .risk_of_leak = true,
      .safeguards = true,
      .third_party_took_part = false,
      .kept_years_planned = kYearsKept};
}

std::vector<Record> records_of(const StartingSite& site, CivilDate today,
                               const Crypto& crypto) {
  const Place place = place_of(site);
  const Device device = device_of(site);
  std::vector<Record> records{
      organization_of(site),
      Site{.id = SiteId(site.site), .organization = OrganizationId(site.organization)},
      place,
      device,
      purpose_of(site),
      assignment_of(site),
      notice_of(site)};
  if (!site.alternative_kind.empty()) records.emplace_back(alternative_of(site, today));
  if (site.checks.place) records.emplace_back(signage_of(site, today));
  if (site.checks.assessment == true) {
    records.emplace_back(assessment_of(purpose_of(site), {device}, {place}, today, crypto));
  }
  add_declarations(site, today, records);
  return records;
}

}  // namespace menshen::registry
