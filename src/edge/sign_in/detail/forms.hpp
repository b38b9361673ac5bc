// Between the contract's JSON and the values of the room `caller`. What is read was checked by
// the contract; what only a value's own room knows is checked there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/api_key.hpp"
#include "caller/caller.hpp"
#include "caller/device_certificate.hpp"
#include "caller/role.hpp"
#include "caller/sessions.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::sign_in {

[[nodiscard]] boost::json::array form_of(caller::Roles roles);
[[nodiscard]] boost::json::object form_of(const caller::Account& account);
[[nodiscard]] boost::json::object form_of(const caller::ApiKey& key);
[[nodiscard]] boost::json::object form_of(const caller::DeviceCertificate& certificate);
[[nodiscard]] boost::json::object form_of(const caller::Approval& approval);
[[nodiscard]] boost::json::object form_of(const caller::Link& link);
[[nodiscard]] boost::json::object form_of(const caller::Invited& invited);
[[nodiscard]] boost::json::object form_of(const caller::MadeApiKey& made);

// The session of the account, as of `now`.
[[nodiscard]] boost::json::object form_of(const caller::Sessions::Seen& seen,
                                          const caller::Account& account, Instant now);
// `session` is null when the caller has none.
[[nodiscard]] boost::json::object form_of(const caller::Caller& caller,
                                          boost::json::value session);

[[nodiscard]] http::Response answer(unsigned status, const boost::json::value& body);

// Members of the body that the contract requires to be there, or not.
[[nodiscard]] const boost::json::object& body_of(const contract::Call& call);
[[nodiscard]] std::string text(const boost::json::object& body, std::string_view name);
// None also when it is null.
[[nodiscard]] std::optional<std::string> optional_text(const boost::json::object& body,
                                                       std::string_view name);

// Errors: invalid_input when it holds a role that is none.
[[nodiscard]] Result<caller::Roles> roles(const boost::json::object& body);
// None when it is absent or null. Errors: invalid_input when it is no time.
[[nodiscard]] Result<std::optional<Instant>> time(const boost::json::object& body,
                                                  std::string_view name);

// From behind the call's `cursor` on, in the order of ids, as many as its `limit` says.
[[nodiscard]] http::Response page(const std::map<caller::AccountId, caller::Account>& accounts,
                                  const contract::Call& call);
[[nodiscard]] http::Response page(const std::map<caller::ApiKeyId, caller::ApiKey>& keys,
                                  const contract::Call& call);
[[nodiscard]] http::Response page(
    const std::map<caller::CertificateId, caller::DeviceCertificate>& certificates,
    const contract::Call& call);
[[nodiscard]] http::Response page(
    const std::map<caller::ApprovalId, caller::Approval>& approvals,
    const contract::Call& call);

}  // namespace menshen::sign_in
