#include "menshen/detail/demo_world.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent/answer.hpp"
#include "gate/ask.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "state/state.hpp"

namespace menshen::app {
namespace {

using registry::Device;
using registry::Place;
using registry::Purpose;
using registry::Record;
using registry::StartingSite;

// An office whose lobby is in order.
StartingSite office() {
  return {.site = "office",
          .place = "lobby",
          .device = std::string(kLobbyCamera),
          .purpose = std::string(kDoor),
          .name_zh = "示例公司",
          .name_en = "Example Company",
          .contact = "privacy@example.com",
          .officer = "个人信息保护负责人",
          .processor_kind = "employer",
          .place_class = "office",
          .statement_zh = "员工和访客凭人脸进出办公楼",
          .statement_en = "staff and visitors enter the office by face",
          .checks = {.purpose = true,
                     .place = true,
                     .flow = true,
                     .alternative = true,
                     .minors = true,
                     .safeguards = true,
                     .no_injunction = true}};
}

StartingSite elsewhere(std::string_view place, std::string_view place_class,
                       std::string_view device) {
  StartingSite site = office();
  site.place = std::string(place);
  site.place_class = std::string(place_class);
  site.device = std::string(device);
  return site;
}

// Recognised without saying who one is.
StartingSite walk_in() {
  StartingSite site = office();
  site.purpose = std::string(kWalkIn);
  site.mode = registry::kOneToMany;
  site.statement_zh = "访客不必说明身份即可进入：在已同意者中查找";
  site.statement_en = "enter without saying who one is, by a search among those who agreed";
  return site;
}

// Measuring on portraits that were published in the public domain; nobody is admitted.
Purpose testing() {
  StartingSite site = office();
  site.purpose = std::string(kTesting);
  site.purpose_kind = "accuracy_testing";
  site.retention_days = 0;
  Purpose purpose = registry::purpose_of(site);
  purpose.basis = "public_information";
  purpose.basis_document = "public-domain portraits of the sixteenth and seventeenth century";
  purpose.basis_documented = true;
  purpose.basis_within_reason = true;
  purpose.has_live_effect = false;
  return purpose;
}

registry::Subject subject(std::string_view id, CivilDate today, int years) {
  const std::chrono::year_month_day date{today};
  // The first of the month exists in every year, and has passed in this one.
  return {.id = SubjectId(std::string(id)),
          .birth_date = CivilDate{(date.year() - std::chrono::years(years)) / date.month() / 1},
          .is_disabled_or_elderly = false};
}

// The doors that lack what the story needs them to lack, and the bench that measures.
void add_other_places(CivilDate today, std::vector<Record>& records) {
  for (const auto& site :
       {elsewhere("changing_room", "public_changing_room", kChangingRoomCamera),
        elsewhere("side_door", "office", kSideDoorCamera),
        elsewhere("laboratory", "laboratory", kBench)}) {
    records.emplace_back(registry::place_of(site));
    records.emplace_back(registry::device_of(site));
    if (site.device != kBench) records.emplace_back(registry::assignment_of(site));
  }
  // The side door has none.
  records.emplace_back(registry::alternative_of(
      elsewhere("changing_room", "public_changing_room", kChangingRoomCamera), today));
}

void add_other_purposes(CivilDate today, const Crypto& crypto, std::vector<Record>& records) {
  const StartingSite search = walk_in();
  const Device lobby_camera = registry::device_of(office());
  const Place lobby = registry::place_of(office());
  records.emplace_back(registry::purpose_of(search));
  records.emplace_back(registry::notice_of(search));
  records.emplace_back(registry::assignment_of(search));
  records.emplace_back(registry::assessment_of(registry::purpose_of(search), {lobby_camera},
                                               {lobby}, today, crypto));
  StartingSite bench = elsewhere("laboratory", "laboratory", kBench);
  bench.purpose = std::string(kTesting);
  records.emplace_back(testing());
  records.emplace_back(registry::assignment_of(bench));
  records.emplace_back(registry::assessment_of(testing(), {registry::device_of(bench)},
                                               {registry::place_of(bench)}, today, crypto));
}

}  // namespace

gate::Ask ask_of(std::string_view purpose, std::string_view device, std::string_view subject) {
  return {.actor = "demo",
          .purpose = PurposeId(std::string(purpose)),
          .device = DeviceId(std::string(device)),
          .subject = SubjectId(std::string(subject))};
}

Result<> furnish_demo(state::State& state, CivilDate today, const Crypto& crypto) {
  std::vector<Record> records = registry::records_of(office(), today, crypto);
  add_other_places(today, records);
  add_other_purposes(today, crypto, records);
  // What was assessed is the door as it is used: at all of its places.
  const std::vector<StartingSite> doors{
      office(), elsewhere("changing_room", "public_changing_room", kChangingRoomCamera),
      elsewhere("side_door", "office", kSideDoorCamera)};
  std::vector<Device> devices;
  std::vector<Place> places;
  for (const auto& door : doors) {
    devices.push_back(registry::device_of(door));
    places.push_back(registry::place_of(door));
  }
  records.emplace_back(
      registry::assessment_of(registry::purpose_of(office()), devices, places, today, crypto));
  for (const auto& [id, years] :
       {std::pair(kVisitor, 40), std::pair(kColleague, 50), std::pair(kGuest, 40),
        std::pair(kChild, 13), std::pair(kPhotographs, 30)}) {
    records.emplace_back(subject(id, today, years));
  }
  MENSHEN_TRY([[maybe_unused]] const auto put, state.put_all(records, {.actor = "demo"}));
  return {};
}

consent::Question question_of(const consent::Circumstances& now, Instant shown_at) {
  const auto& notice = now.setting.notice;
  return {.notice = notice ? notice->record.id : registry::NoticeId(""),
          .language = "zh-CN",
          .shown_how = "screen",
          .shown_at = shown_at,
          .alternative_offered = true};
}

}  // namespace menshen::app
