#include "entrance_api/detail/session_json.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/provision.hpp"
#include "contract/seal.hpp"
#include "entrance/parity.hpp"
#include "entrance/passes.hpp"
#include "entrance/session.hpp"
#include "entrance/sessions.hpp"
#include "http/message.hpp"
#include "ledger/ledger.hpp"
#include "registry/records.hpp"

namespace menshen::entrance_api {
namespace {

namespace json = boost::json;
using entrance::Counted;
using entrance::Way;
using registry::MaybeText;
using registry::Notice;

double milliseconds(entrance::Time time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

json::value text_or_null(const MaybeText& text) {
  return text ? json::value(*text) : json::value();
}

// Each alike: where the face may not be offered it is in the list all the same, and says so.
json::array ways_of(const entrance::About& about) {
  json::array ways;
  for (const Way each : entrance::kWays) {
    ways.push_back({{"way", entrance::name(each)},
                    {"is_offered", each != Way::face || about.may_offer_face}});
  }
  return ways;
}

Result<json::object> answer_of(const entrance::Answered& answered,
                               const ledger::Ledger& ledger) {
  const auto& given = answered.answer();
  MENSHEN_TRY(const auto receipt, ledger.cose(answered.receipt()));
  return json::object{
      {"outcome", entrance::name(given.outcome)},
      {"way", entrance::name(given.way)},
      {"from_choice_ms", milliseconds(given.from_choice)},
      {"from_opening_ms", milliseconds(given.from_opening)},
      {"recorded", contract::seal_as_json(answered.receipt().sequence(),
                                          to_hex(answered.receipt().leaf()), receipt)}};
}

unsigned tries_left(const entrance::Step& step) {
  if (const auto* const chosen = std::get_if<entrance::Chosen>(&step)) {
    return chosen->tries_left();
  }
  if (const auto* const answered = std::get_if<entrance::Answered>(&step)) {
    return answered->answer().tries_left;
  }
  return entrance::kTries;
}

json::value maybe_milliseconds(const std::optional<std::chrono::milliseconds>& time) {
  return time ? json::value(time->count()) : json::value();
}

json::object as_json(const Counted& counted) {
  return {{"opened", counted.opened},
          {"denied", counted.denied},
          {"left", counted.left},
          {"median_from_choice_ms", maybe_milliseconds(counted.median_from_choice)},
          {"median_from_opening_ms", maybe_milliseconds(counted.median_from_opening)}};
}

std::string_view name(entrance::Parity parity) noexcept {
  switch (parity) {
    case entrance::Parity::unknown: return "unknown";
    case entrance::Parity::within: return "within";
    case entrance::Parity::above: return "above";
  }
  return "unknown";
}

json::value maybe_number(const std::optional<std::int64_t>& number) {
  return number ? json::value(*number) : json::value();
}

json::object both(const catalogue::Bilingual& words) {
  return {{"zh", words.zh}, {"en", words.en}};
}

}  // namespace

http::Response answer(unsigned status, const json::object& body) {
  return {.status = status, .body = json::serialize(body) + "\n"};
}

Result<json::object> as_json(const entrance::Sessions::Held& held,
                             const ledger::Ledger& ledger) {
  const entrance::Step& step = held.step();
  const entrance::About& about = entrance::about(step);
  json::object session{{"id", held.id().text()},
                       {"state", entrance::name(step)},
                       {"purpose", about.purpose.text()},
                       {"device", about.device.text()},
                       {"place", about.place.text()},
                       {"seconds_left", held.time_left().count()},
                       {"extensions_left", held.extensions_left()},
                       {"tries_left", tries_left(step)},
                       {"ways", ways_of(about)}};
  if (about.subject) session["subject"] = about.subject->text();
  if (const auto* const chosen = std::get_if<entrance::Chosen>(&step)) {
    session["chosen"] = entrance::name(chosen->way());
  }
  if (const auto* const answered = std::get_if<entrance::Answered>(&step)) {
    MENSHEN_TRY(session["answer"], answer_of(*answered, ledger));
  }
  return session;
}

json::value notice_of(const registry::Setting& setting) {
  if (!setting.notice) return nullptr;
  const Notice& notice = setting.notice->record;
  struct Item {
    const char* name;
    MaybeText Notice::* zh;
    MaybeText Notice::* en;
  };
  constexpr std::array kItems{
      Item{"processor", &Notice::processor_zh, &Notice::processor_en},
      Item{"purpose", &Notice::purpose_zh, &Notice::purpose_en},
      Item{"necessity", &Notice::necessity_zh, &Notice::necessity_en},
      Item{"rights", &Notice::rights_zh, &Notice::rights_en},
      Item{"other", &Notice::other_zh, &Notice::other_en},
      Item{"data_types", &Notice::data_types_zh, &Notice::data_types_en},
      Item{"recipient", &Notice::recipient_zh, &Notice::recipient_en}};
  json::object items;
  for (const Item& each : kItems) {
    items[each.name] = {{"zh", text_or_null(notice.*each.zh)},
                        {"en", text_or_null(notice.*each.en)}};
  }
  return {{"id", notice.id.text()}, {"version", notice.version}, {"items", std::move(items)}};
}

json::array alternatives_of(const registry::Setting& setting) {
  json::array alternatives;
  for (const auto& each : setting.alternatives) {
    const auto works = each->is_working;
    alternatives.push_back({{"id", each->id.text()},
                            {"kind", each->kind},
                            {"is_working", works ? json::value(*works) : json::value()}});
  }
  return alternatives;
}

json::object as_json(const entrance::Pass& pass) {
  json::object object{{"id", pass.id.text()},
                      {"subject", pass.subject.text()},
                      {"valid_from", to_text(pass.valid_from)},
                      {"expires_at", to_text(pass.expires_at)},
                      {"is_once", pass.is_once},
                      {"is_used", pass.is_used},
                      {"is_revoked", pass.is_revoked}};
  if (pass.place) object["place"] = pass.place->text();
  return object;
}

json::object as_json(const entrance::PlaceParity& parity) {
  json::object ways;
  for (const Way each : entrance::kWays) {
    ways[entrance::name(each)] = as_json(parity.ways.at(static_cast<std::size_t>(each)));
  }
  return {{"place", parity.place.text()},
          {"face", as_json(parity.face)},
          {"alternative", as_json(parity.alternative)},
          {"ways", std::move(ways)},
          {"parity", name(parity.parity)},
          {"percent_of_face", maybe_number(parity.percent)}};
}

json::object finding(const entrance::PlaceParity& parity, std::int64_t percent_max,
                     const catalogue::Provision& provision) {
  return {{"place", parity.place.text()},
          {"rule", provision.row()},
          {"percent_of_face", maybe_number(parity.percent)},
          {"percent_max", percent_max},
          {"citation", both(provision.citation)},
          {"remedy", both(provision.remedy)}};
}

}  // namespace menshen::entrance_api
