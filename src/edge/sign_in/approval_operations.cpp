#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/approvals.hpp"
#include "caller/authenticator.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"
#include "sign_in/approval.hpp"
#include "sign_in/detail/adding.hpp"
#include "sign_in/detail/answering.hpp"
#include "sign_in/detail/forms.hpp"
#include "sign_in/detail/problems.hpp"
#include "sign_in/operations.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;
using contract::Call;

// With method and path it is below what an approval may hold.
constexpr std::size_t kBodyBytesMax = 4096;

Result<caller::Approval> asked(const Ports& ports, const Call& call) {
  const json::object& body = body_of(call);
  const auto account = caller::account_of(call.caller);
  if (!account) return fail(Code::refused, "only somebody who signed in can ask");
  const auto action = caller::action_of(text(body, "action"));
  if (!action) return fail(Code::invalid_input, "action: it is none that takes two persons");
  const std::string path = text(body, "path");
  const json::value* const given = body.if_contains("body");
  const std::string request =
      request_text(text(body, "method"), path, given == nullptr ? json::value() : *given);
  if (request.size() > kBodyBytesMax + path.size()) {
    return fail(Code::invalid_input, "body: the request is longer than an approval can hold");
  }
  return ports.approvals.ask(*account, *action,
                             ports.crypto.sha256(std::as_bytes(std::span(request))), request);
}

}  // namespace

void add_approval_operations(contract::Operations& operations, const Ports& ports) {
  operations["listApprovals"] = [ports](const Call& call) {
    return page(ports.directory.now()->approvals, call);
  };
  operations["askApproval"] = [ports](const Call& call) {
    if (!call.caller.is_stepped_up()) return problem(Trouble::step_up_required, call.language);
    return answer_made(201, call, asked(ports, call));
  };
  operations["approve"] = [ports](const Call& call) {
    if (!call.caller.is_stepped_up()) return problem(Trouble::step_up_required, call.language);
    return answer_made(
        200, call,
        ports.approvals.approve(caller::ApprovalId(call.argument("id")), call.caller));
  };
}

}  // namespace menshen::sign_in
