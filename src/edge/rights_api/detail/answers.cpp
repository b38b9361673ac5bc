#include "rights_api/detail/answers.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "http/message.hpp"
#include "law_desk/words.hpp"
#include "record_form/record_json.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"
#include "rights_api/detail/erasures.hpp"
#include "rights_api/operations.hpp"
#include "rights_desk/answering.hpp"

namespace menshen::rights_api {
namespace {

namespace json = boost::json;
using contract::Call;
using registry::Request;

// What the call says of how it is answered.
struct Said {
  std::optional<std::string> purpose;
  const json::value* correction = nullptr;
  bool is_json = false;
  rights_desk::Word word;
};

std::optional<std::string> text(const json::object& body, std::string_view name) {
  const auto* const value = body.if_contains(name);
  if (value == nullptr) return std::nullopt;
  return std::string(value->get_string());
}

Said said_in(const Call& call) {
  const json::object& body = call.json->get_object();
  return {.purpose = text(body, "purpose"),
          .correction = body.if_contains("correction"),
          .is_json = text(body, "form") == "json",
          .word = {.outcome = text(body, "outcome").value_or(std::string(registry::kDone)),
                   .reason = text(body, "reason").value_or(""),
                   .document = text(body, "document")}};
}

// What belongs to another kind of request is a slip, and nothing is done then.
Result<> check_said(const Said& said, const Request& request, bool is_refusal) {
  constexpr std::string_view kLeaveOut = ": is not of such an answer; leave it out";
  const auto refuse = [&](std::string_view field) {
    return fail(Code::invalid_input, std::string(field) + std::string(kLeaveOut));
  };
  const bool is_done_here = !is_refusal && !said.word.document;
  if (said.purpose && !(is_done_here && request.kind == registry::kWithdrawal)) {
    return refuse("purpose");
  }
  if (said.correction != nullptr && !(is_done_here && request.kind == registry::kCorrection)) {
    return refuse("correction");
  }
  if (said.word.document && !is_refusal && !rights_desk::may_be_done_by_hand(request)) {
    return fail(Code::invalid_input,
                "document: what was asked is done here, not by hand; leave it out");
  }
  if (!said.word.reason.empty() && !is_refusal) return refuse("reason");
  return {};
}

Result<Request> find_request(const Ports& ports, const std::string& id) {
  MENSHEN_TRY(const auto* registry, ports.answering.state.registry());
  MENSHEN_TRY(const auto found, registry::find<Request>(*registry, registry::RequestId(id)));
  if (!found) return fail(Code::not_found, "no such request is on file");
  return found->record;
}

Result<json::value> request_now(const Ports& ports, const std::string& id) {
  MENSHEN_TRY(const auto* registry, ports.answering.state.registry());
  MENSHEN_TRY(const auto kept, registry->find(registry::kKind<Request>, id));
  if (!kept) return fail(Code::conflict, "the person was erased meanwhile");
  return json::parse(record_form::kept_as_json(*kept));
}

rights_desk::Manner manner_of(const Ports& ports, const Said& said, const Call& call,
                              const catalogue::Catalogue& law) {
  rights_desk::Manner manner{
      .actor = call.caller.actor(),
      .law = law,
      .language = call.language == contract::Language::zh ? law_desk::Language::zh
                                                          : law_desk::Language::en,
      .is_json = said.is_json,
      .purpose = std::nullopt,
      .correct = {},
      .withdraw = [&ports, &call](const SubjectId& subject,
                                  const PurposeId& purpose) -> Result<rights_desk::Withdrawn> {
        MENSHEN_TRY(const auto done,
                    ports.gates.for_records().withdraw_consent({.actor = call.caller.actor(),
                                                                .purpose = purpose,
                                                                .device = DeviceId(""),
                                                                .subject = subject}));
        return rights_desk::Withdrawn{.records = done.records, .references = done.references};
      }};
  if (said.purpose) manner.purpose = PurposeId(*said.purpose);
  if (said.correction == nullptr) return manner;
  manner.correct = [text = json::serialize(*said.correction)](registry::Draft& draft) {
    return record_form::read_json(text, draft);
  };
  return manner;
}

// Does it, and gives the answer in the bytes whose digest stands in the request.
Result<json::object> give(const Ports& ports, const rights_desk::Manner& manner,
                          const Request& request) {
  rights_desk::Answering answering(ports.answering, manner, request);
  MENSHEN_TRY(auto text, answering.perform());
  const Digest digest = ports.answering.crypto.sha256(bytes_of(text));
  if (const auto kept = answering.keep(digest); !kept) {
    return tl::unexpected<Error>(kept.error());
  }
  const bool is_json = manner.is_json || request.kind == registry::kCopy;
  return json::object{{"form", is_json ? "json" : "text"},
                      {"sha256", to_hex(digest)},
                      {"text", std::move(text)}};
}

Result<json::object> answer(const Ports& ports, const Call& call) {
  const auto& id = call.argument("id");
  const Said said = said_in(call);
  MENSHEN_TRY(const auto request, find_request(ports, id));
  const bool is_refusal = said.word.outcome != registry::kDone;
  if (const auto fits = rights_desk::check_answerable(request, is_refusal).and_then([&] {
        return check_said(said, request, is_refusal);
      });
      !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  const auto today = ports.law.on(ports.law.day(ports.answering.clock.now()));
  const auto manner = manner_of(ports, said, call, today->law());
  json::object page;
  if (is_refusal || said.word.document) {
    if (const auto done = rights_desk::take_word(ports.answering, manner, request, said.word);
        !done) {
      return tl::unexpected<Error>(done.error());
    }
  } else if (request.kind == registry::kDeletion) {
    // The request goes with the person; the certificate is what is left of it.
    MENSHEN_TRY(auto erased, erase(ports, call.caller.actor(), request.subject));
    return json::object{{"erasure", std::move(erased)}};
  } else {
    MENSHEN_TRY(page["answer"], give(ports, manner, request));
  }
  MENSHEN_TRY(page["request"], request_now(ports, id));
  return page;
}

}  // namespace

void add_answer_operations(const Ports& ports, contract::Operations& operations) {
  // One after another: a request is answered once.
  operations.emplace(
      "answerRequest",
      [&ports, one = std::make_shared<std::mutex>()](const Call& call) -> http::Response {
        const std::scoped_lock lock(*one);
        const auto page = answer(ports, call);
        if (!page) return contract::to_response(page.error(), call.language);
        return {.body = json::serialize(*page) + "\n"};
      });
}

}  // namespace menshen::rights_api
