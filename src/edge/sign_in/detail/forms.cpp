#include "sign_in/detail/forms.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/api_key.hpp"
#include "caller/authenticator.hpp"
#include "caller/caller.hpp"
#include "caller/device_certificate.hpp"
#include "caller/role.hpp"
#include "caller/sessions.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;

json::value or_null(const std::optional<Instant>& time) {
  return time ? json::value(to_text(*time)) : json::value();
}

template <typename Tag>
json::value or_null(const std::optional<StrongId<Tag>>& id) {
  return id ? json::value(id->text()) : json::value();
}

std::string_view name_of(caller::Means means) {
  switch (means) {
    case caller::Means::nothing: return "nothing";
    case caller::Means::api_key: return "api_key";
    case caller::Means::session: return "session";
    case caller::Means::certificate: return "certificate";
  }
  return "nothing";
}

constexpr std::size_t kPageSize = 50;
constexpr std::size_t kPageSizeMax = 200;

// How many the call asks for.
std::size_t limit_of(const contract::Call& call) {
  const std::string* const given = call.find("limit");
  std::size_t limit = kPageSize;
  if (given != nullptr) {
    std::from_chars(given->data(), given->data() + given->size(), limit);
  }
  return std::clamp<std::size_t>(limit, 1, kPageSizeMax);
}

template <typename Id, typename Value>
http::Response page_of(const std::map<Id, Value>& values, const contract::Call& call) {
  const std::string* const cursor = call.find("cursor");
  auto each = cursor == nullptr ? values.begin() : values.upper_bound(Id(*cursor));
  json::array items;
  json::value next;
  for (const std::size_t limit = limit_of(call); each != values.end() && items.size() < limit;
       ++each) {
    items.push_back(form_of(each->second));
    next = each->first.text();
  }
  if (each == values.end()) next = nullptr;
  return answer(200, json::object{{"items", items}, {"next_cursor", next}});
}

// What request_text wrote; of any other text, all of it as the path.
json::object request_of(const std::string& summary) {
  std::error_code failure;
  json::value request = json::parse(summary, failure);
  const json::object* const object = failure ? nullptr : request.if_object();
  const bool is_request = object != nullptr && object->contains("method") &&
                          object->contains("path") && object->contains("body");
  if (is_request) return *object;
  return {{"method", ""}, {"path", summary}, {"body", nullptr}};
}

std::string text_of(const json::value& value) {
  const json::string& text = value.as_string();
  return {text.data(), text.size()};
}

}  // namespace

json::array form_of(caller::Roles roles) {
  json::array names;
  for (std::size_t i = 0; i < caller::kRoles; ++i) {
    const auto role = static_cast<caller::Role>(i);
    if (roles.has(role)) names.emplace_back(caller::name(role));
  }
  return names;
}

json::object form_of(const caller::Account& account) {
  json::value identity;
  if (account.identity) {
    identity = {{"issuer", account.identity->issuer}, {"subject", account.identity->subject}};
  }
  json::array factors;
  if (account.totp) factors.emplace_back("totp");
  if (!account.passkeys.empty()) factors.emplace_back("passkey");
  return {{"id", account.id.text()},
          {"login", account.login},
          {"roles", form_of(account.roles)},
          {"is_disabled", account.is_disabled},
          {"has_password", !account.password.empty()},
          {"second_factors", std::move(factors)},
          {"identity", std::move(identity)},
          {"must_enrol_second_factor", account.must_enrol_second_factor},
          {"created_at", to_text(account.created_at)},
          {"expires_at", or_null(account.expires_at)},
          {"subject", or_null(account.subject)}};
}

json::object form_of(const caller::ApiKey& key) {
  return {{"id", key.id.text()},
          {"label", key.label},
          {"roles", form_of(key.roles)},
          {"purpose", or_null(key.purpose)},
          {"device", or_null(key.device)},
          {"created_at", to_text(key.created_at)},
          {"expires_at", to_text(key.expires_at)},
          {"is_revoked", key.is_revoked}};
}

json::object form_of(const caller::DeviceCertificate& certificate) {
  return {{"id", certificate.id.text()},
          {"device", certificate.device.text()},
          {"created_at", to_text(certificate.created_at)},
          {"expires_at", to_text(certificate.expires_at)},
          {"is_revoked", certificate.is_revoked}};
}

json::object form_of(const caller::Approval& approval) {
  const json::object request = request_of(approval.summary);
  const auto approver = approval.approved_by;
  return {{"id", approval.id.text()},
          {"action", caller::name(approval.action)},
          {"method", request.at("method")},
          {"path", request.at("path")},
          {"body", request.at("body")},
          {"asked_by", caller::actor_of(approval.asked_by)},
          {"asked_at", to_text(approval.asked_at)},
          {"expires_at", to_text(approval.asked_at + caller::kApprovalTime)},
          {"approved_by", approver ? json::value(caller::actor_of(*approver)) : json::value()},
          {"is_used", approval.is_used}};
}

json::object form_of(const caller::Link& link) {
  return {{"token", link.token}, {"expires_at", to_text(link.expires_at)}};
}

json::object form_of(const caller::Invited& invited) {
  json::object form = form_of(invited.link);
  form.emplace("account", form_of(invited.account));
  return form;
}

json::object form_of(const caller::MadeApiKey& made) {
  return {{"api_key", form_of(made.key)}, {"key", made.text}};
}

json::object form_of(const caller::Sessions::Seen& seen, const caller::Account& account,
                     Instant now) {
  const auto until = [now](std::chrono::seconds left) { return to_text(now + left); };
  return {{"account", account.id.text()},
          {"login", account.login},
          {"roles", form_of(account.roles_now())},
          {"csrf_token", seen.csrf},
          {"expires_at", until(seen.left)},
          {"idle_seconds", std::chrono::seconds(caller::kIdleTime).count()},
          {"stepped_up_until",
           seen.stepped_up_for ? json::value(until(*seen.stepped_up_for)) : json::value()}};
}

json::object form_of(const caller::Caller& caller, json::value session) {
  return {{"actor", caller.actor()},
          {"means", name_of(caller.means())},
          {"roles", form_of(caller.roles())},
          {"purpose", or_null(caller.purpose())},
          {"device", or_null(caller.device())},
          {"subject", or_null(caller.subject())},
          {"is_stepped_up", caller.is_stepped_up()},
          {"session", std::move(session)}};
}

http::Response answer(unsigned status, const json::value& body) {
  return {.status = status, .body = json::serialize(body), .headers = {}};
}

const json::object& body_of(const contract::Call& call) {
  MENSHEN_ASSERT(call.json != nullptr);  // the contract requires a body
  return call.json->as_object();
}

std::string text(const json::object& body, std::string_view name) {
  return text_of(body.at(name));
}

std::optional<std::string> optional_text(const json::object& body, std::string_view name) {
  const json::value* const found = body.if_contains(name);
  if (found == nullptr || found->is_null()) return std::nullopt;
  return text_of(*found);
}

Result<caller::Roles> roles(const json::object& body) {
  caller::Roles roles;
  for (const json::value& each : body.at("roles").as_array()) {
    const auto role = caller::role_of(text_of(each));
    if (!role) return fail(Code::invalid_input, "roles: it holds what is no role");
    roles.add(*role);
  }
  return roles;
}

Result<std::optional<Instant>> time(const json::object& body, std::string_view name) {
  const auto given = optional_text(body, name);
  if (!given) return std::nullopt;
  auto instant = parse_instant(*given);
  if (!instant)
    return fail(Code::invalid_input, fmt::format("{}: {}", name, instant.error().what));
  return std::optional(*instant);
}

http::Response page(const std::map<caller::AccountId, caller::Account>& accounts,
                    const contract::Call& call) {
  return page_of(accounts, call);
}

http::Response page(const std::map<caller::ApiKeyId, caller::ApiKey>& keys,
                    const contract::Call& call) {
  return page_of(keys, call);
}

http::Response page(
    const std::map<caller::CertificateId, caller::DeviceCertificate>& certificates,
    const contract::Call& call) {
  return page_of(certificates, call);
}

http::Response page(const std::map<caller::ApprovalId, caller::Approval>& approvals,
                    const contract::Call& call) {
  return page_of(approvals, call);
}

}  // namespace menshen::sign_in
