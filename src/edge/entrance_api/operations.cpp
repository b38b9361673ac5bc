#include "entrance_api/operations.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "entrance/desk.hpp"
#include "entrance/session.hpp"
#include "entrance/sessions.hpp"
#include "entrance_api/detail/keeping.hpp"
#include "entrance_api/detail/session_json.hpp"
#include "face_api/ask.hpp"
#include "face_api/opinion.hpp"
#include "face_api/picture.hpp"
#include "face_api/refusal.hpp"
#include "gate/ask.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"
#include "permit/permit.hpp"
#include "registry/records.hpp"

namespace menshen::entrance_api {
namespace {

namespace json = boost::json;
using contract::Call;
using entrance::Desk;
using Held = entrance::Sessions::Held;

constexpr unsigned kOk = 200;
constexpr unsigned kCreated = 201;

std::string said(const Call& call, std::string_view name) {
  return std::string(face_api::member(call, name).value_or(""));
}

// 1:1 or 1:N, as the purpose is registered.
Act act_of(const registry::Setting& setting) {
  const bool is_searched =
      setting.purpose && setting.purpose->record.mode == registry::kOneToMany;
  return is_searched ? Act::identify : Act::verify;
}

http::Response answered(const Ports& ports, const Call& call, unsigned status,
                        const Result<Held>& held) {
  if (!held) return contract::to_response(held.error(), call.language);
  const auto page = as_json(*held, ports.ledger);
  if (!page) return contract::to_response(page.error(), call.language);
  return answer(status, *page);
}

Result<Held> hold(const Ports& ports, const Call& call) {
  return ports.desk.sessions().hold(entrance::SessionId(call.argument("id")),
                                    call.caller.device());
}

// What the law says of the face is asked before it is offered to anybody.
Result<json::object> open(const Ports& ports, const Call& call) {
  MENSHEN_TRY(const auto ask, face_api::read_ask(call, Act::capture));
  MENSHEN_TRY(const auto world, ports.state.world(ask.purpose, ask.device, ask.subject));
  const registry::Setting& setting = *world.setting;
  if (!setting.purpose || !setting.device) {
    return fail(Code::not_found, "purpose, device: one is not on file; put it on file first");
  }
  MENSHEN_TRY(const auto reply, ports.gates.for_records().consult(ask, act_of(setting)));
  std::optional<std::string> notice;
  if (setting.notice) notice = setting.notice->record.id.text();
  std::optional<SubjectId> subject;
  if (!ask.subject.text().empty()) subject = ask.subject;
  MENSHEN_TRY(const auto id, ports.desk.sessions().open(
                                 {.purpose = ask.purpose,
                                  .device = ask.device,
                                  .place = setting.device->record.place,
                                  .subject = std::move(subject),
                                  .decision = reply.decision,
                                  .may_offer_face = reply.verdict == gate::Verdict::permitted,
                                  .notice = std::move(notice)}));
  MENSHEN_TRY(const auto held, ports.desk.sessions().hold(id, std::nullopt));
  MENSHEN_TRY(auto page, as_json(held, ports.ledger));
  page["notice"] = notice_of(setting);
  page["alternatives"] = alternatives_of(setting);
  page["face"] = face_api::opinion(reply);
  return page;
}

Result<Held> show_notice(const Ports& ports, const Call& call) {
  MENSHEN_TRY(auto held, hold(ports, call));
  MENSHEN_TRY(const Instant at, parse_instant(said(call, "shown_at")));
  MENSHEN_TRY(auto shown, entrance::show(held.step(),
                                         {.notice = said(call, "notice"),
                                          .language = said(call, "language"),
                                          .at = at},
                                         ports.clock.now()));
  held.go_on(std::move(shown));
  return held;
}

Result<Held> choose(const Ports& ports, const Call& call) {
  MENSHEN_TRY(auto held, hold(ports, call));
  const auto way = entrance::way_of(said(call, "way"));
  if (!way) return fail(Code::invalid_input, "way: is none; take one of those offered");
  MENSHEN_TRY(auto chosen, entrance::choose(held.step(), *way, ports.clock.monotonic()));
  held.go_on(std::move(chosen));
  return held;
}

Result<Held> extend(const Ports& ports, const Call& call) {
  MENSHEN_TRY(auto held, hold(ports, call));
  if (auto done = held.extend(); !done) return tl::unexpected<Error>(done.error());
  return held;
}

// By pass or PIN: an answer, or how long to wait before another try.
using Try = std::function<Result<Desk::Wait>(Held&)>;
http::Response tried(const Ports& ports, const Call& call, const Try& attempt) {
  auto held = hold(ports, call);
  if (!held) return contract::to_response(held.error(), call.language);
  const auto wait = attempt(*held);
  if (!wait) return contract::to_response(wait.error(), call.language);
  if (*wait == Desk::Wait(0)) return answered(ports, call, kOk, held);
  auto response = contract::to_response({.type = "too-many-attempts"}, call.language);
  response.headers.emplace_back("Retry-After", std::to_string(wait->count()));
  return response;
}

http::Response enter_pin(const Ports& ports, const Call& call) {
  return tried(ports, call, [&](Held& held) -> Result<Desk::Wait> {
    const auto& subject = entrance::about(held.step()).subject;
    const auto named = face_api::member(call, "subject");
    if (!subject && !named) return face_api::missing("subject");
    return ports.desk.by_pin(held, named ? SubjectId(std::string(*named)) : *subject,
                             said(call, "pin"), call.caller.actor());
  });
}

Result<Held> decide_by_staff(const Ports& ports, const Call& call) {
  MENSHEN_TRY(auto held, hold(ports, call));
  const bool opens = call.json->at("open").as_bool();
  if (auto done = ports.desk.by_staff(held, opens, call.caller.actor()); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return held;
}

// Whether it is the person who is said to stand there; where the law says no, `refusal` is what
// it said.
Result<bool> is_it(const Ports& ports, const Call& call, const entrance::About& about,
                   std::optional<gate::Reply>& refusal) {
  MENSHEN_TRY(const auto picture, face_api::Picture::read(call));
  const gate::Ask ask{.actor = call.caller.actor(),
                      .purpose = about.purpose,
                      .device = about.device,
                      .subject = about.subject.value_or(SubjectId(""))};
  MENSHEN_TRY(const auto world, ports.state.world(ask.purpose, ask.device, ask.subject));
  const bool is_searched = act_of(*world.setting) == Act::identify;
  MENSHEN_TRY(const auto gate, ports.gates.borrow(ports.patience));
  MENSHEN_TRY(auto reply, is_searched ? gate->identify(ask, picture.bytes())
                                      : gate->verify(ask, picture.bytes()));
  if (reply.verdict != gate::Verdict::permitted) {
    refusal = std::move(reply);
    return fail(Code::refused, "the law does not allow the face to be compared");
  }
  return is_searched ? reply.identification.has_value()
                     : reply.comparison && reply.comparison->is_match;
}

http::Response show_face(const Ports& ports, const Call& call) {
  auto held = hold(ports, call);
  if (!held) return contract::to_response(held.error(), call.language);
  std::optional<gate::Reply> refusal;
  const auto done = ports.desk.by_face(*held, call.caller.actor(), [&] {
    return is_it(ports, call, entrance::about(held->step()), refusal);
  });
  if (refusal) return face_api::to_refusal(*refusal, call.language);
  if (!done) return contract::to_response(done.error(), call.language);
  return answered(ports, call, kOk, held);
}

// Who waits at the moment, for whoever sits at a desk. One that goes on meanwhile is left out.
json::object waiting_for_staff(const Ports& ports, const Call& call) {
  std::optional<PlaceId> place;
  if (const auto* const named = call.find("place")) place = PlaceId(*named);
  json::array items;
  for (const auto& id : ports.desk.sessions().waiting_for(entrance::Way::staff, place)) {
    const auto held = ports.desk.sessions().hold(id, call.caller.device());
    if (!held) continue;
    if (auto page = as_json(*held, ports.ledger)) items.push_back(std::move(*page));
  }
  return {{"items", std::move(items)}};
}

using Step = Result<Held> (*)(const Ports&, const Call&);

contract::Operation step(const Ports& ports, Step take) {
  return [&ports, take](const Call& call) {
    return answered(ports, call, kOk, take(ports, call));
  };
}

}  // namespace

contract::Operations operations(const Ports& ports) {
  contract::Operations operations;
  operations.emplace("openGateSession", [&ports](const Call& call) {
    const auto page = open(ports, call);
    return page ? answer(kCreated, *page) : contract::to_response(page.error(), call.language);
  });
  operations.emplace("listGateSessions", [&ports](const Call& call) {
    return answer(kOk, waiting_for_staff(ports, call));
  });
  operations.emplace("getGateSession", step(ports, hold));
  operations.emplace("extendGateSession", step(ports, extend));
  operations.emplace("showNotice", step(ports, show_notice));
  operations.emplace("chooseWay", step(ports, choose));
  operations.emplace("answerByStaff", step(ports, decide_by_staff));
  operations.emplace("answerByFace",
                     [&ports](const Call& call) { return show_face(ports, call); });
  operations.emplace("answerByPin",
                     [&ports](const Call& call) { return enter_pin(ports, call); });
  operations.emplace("answerByPass", [&ports](const Call& call) {
    return tried(ports, call, [&](Held& held) {
      return ports.desk.by_pass(held, said(call, "token"), call.caller.actor());
    });
  });
  add_keeping(ports, operations);
  return operations;
}

}  // namespace menshen::entrance_api
