#include <optional>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/administration.hpp"
#include "caller/api_key.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
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
using caller::By;
using contract::Call;
using http::Response;

template <typename Id>
std::optional<Id> optional_id(const json::object& body, std::string_view name) {
  auto text = optional_text(body, name);
  return text ? std::optional(Id(std::move(*text))) : std::nullopt;
}

Result<caller::NewApiKey> new_key(const json::object& body) {
  caller::NewApiKey key{.label = text(body, "label"),
                        .roles = {},
                        .purpose = optional_id<PurposeId>(body, "purpose"),
                        .device = optional_id<DeviceId>(body, "device"),
                        .expires_at = {}};
  MENSHEN_TRY(key.roles, roles(body));
  MENSHEN_TRY(const auto expires_at, time(body, "expires_at"));
  if (!expires_at) return fail(Code::invalid_input, "expires_at: every key ends; say when");
  key.expires_at = *expires_at;
  return key;
}

Response create(const Ports& ports, const Call& call) {
  if (must_step_up(call)) return problem(Trouble::step_up_required, call.language);
  const auto made = new_key(body_of(call)).and_then([&](const caller::NewApiKey& key) {
    return ports.administration.make_key(
        key, By::caller(call.caller, approval_of(call, ports.crypto)));
  });
  const bool may_make_all = call.caller.roles().has(caller::Role::security_admin);
  return answer_made(201, call, made,
                     may_make_all ? Trouble::approval_required : Trouble::not_allowed);
}

}  // namespace

void add_key_operations(contract::Operations& operations, const Ports& ports) {
  operations["listApiKeys"] = [ports](const Call& call) {
    return page(ports.directory.now()->keys, call);
  };
  operations["createApiKey"] = [ports](const Call& call) { return create(ports, call); };
  operations["revokeApiKey"] = [ports](const Call& call) {
    return answer_made(200, call,
                       ports.administration.revoke_key(caller::ApiKeyId(call.argument("id")),
                                                       By::caller(call.caller, std::nullopt)));
  };
}

}  // namespace menshen::sign_in
