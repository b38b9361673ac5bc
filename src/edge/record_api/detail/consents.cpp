#include "record_api/detail/consents.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "caller/role.hpp"
#include "consent/answer.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "contract/seal.hpp"
#include "gate/ask.hpp"
#include "http/message.hpp"
#include "record_api/detail/scopes.hpp"
#include "record_form/record_json.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_api {
namespace {

namespace json = boost::json;
using contract::Call;
using registry::Consent;

constexpr unsigned kCreated = 201;

// Where somebody answers on a screen it is the screen that says so, or the one who answers:
// staff who say that somebody pressed are no act of that person (Measures Art 6).
constexpr caller::Roles kWhereAnswersAreGiven{caller::Role::device, caller::Role::subject,
                                              caller::Role::guardian};

std::string text(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                : std::string();
}

bool is_true(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

// The answer's own fields, each read and refused as a record's.
Result<Consent> read_consent(const Call& call, std::string_view id, Instant now) {
  json::object fields = call.json->get_object();
  for (const char* const other : {"device", "paper", "came_unasked"}) fields.erase(other);
  if (!fields.contains("answered_at")) fields["answered_at"] = to_text(now);
  auto draft = registry::Draft::blank(registry::kKind<Consent>, id);
  if (const auto read = record_form::read_json(json::serialize(fields), draft); !read) {
    return tl::unexpected<Error>(read.error());
  }
  MENSHEN_TRY(auto record, draft.record());
  auto consent = std::get<Consent>(std::move(record));
  if (!consent.given || !consent.language || !consent.shown_at) {
    return fail(Code::invalid_input, "given, language, shown_at: are needed; give them");
  }
  return consent;
}

Result<consent::Paper> read_paper(const json::object& said) {
  auto draft = registry::Draft::blank(registry::kKind<Consent>, "paper");
  if (const auto read = draft.set("scan", text(said, "scan")); !read) {
    return tl::unexpected<Error>(read.error());
  }
  const auto* const scan = draft.value("scan");
  if (scan == nullptr) return fail(Code::invalid_input, "paper.scan: is missing; give it");
  return consent::Paper{.scan = std::get<Digest>(*scan),
                        .entered_by = text(said, "entered_by"),
                        .checked_by = text(said, "checked_by")};
}

consent::Question question_of(const Consent& said, bool came_unasked) {
  return {.notice = said.notice,
          .language = said.language.value_or(""),
          .shown_how = said.shown_how.value_or(""),
          .shown_at = said.shown_at.value_or(said.answered_at),
          .alternative_offered = said.alternative_offered == true,
          .came_unasked = came_unasked};
}

consent::Reply reply_of(const Consent& said) {
  return {.is_given = said.given == true,
          .act = said.act.value_or(""),
          .answered_at = said.answered_at,
          .expires_on = said.expires_on,
          .storage_is_given = said.storage_given};
}

Result<registry::KeptRecord> record(const Ports& ports, const Call& call) {
  const json::object& body = call.json->get_object();
  const registry::ConsentId id(make_uuid7(ports.clock.now(), ports.crypto));
  MENSHEN_TRY(const auto said, read_consent(call, id.text(), ports.clock.now()));
  if (call.caller.subject() && said.subject != *call.caller.subject()) {
    return fail(Code::refused, "subject: is not the person that the caller speaks for");
  }
  std::optional<consent::Paper> paper;
  if (const auto* const of = body.if_contains("paper"); of != nullptr && of->is_object()) {
    MENSHEN_TRY(paper, read_paper(of->get_object()));
  } else if (!call.caller.roles().any_of(kWhereAnswersAreGiven)) {
    return fail(Code::refused,
                "act: an answer on a screen is put on file by the device or the person; staff "
                "enter signed papers, with `paper`");
  }
  const auto question = question_of(said, is_true(body, "came_unasked"));
  const gate::Ask ask{.actor = call.caller.actor(),
                      .purpose = said.purpose,
                      .device = DeviceId(text(body, "device")),
                      .subject = said.subject};
  MENSHEN_TRY([[maybe_unused]] const auto seal,
              ports.gates.for_records().record_answer(
                  ask, [&](const consent::Circumstances& now) -> Result<consent::Answer> {
                    if (paper) {
                      return consent::on_paper(id, said.guardian, now, question, reply_of(said),
                                               *paper);
                    }
                    if (said.guardian) {
                      return consent::by_guardian(id, *said.guardian, now, question,
                                                  reply_of(said));
                    }
                    return consent::by_person(id, now, question, reply_of(said));
                  }));
  MENSHEN_TRY(const auto* registry, ports.state.registry());
  MENSHEN_TRY(auto kept, registry->find(registry::kKind<Consent>, id.text()));
  if (!kept) return fail(Code::conflict, "the person was erased meanwhile");
  return std::move(*kept);
}

http::Response record_consent(const Ports& ports, const Call& call) {
  const auto kept = record(ports, call);
  if (!kept) return contract::to_response(kept.error(), call.language);
  http::Response response{.status = kCreated, .body = record_form::kept_as_json(*kept)};
  response.headers.emplace_back(
      "Location", call.request.path + "/" + registry::Draft::of(kept->record).id());
  response.headers.emplace_back("ETag", "\"" + std::to_string(kept->origin.version) + "\"");
  return response;
}

Result<json::object> withdraw(const Ports& ports, const Call& call, const Consent& consent) {
  MENSHEN_TRY(const auto erasure,
              ports.gates.for_records().withdraw_consent({.actor = call.caller.actor(),
                                                          .purpose = consent.purpose,
                                                          .device = DeviceId(""),
                                                          .subject = consent.subject}));
  return json::object{{"withdrawn", erasure.records},
                      {"references_erased", erasure.references},
                      {"references_left", erasure.references_left},
                      {"decided", contract::seal_as_json(erasure.decided)},
                      {"done", contract::seal_as_json(erasure.done)}};
}

http::Response withdraw_consent(const Ports& ports, const Call& call) {
  const auto registry = ports.state.registry();
  if (!registry) return contract::to_response(registry.error(), call.language);
  const auto kept = (*registry)->find(registry::kKind<Consent>, call.argument("id"));
  if (!kept) return contract::to_response(kept.error(), call.language);
  if (!*kept || !may_see(call.caller, (*kept)->record)) {
    return contract::to_response({.type = "not-found"}, call.language);
  }
  const auto done = withdraw(ports, call, std::get<Consent>((*kept)->record));
  if (!done) return contract::to_response(done.error(), call.language);
  return {.body = json::serialize(*done) + "\n"};
}

}  // namespace

void add_consent_operations(const Ports& ports, contract::Operations& operations) {
  operations.emplace("recordConsent",
                     [&ports](const Call& call) { return record_consent(ports, call); });
  operations.emplace("withdrawConsent",
                     [&ports](const Call& call) { return withdraw_consent(ports, call); });
}

}  // namespace menshen::record_api
