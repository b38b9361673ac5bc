#include "openid_cjose/provider.hpp"

#include <chrono>
#include <initializer_list>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/identity_provider.hpp"
#include "https_curl/https_client.hpp"
#include "openid_cjose/id_token.hpp"

namespace menshen::openid_cjose {
namespace {

namespace json = boost::json;

constexpr long kOk = 200;
constexpr long kServerFault = 500;
constexpr std::chrono::minutes kDiscoveredFor{10};
// Whoever asks again and again does not make the server ask as often.
constexpr std::chrono::seconds kFailedFor{5};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                          c == '~';
    if (is_plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

using Pairs = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string form_of(Pairs pairs) {
  std::string form;
  for (const auto& [name, value] : pairs) {
    form += fmt::format("{}{}={}", form.empty() ? "" : "&", name, escaped(value));
  }
  return form;
}

tl::unexpected<Error> not_as_it_should() {
  return fail(Code::unavailable, "the OpenID provider does not answer as it should");
}

// A member of a document of the provider's. Errors: unavailable.
Result<std::string> text_of(const json::object& object, std::string_view name) {
  const json::value* const found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return not_as_it_should();
  return std::string(found->get_string());
}

Result<json::object> object_of(const https_curl::Answer& answer) {
  json::error_code failure;
  json::value read = json::parse(answer.body, failure);
  if (answer.status != kOk || failure || !read.is_object()) return not_as_it_should();
  return read.get_object();
}

}  // namespace

Result<Provider::Places> Provider::discover() const {
  constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";
  std::string base = client_.issuer;
  if (base.ends_with('/')) base.pop_back();
  MENSHEN_TRY(const auto answer,
              ports_.fetch({.url = base.append(kWellKnown), .form = {}, .authorization = {}}));
  MENSHEN_TRY(const auto document, object_of(answer));
  MENSHEN_TRY(const auto issuer, text_of(document, "issuer"));
  if (issuer != client_.issuer) return not_as_it_should();
  Places places;
  MENSHEN_TRY(places.authorization, text_of(document, "authorization_endpoint"));
  MENSHEN_TRY(places.token, text_of(document, "token_endpoint"));
  MENSHEN_TRY(places.keys, text_of(document, "jwks_uri"));
  for (const auto* place : {&places.authorization, &places.token, &places.keys}) {
    if (!place->starts_with("https://")) return not_as_it_should();
  }
  return places;
}

Result<Provider::Places> Provider::places() {
  const std::scoped_lock lock(mutex_);
  const auto now = ports_.clock.monotonic();
  const bool is_fresh =
      discovered_ &&
      now - discovered_->at < (discovered_->places ? std::chrono::nanoseconds(kDiscoveredFor)
                                                   : std::chrono::nanoseconds(kFailedFor));
  if (!is_fresh) discovered_ = Discovered{.places = discover(), .at = now};
  return discovered_->places;
}

Result<std::string> Provider::page(const caller::Visit& visit) {
  MENSHEN_TRY(const auto where, places());
  const Digest challenge = ports_.crypto.sha256(std::as_bytes(std::span(visit.verifier)));
  const bool has_query = where.authorization.find('?') != std::string::npos;
  return where.authorization + (has_query ? "&" : "?") +
         form_of({{"response_type", "code"},
                  {"scope", "openid"},
                  {"client_id", client_.id},
                  {"redirect_uri", client_.returns},
                  {"state", visit.state},
                  {"nonce", visit.nonce},
                  {"code_challenge", to_base64url(challenge)},
                  {"code_challenge_method", "S256"}});
}

Result<std::string> Provider::id_token(const Places& places, const std::string& code,
                                       const caller::Visit& visit) const {
  https_curl::Ask ask{.url = places.token,
                      .form = form_of({{"grant_type", "authorization_code"},
                                       {"code", code},
                                       {"redirect_uri", client_.returns},
                                       {"client_id", client_.id},
                                       {"code_verifier", visit.verifier}}),
                      .authorization = {}};
  if (!client_.secret.empty()) {  // RFC 6749, section 2.3.1
    const std::string both = escaped(client_.id) + ":" + escaped(client_.secret);
    ask.authorization = "Basic " + to_base64(std::as_bytes(std::span(both)));
  }
  MENSHEN_TRY(const auto answer, ports_.fetch(ask));
  if (answer.status != kOk && answer.status < kServerFault) {
    return fail(Code::refused, "the provider does not take the code");
  }
  MENSHEN_TRY(const auto tokens, object_of(answer));
  return text_of(tokens, "id_token");
}

Result<caller::Identity> Provider::who(const std::string& code, const caller::Visit& visit) {
  MENSHEN_TRY(const auto where, places());
  MENSHEN_TRY(const auto token, id_token(where, code, visit));
  MENSHEN_TRY(const auto keys,
              ports_.fetch({.url = where.keys, .form = {}, .authorization = {}}));
  if (keys.status != kOk) return not_as_it_should();
  MENSHEN_TRY(auto subject, subject_of(token, keys.body,
                                       {.issuer = client_.issuer,
                                        .client = client_.id,
                                        .algorithm = client_.algorithm,
                                        .nonce = visit.nonce,
                                        .now = ports_.clock.now()}));
  return caller::Identity{.issuer = client_.issuer, .subject = std::move(subject)};
}

}  // namespace menshen::openid_cjose
