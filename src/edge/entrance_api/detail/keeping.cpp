#include "entrance_api/detail/keeping.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/provision.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "entrance/desk.hpp"
#include "entrance/parity.hpp"
#include "entrance/passes.hpp"
#include "entrance_api/detail/session_json.hpp"
#include "http/message.hpp"

namespace menshen::entrance_api {
namespace {

namespace json = boost::json;
using contract::Call;

constexpr unsigned kOk = 200;
constexpr unsigned kCreated = 201;

// The provision that asks for a way like the face's.
constexpr std::string_view kProvision = "M25-10-2";

http::Response answered(const Call& call, unsigned status, const Result<json::object>& page) {
  return page ? answer(status, *page) : contract::to_response(page.error(), call.language);
}

bool is_about_another(const Call& call, const SubjectId& subject) {
  return call.caller.subject() && *call.caller.subject() != subject;
}

http::Response out_of_scope(const Call& call) {
  return contract::to_response({.type = "out-of-scope"}, call.language);
}

std::optional<std::string> text(const json::object& body, std::string_view name) {
  const auto* const value = body.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

Result<json::object> create_pass(const Ports& ports, const Call& call) {
  const json::object& body = call.json->get_object();
  entrance::Desk::NewPass wanted{.subject = SubjectId(text(body, "subject").value_or("")),
                                 .place = std::nullopt,
                                 .valid_from = std::nullopt,
                                 .expires_at = {}};
  if (auto place = text(body, "place")) wanted.place = PlaceId(std::move(*place));
  if (const auto from = text(body, "valid_from")) {
    MENSHEN_TRY(wanted.valid_from, parse_instant(*from));
  }
  MENSHEN_TRY(wanted.expires_at, parse_instant(text(body, "expires_at").value_or("")));
  const auto* const once = body.if_contains("is_once");
  wanted.is_once = once == nullptr || !once->is_bool() || once->get_bool();
  MENSHEN_TRY(const auto made, ports.desk.make_pass(wanted, call.caller.actor()));
  return json::object{{"pass", as_json(made.pass)}, {"token", made.token}};
}

http::Response list_passes(const Ports& ports, const Call& call) {
  const SubjectId subject(call.argument("subject"));
  if (is_about_another(call, subject)) return out_of_scope(call);
  json::array items;
  for (const auto& pass : ports.desk.passes_of(subject)) items.push_back(as_json(pass));
  return answer(kOk, {{"items", std::move(items)}});
}

http::Response revoke_pass(const Ports& ports, const Call& call) {
  const auto revoked =
      ports.desk.revoke_pass(entrance::PassId(call.argument("id")), call.caller.actor());
  if (!revoked) return contract::to_response(revoked.error(), call.language);
  return answer(kOk, as_json(*revoked));
}

http::Response make_pin(const Ports& ports, const Call& call) {
  const SubjectId subject(call.argument("id"));
  if (is_about_another(call, subject)) return out_of_scope(call);
  const auto pin = ports.desk.make_pin(subject, call.caller.actor());
  if (!pin) return contract::to_response(pin.error(), call.language);
  return answer(kCreated, {{"subject", subject.text()}, {"pin", *pin}});
}

http::Response remove_pin(const Ports& ports, const Call& call) {
  const SubjectId subject(call.argument("id"));
  if (is_about_another(call, subject)) return out_of_scope(call);
  const auto done = ports.desk.remove_pin(subject, call.caller.actor());
  if (!done) return contract::to_response(done.error(), call.language);
  return answer(kOk, {{"subject", subject.text()}});
}

const catalogue::Provision* provision_in_force(const Ports& ports, std::string_view row) {
  const auto today = ports.law.on(ports.law.day(ports.clock.now()));
  const auto provisions = today->law().in_force(today->day());
  const auto found = std::ranges::find(provisions, row, &catalogue::Provision::row);
  return found == provisions.end() ? nullptr : *found;
}

http::Response parity(const Ports& ports, const Call& call) {
  std::optional<PlaceId> place;
  if (const auto* const named = call.find("place")) place = PlaceId(*named);
  const auto& passages = ports.desk.passages();
  const auto days =
      std::min(std::chrono::days(std::stoi(call.argument("days"))), passages.window());
  const Instant now = ports.clock.now();
  const auto rule = passages.rule();
  const auto* const provision = provision_in_force(ports, kProvision);
  json::array places;
  json::array findings;
  for (const auto& each : passages.report(place, days, now)) {
    places.push_back(as_json(each));
    if (each.parity == entrance::Parity::above && rule.percent_max && provision != nullptr) {
      findings.push_back(finding(each, *rule.percent_max, *provision));
    }
  }
  return answer(
      kOk, {{"from", to_text(now - days)},
            {"until", to_text(now)},
            {"fewest", rule.fewest},
            {"percent_max", rule.percent_max ? json::value(*rule.percent_max) : json::value()},
            {"places", std::move(places)},
            {"findings", std::move(findings)}});
}

}  // namespace

void add_keeping(const Ports& ports, contract::Operations& operations) {
  operations.emplace("createPass", [&ports](const Call& call) {
    return answered(call, kCreated, create_pass(ports, call));
  });
  operations.emplace("listPasses",
                     [&ports](const Call& call) { return list_passes(ports, call); });
  operations.emplace("revokePass",
                     [&ports](const Call& call) { return revoke_pass(ports, call); });
  operations.emplace("makePin", [&ports](const Call& call) { return make_pin(ports, call); });
  operations.emplace("removePin",
                     [&ports](const Call& call) { return remove_pin(ports, call); });
  operations.emplace("getEntranceParity",
                     [&ports](const Call& call) { return parity(ports, call); });
}

}  // namespace menshen::entrance_api
