#include "face_api/operations.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "face_api/ask.hpp"
#include "face_api/detail/reply_json.hpp"
#include "face_api/picture.hpp"
#include "face_api/refusal.hpp"
#include "gate/ask.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"
#include "permit/permit.hpp"

namespace menshen::face_api {
namespace {

using contract::Call;
using Deed = Result<gate::Reply> (gate::Gate::*)(const gate::Ask&, std::span<const std::byte>);

Result<gate::Reply> carry_out(const Ports& ports, const Call& call, Act act, Deed deed) {
  MENSHEN_TRY(const auto ask, read_ask(call, act));
  MENSHEN_TRY(const auto picture, Picture::read(call));
  MENSHEN_TRY(const auto gate, ports.gates.borrow(ports.patience));
  return (gate.operator->()->*deed)(ask, picture.bytes());
}

contract::Operation operation(const Ports& ports, Act act, Deed deed) {
  return [&ports, act, deed](const Call& call) {
    const auto reply = carry_out(ports, call, act, deed);
    if (!reply) return contract::to_response(reply.error(), call.language);
    return reply->verdict == gate::Verdict::permitted ? to_answer(*reply, act)
                                                      : to_refusal(*reply, call.language);
  };
}

struct Question {
  gate::Ask ask;
  Act act;
};

Result<Question> read_question(const Call& call) {
  MENSHEN_TRY(const auto act, read_act(call));
  MENSHEN_TRY(auto ask, read_ask(call, act));
  return Question{.ask = std::move(ask), .act = act};
}

// There is nothing to do but to wait for the record, and no worker does that.
http::Response ask_decision(gate::Gate& gate, const Call& call) {
  auto question = read_question(call);
  if (!question) return contract::to_response(question.error(), call.language);
  http::Response answer;
  answer.later = [&gate, question = *std::move(question),
                  language = call.language](std::function<void(http::Response)> tell) {
    gate.consult(
        question.ask, question.act,
        [language, tell = std::move(tell)](const Result<gate::Reply>& reply) {
          tell(reply ? to_opinion(*reply) : contract::to_response(reply.error(), language));
        });
  };
  return answer;
}

}  // namespace

contract::Operations operations(const Ports& ports) {
  contract::Operations operations;
  operations.emplace("detectFaces", operation(ports, Act::capture, &gate::Gate::detect));
  operations.emplace("enrollFace", operation(ports, Act::enroll, &gate::Gate::enroll));
  operations.emplace("verifyFace", operation(ports, Act::verify, &gate::Gate::verify));
  operations.emplace("identifyFace", operation(ports, Act::identify, &gate::Gate::identify));
  operations.emplace("askDecision", contract::Operation(
                                        [&ports](const Call& call) {
                                          return ask_decision(ports.gates.for_records(), call);
                                        },
                                        /*quick=*/true));
  return operations;
}

}  // namespace menshen::face_api
