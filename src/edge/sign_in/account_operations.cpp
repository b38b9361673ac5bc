#include <optional>
#include <string>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
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
using caller::AccountId;
using caller::By;
using contract::Call;
using http::Response;

By by(const Ports& ports, const Call& call) {
  return By::caller(call.caller, approval_of(call, ports.crypto));
}

Result<caller::NewAccount> new_account(const json::object& body) {
  caller::NewAccount account{.login = text(body, "login"), .roles = {}, .subject = {}};
  MENSHEN_TRY(account.roles, roles(body));
  MENSHEN_TRY(account.expires_at, time(body, "expires_at"));
  if (auto subject = optional_text(body, "subject")) {
    account.subject = SubjectId(std::move(*subject));
  }
  return account;
}

Result<caller::AccountChange> account_change(const json::object& body) {
  caller::AccountChange change;
  if (body.contains("roles")) {
    MENSHEN_TRY(change.roles, roles(body));
  }
  if (body.contains("expires_at")) {
    MENSHEN_TRY(change.expires_at, time(body, "expires_at"));
  }
  if (const json::value* const disabled = body.if_contains("is_disabled")) {
    change.is_disabled = disabled->as_bool();
  }
  if (const json::value* const identity = body.if_contains("identity")) {
    change.identity.emplace();
    if (const json::object* const said = identity->if_object()) {
      change.identity->emplace(text(*said, "issuer"), text(*said, "subject"));
    }
  }
  return change;
}

// Who may do what is changed only by somebody who is there.
template <typename Do>
contract::Operation stepped_up(const Do& go) {
  return [go](const Call& call) -> Response {
    if (!call.caller.is_stepped_up()) return problem(Trouble::step_up_required, call.language);
    return go(call);
  };
}

AccountId id_of(const Call& call) { return AccountId(call.argument("id")); }

Response get(const Ports& ports, const Call& call) {
  const auto access = ports.directory.now();
  const auto found = access->accounts.find(id_of(call));
  if (found == access->accounts.end()) return problem(Trouble::not_found, call.language);
  return answer(200, form_of(found->second));
}

}  // namespace

void add_account_operations(contract::Operations& operations, const Ports& ports) {
  operations["listAccounts"] = [ports](const Call& call) {
    return page(ports.directory.now()->accounts, call);
  };
  operations["getAccount"] = [ports](const Call& call) { return get(ports, call); };
  operations["createAccount"] = stepped_up([ports](const Call& call) {
    return answer_made(
        201, call, new_account(body_of(call)).and_then([&](const caller::NewAccount& account) {
          return ports.administration.create(account, by(ports, call));
        }),
        Trouble::approval_required);
  });
  operations["updateAccount"] = stepped_up([ports](const Call& call) {
    return answer_made(
        200, call,
        account_change(body_of(call)).and_then([&](const caller::AccountChange& change) {
          return ports.administration.update(id_of(call), change, by(ports, call));
        }),
        Trouble::approval_required);
  });
  operations["disableAccount"] = stepped_up([ports](const Call& call) {
    return answer_made(
        200, call,
        ports.administration.update(
            id_of(call), {.roles = {}, .expires_at = {}, .is_disabled = true}, by(ports, call)),
        Trouble::approval_required);
  });
  operations["inviteAccount"] = stepped_up([ports](const Call& call) {
    return answer_made(200, call, ports.administration.invite(id_of(call), by(ports, call)),
                       Trouble::approval_required);
  });
}

}  // namespace menshen::sign_in
