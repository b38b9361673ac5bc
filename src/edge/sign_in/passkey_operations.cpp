#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/base64.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/challenges.hpp"
#include "caller/logins.hpp"
#include "caller/passkey_check.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"
#include "sign_in/detail/adding.hpp"
#include "sign_in/detail/answering.hpp"
#include "sign_in/detail/forms.hpp"
#include "sign_in/detail/problems.hpp"
#include "sign_in/operations.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;
using caller::Logins;
using contract::Call;
using http::Response;

constexpr int kEs256 = -7;  // of the registry of COSE algorithms

Result<std::vector<std::byte>> bytes(const json::object& body, std::string_view name) {
  auto read = from_base64url(text(body, name));
  if (read) return read;
  return fail(Code::invalid_input, fmt::format("{}: base64url was expected", name));
}

Result<std::string> bytes_as_text(const json::object& body, std::string_view name) {
  MENSHEN_TRY(const auto read, bytes(body, name));
  return std::string(reinterpret_cast<const char*>(read.data()), read.size());  // NOLINT: text
}

Result<caller::MadePasskey> made_passkey(const json::object& body) {
  caller::MadePasskey shown;
  MENSHEN_TRY(shown.client_data, bytes_as_text(body, "client_data"));
  MENSHEN_TRY(shown.authenticator_data, bytes(body, "authenticator_data"));
  return shown;
}

Result<caller::UsedPasskey> used_passkey(const json::object& body) {
  caller::UsedPasskey shown;
  MENSHEN_TRY(shown.credential, bytes(body, "credential"));
  MENSHEN_TRY(shown.client_data, bytes_as_text(body, "client_data"));
  MENSHEN_TRY(shown.authenticator_data, bytes(body, "authenticator_data"));
  MENSHEN_TRY(shown.signature, bytes(body, "signature"));
  return shown;
}

json::array descriptors(const caller::Account& account) {
  json::array list;
  for (const caller::Passkey& each : account.passkeys) {
    list.push_back(json::object{{"type", "public-key"}, {"id", to_base64url(each.credential)}});
  }
  return list;
}

json::object options(std::span<const std::byte> challenge) {
  return {{"challenge", to_base64url(challenge)},
          {"timeout", std::chrono::milliseconds(caller::kChallengeTime).count()}};
}

// As PublicKeyCredential.parseCreationOptionsFromJSON takes it.
json::object creation_options(const Logins::PasskeyOffer& offer, std::string_view site) {
  const std::string& id = offer.account.id.text();
  json::object form = options(offer.challenge);
  form["rp"] = {{"id", site}, {"name", "Menshen 门神"}};
  form["user"] = {{"id", to_base64url(std::as_bytes(std::span(id)))},
                  {"name", offer.account.login},
                  {"displayName", offer.account.login}};
  form["pubKeyCredParams"] = json::array{json::object{{"type", "public-key"}, {"alg", kEs256}}};
  form["excludeCredentials"] = descriptors(offer.account);
  // Kept by the authenticator, so that it signs in alone; one that cannot is a second factor.
  form["authenticatorSelection"] = {{"residentKey", "preferred"},
                                    {"requireResidentKey", false},
                                    {"userVerification", "required"}};
  form["attestation"] = "none";
  return form;
}

// As PublicKeyCredential.parseRequestOptionsFromJSON takes it. Without `allowed` the browser
// offers what the authenticator keeps for the site.
json::object request_options(std::span<const std::byte> challenge, json::array allowed,
                             std::string_view site) {
  json::object form = options(challenge);
  form["rpId"] = site;
  form["allowCredentials"] = std::move(allowed);
  form["userVerification"] = "required";
  return form;
}

json::object options_of_account(const Logins::PasskeyOffer& offer, std::string_view site) {
  return request_options(offer.challenge, descriptors(offer.account), site);
}

template <typename Form>
Response offered(const Ports& ports, const Call& call,
                 const Result<Logins::PasskeyOffer>& offer, const Form& form) {
  if (!offer) return problem(offer.error(), Trouble::sign_in_refused, call.language);
  if (offer->wait > std::chrono::seconds(0)) {
    return wait_for(Trouble::too_many_attempts, call.language, offer->wait);
  }
  return answer(200, json::object{{"public_key", form(*offer, ports.site)}});
}

Response enrol(const Ports& ports, const Call& call, const std::string& token) {
  return offered(ports, call,
                 ports.logins.enrol_passkey(token, text(body_of(call), "password")),
                 creation_options);
}

Response confirm(const Ports& ports, const Call& call, const std::string& token) {
  const auto shown = made_passkey(body_of(call));
  if (!shown) return problem(shown.error(), Trouble::sign_in_refused, call.language);
  return answered(ports, call, {"confirmPasskey", call.caller.actor()},
                  ports.logins.confirm_passkey(token, *shown));
}

Response ask(const Ports& ports, const Call& call) {
  if (const auto pending = optional_text(body_of(call), "pending")) {
    return from_here(call, [&] {
      return offered(ports, call, ports.logins.ask_passkey(*pending), options_of_account);
    });
  }
  return signed_in(call, [&](const std::string& token) {
    return offered(ports, call, ports.logins.ask_passkey_again(token), options_of_account);
  });
}

Response show(const Ports& ports, const Call& call) {
  const json::object& body = body_of(call);
  const auto shown = used_passkey(body);
  if (!shown) return problem(shown.error(), Trouble::sign_in_refused, call.language);
  if (const auto pending = optional_text(body, "pending")) {
    return from_here(call, [&] {
      const auto whose = ports.sessions.whose_pending(*pending);
      return answered(ports, call, {"showPasskey", actor_of(whose)},
                      ports.logins.confirm(*pending, *shown));
    });
  }
  return signed_in(call, [&](const std::string& token) {
    return answered(ports, call, {"showPasskey", call.caller.actor()},
                    ports.logins.step_up(token, *shown));
  });
}

Response ask_any(const Ports& ports, const Call& call) {
  const auto offer = ports.logins.ask_any_passkey(call.request.peer);
  if (!offer) return problem(offer.error(), Trouble::sign_in_refused, call.language);
  if (offer->wait > std::chrono::seconds(0)) {
    return wait_for(Trouble::too_many_attempts, call.language, offer->wait);
  }
  return answer(
      200, json::object{{"pending", offer->pending},
                        {"public_key", request_options(offer->challenge, {}, ports.site)}});
}

Response log_in(const Ports& ports, const Call& call) {
  const json::object& body = body_of(call);
  const auto handle = bytes_as_text(body, "user_handle");
  if (!handle) return problem(handle.error(), Trouble::sign_in_refused, call.language);
  const auto shown = used_passkey(body);
  if (!shown) return problem(shown.error(), Trouble::sign_in_refused, call.language);
  return answered(
      ports, call, {"loginByPasskey", actor_of_handle(ports.directory, *handle)},
      ports.logins.login_by_passkey(text(body, "pending"), *handle, *shown, call.request.peer));
}

Response depart(const Ports& ports, const Call& call) {
  const auto departure = ports.logins.depart(call.request.peer);
  if (!departure) return problem(departure.error(), Trouble::sign_in_refused, call.language);
  if (departure->wait > std::chrono::seconds(0)) {
    return wait_for(Trouble::too_many_attempts, call.language, departure->wait);
  }
  return answer(200, json::object{{"url", departure->url}, {"pending", departure->pending}});
}

Response arrive(const Ports& ports, const Call& call) {
  const json::object& body = body_of(call);
  return answered(ports, call, {"finishOpenid", "anybody"},
                  ports.logins.arrive(text(body, "pending"), text(body, "state"),
                                      text(body, "code"), call.request.peer));
}

}  // namespace

void add_passkey_operations(contract::Operations& operations, const Ports& ports) {
  operations["enrolPasskey"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) { return enrol(ports, call, token); });
  };
  operations["confirmPasskey"] = [ports](const Call& call) {
    return signed_in(call,
                     [&](const std::string& token) { return confirm(ports, call, token); });
  };
  operations["askPasskey"] = [ports](const Call& call) { return ask(ports, call); };
  operations["showPasskey"] = [ports](const Call& call) { return show(ports, call); };
  operations["askAnyPasskey"] = [ports](const Call& call) {
    return from_here(call, [&] { return ask_any(ports, call); });
  };
  operations["loginByPasskey"] = [ports](const Call& call) {
    return from_here(call, [&] { return log_in(ports, call); });
  };
  operations["beginOpenid"] = [ports](const Call& call) {
    return from_here(call, [&] { return depart(ports, call); });
  };
  operations["finishOpenid"] = [ports](const Call& call) {
    return from_here(call, [&] { return arrive(ports, call); });
  };
}

}  // namespace menshen::sign_in
