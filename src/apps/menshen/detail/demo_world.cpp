#include "menshen/detail/demo_world.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "gate/ask.hpp"
#include "gate/gather.hpp"
#include "menshen/demo.hpp"
#include "registry/records.hpp"
#include "state/state.hpp"

namespace menshen::app {
namespace {

using registry::Alternative;
using registry::Device;
using registry::Notice;
using registry::Place;
using registry::Purpose;
using registry::Subject;

constexpr int kRetentionDays = 365;

Purpose door(CivilDate today) {
  return {.id = PurposeId(std::string(kDoor)),
          .kind = "entrance_access",
          .mode = "one_to_one",
          .basis = "consent",
          .is_specific = true,
          .necessity_assessed = true,
          .least_impact_chosen = true,
          .has_live_effect = true,
          .storage_place = "device",
          .storage_exception = "none",
          .transmits_over_internet = false,
          .retention_days = kRetentionDays,
          .assessed_on = today,
          .assessment_is_current = true,
          .minors_rules_in_place = true,
          .written_form_required = false,
          .withdrawal_is_convenient = true,
          .service_needs_face = false};
}

// Recognised without saying who one is.
Purpose walk_in(CivilDate today) {
  Purpose purpose = door(today);
  purpose.id = PurposeId(std::string(kWalkIn));
  purpose.mode = registry::kOneToMany;
  return purpose;
}

// Measuring on portraits that were published in the public domain; nobody is admitted.
Purpose testing(CivilDate today) {
  Purpose purpose = door(today);
  purpose.id = PurposeId(std::string(kTesting));
  purpose.kind = "accuracy_testing";
  purpose.basis = "public_information";
  purpose.basis_documented = true;
  purpose.basis_within_reason = true;
  purpose.has_live_effect = false;
  purpose.retention_days = 0;
  return purpose;
}

registry::NoticeId notice_of(std::string_view purpose) {
  return registry::NoticeId(fmt::format("{}_notice_1", purpose));
}

Notice notice(std::string_view purpose) {
  return {.id = notice_of(purpose),
          .purpose = PurposeId(std::string(purpose)),
          .version = 1,
          .names_processor = true,
          .states_purpose_method_retention = true,
          .states_necessity_and_impact = true,
          .states_rights = true,
          .states_other_items = true,
          .is_accessible = true};
}

Place place(std::string_view id, std::string_view place_class) {
  return {.id = PlaceId(std::string(id)),
          .place_class = std::string(place_class),
          .spot = "entrance",
          .open_to_public = false,
          .capture_is_bounded = true,
          .public_security_need = false,
          .signage_in_place = true,
          .collection_area_limited = true,
          .flow_misleads = false,
          .flow_uses_fraud = false,
          .flow_coerces = false,
          .flow_refuses_service = false,
          .covers_third_party_area = false,
          .state_rule_requires_face = false};
}

Device device(std::string_view id, std::string_view at) {
  return {.id = DeviceId(std::string(id)), .place = PlaceId(std::string(at))};
}

Alternative card_at(std::string_view at) {
  return {.id = registry::AlternativeId(fmt::format("card_at_{}", at)),
          .place = PlaceId(std::string(at)),
          .kind = "card",
          .is_working = true,
          .costs_extra = false,
          .needs_approval = false,
          .is_impractical = false,
          .wait_percent_of_face = 100};
}

Subject subject(std::string_view id, CivilDate today, int years) {
  const std::chrono::year_month_day date{today};
  // The first of the month exists in every year, and has passed in this one.
  return {.id = SubjectId(std::string(id)),
          .birth_date = CivilDate{(date.year() - std::chrono::years(years)) / date.month() / 1},
          .is_disabled_or_elderly = false};
}

}  // namespace

gate::Site demo_site() {
  gate::Site site{.is_cn_mainland = true,
                  .processor_kind = "employer",
                  .declared = gate::all_safeguards_hold()};
  site.declared.push_back({.fact = "jurisdiction.city", .value = std::string("other")});
  site.declared.push_back({.fact = "collection.exceeds_need", .value = false});
  site.declared.push_back({.fact = "court.injunction_in_force", .value = false});
  return site;
}

gate::Ask ask_of(std::string_view purpose, std::string_view device, std::string_view subject) {
  return {.actor = "demo",
          .purpose = PurposeId(std::string(purpose)),
          .device = DeviceId(std::string(device)),
          .subject = SubjectId(std::string(subject))};
}

Result<> furnish_demo(state::State& state, CivilDate today) {
  const auto records = std::to_array<registry::Record>({
      door(today),
      walk_in(today),
      testing(today),
      place("lobby", "office"),
      place("changing_room", "public_changing_room"),
      place("side_door", "office"),
      place("laboratory", "laboratory"),
      device(kLobbyCamera, "lobby"),
      device(kChangingRoomCamera, "changing_room"),
      device(kSideDoorCamera, "side_door"),
      device(kBench, "laboratory"),
      card_at("lobby"),
      card_at("changing_room"),  // the side door has none
      notice(kDoor),
      notice(kWalkIn),
      subject(kVisitor, today, 40),
      subject(kColleague, today, 50),
      subject(kGuest, today, 40),
      subject(kChild, today, 13),
      subject(kPhotographs, today, 30),
  });
  for (const auto& record : records) {
    MENSHEN_TRY([[maybe_unused]] const auto put, state.put(record, {.actor = "demo"}));
  }
  return {};
}

registry::Consent demo_consent(const gate::Ask& ask, std::string_view kind, int number,
                               Instant now) {
  return {.id = registry::ConsentId(fmt::format("consent_{}", number)),
          .subject = ask.subject,
          .purpose = ask.purpose,
          .notice = notice_of(ask.purpose.text()),
          .notice_shown_at = now,
          .was_given = true,
          .kind = std::string(kind),
          .is_informed = true,
          .is_voluntary = true,
          .is_explicit = kind == "separate",
          .is_condition_of_service = false,
          .is_written = false,
          .answered_at = now,
          .guardian_consents = false,
          .guardian_relation_proved = false};
}

}  // namespace menshen::app
