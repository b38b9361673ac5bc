#include "sign_in/authenticate.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/authenticator.hpp"
#include "caller/caller.hpp"
#include "caller/device_certificate.hpp"
#include "contract/router.hpp"
#include "http/message.hpp"
#include "http/target.hpp"

namespace menshen::sign_in {
namespace {

tl::unexpected<Error> twice() {
  return fail(Code::refused, "two credentials came with one request; show one");
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Every field of the name, where each counts.
std::vector<std::string_view> all(const http::Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [each, value] : request.headers) {
    if (each == name) values.push_back(trimmed(value));
  }
  return values;
}

std::string_view first_or_empty(const http::Request& request, std::string_view name) {
  const std::string* const value = request.header(name);
  return value == nullptr ? std::string_view() : trimmed(*value);
}

// The token behind `Bearer `; none of another scheme.
std::optional<std::string_view> bearer(std::string_view value) {
  constexpr std::string_view kScheme = "bearer ";
  const auto is_same = [](char one, char other) {
    return (one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one) == other;
  };
  if (value.size() < kScheme.size() ||
      !std::ranges::equal(value.substr(0, kScheme.size()), kScheme, is_same)) {
    return std::nullopt;
  }
  return trimmed(value.substr(kScheme.size()));
}

Result<std::optional<std::string_view>> api_key_of(const http::Request& request) {
  const auto authorizations = all(request, "authorization");
  const auto keys = all(request, "x-api-key");
  if (authorizations.size() + keys.size() > 1) return twice();
  if (!keys.empty()) return keys.front();
  if (authorizations.empty()) return std::nullopt;
  const auto token = bearer(authorizations.front());
  if (!token) {
    return fail(Code::refused, "authorization: `Bearer` and an API key were expected");
  }
  return token;
}

// Up to a question mark: a client that writes its query in two places (baidu-aip-sdk of npm)
// sends `access_token=mst_…?aipSdk=node`.
Result<std::optional<std::string>> access_token_of(const http::Request& request,
                                                   std::string_view in_query) {
  std::optional<std::string> found;
  if (in_query.empty()) return found;
  const auto query = http::decode_query(request.query);
  if (!query) return found;  // which is refused as malformed later
  for (const auto& [name, value] : *query) {
    if (name != in_query) continue;
    if (found) return twice();
    found = value.substr(0, value.find('?'));
  }
  return found;
}

bool is_for_change(const http::Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

class ByRequest {
 public:
  ByRequest(const caller::Authenticator& authenticator, const Crypto& crypto)
      : authenticator_(authenticator), crypto_(crypto) {}

  [[nodiscard]] Result<caller::Caller> operator()(const http::Request& request,
                                                  std::string_view in_query) const {
    MENSHEN_TRY(const auto key, api_key_of(request));
    MENSHEN_TRY(const auto session, session_of(request));
    MENSHEN_TRY(const auto token, access_token_of(request, in_query));
    const bool has_certificate = !request.client_certificate.empty();
    const int shown = (key ? 1 : 0) + (session ? 1 : 0) + (token ? 1 : 0);
    if (shown + (has_certificate ? 1 : 0) > 1) return twice();
    if (token) return authenticator_.authenticate(caller::ShownAccessToken{*token});
    if (key) return authenticator_.authenticate(caller::ShownApiKey{*key});
    if (session) return by_session(request, *session);
    if (!has_certificate) return caller::Caller::nobody();
    return authenticator_.authenticate(caller::ShownCertificate{
        caller::CertificateId(to_hex(crypto_.sha256(request.client_certificate)))});
  }

 private:
  [[nodiscard]] Result<caller::Caller> by_session(const http::Request& request,
                                                  std::string_view token) const {
    const bool changes = is_for_change(request);
    if (changes && !is_from_here(request)) {
      return fail(Code::refused, "a page of another site asked for this");
    }
    return authenticator_.authenticate(
        caller::ShownSession{.token = token,
                             .csrf = first_or_empty(request, "x-csrf-token"),
                             .is_for_change = changes});
  }

  const caller::Authenticator& authenticator_;
  const Crypto& crypto_;
};

}  // namespace

Result<std::optional<std::string_view>> session_of(const http::Request& request) {
  std::optional<std::string_view> found;
  for (std::string_view cookies : all(request, "cookie")) {
    while (!cookies.empty()) {
      const std::size_t end = std::min(cookies.find(';'), cookies.size());
      const std::string_view cookie = trimmed(cookies.substr(0, end));
      cookies.remove_prefix(std::min(end + 1, cookies.size()));
      const std::size_t equals = cookie.find('=');
      if (equals == std::string_view::npos || cookie.substr(0, equals) != kCookie) continue;
      if (found) return twice();
      found = cookie.substr(equals + 1);
    }
  }
  return found;
}

bool is_from_here(const http::Request& request) {
  const auto sites = all(request, "sec-fetch-site");
  const bool is_same_site = std::ranges::all_of(sites, [](std::string_view site) {
    return site == "same-origin" || site == "none";  // none: typed into the address bar
  });
  const std::string host(first_or_empty(request, "host"));
  return is_same_site &&
         std::ranges::all_of(all(request, "origin"), [&host](std::string_view origin) {
           return origin == "https://" + host || origin == "http://" + host;
         });
}

contract::Authenticate authenticate(const caller::Authenticator& authenticator,
                                    const Crypto& crypto) {
  return ByRequest(authenticator, crypto);
}

}  // namespace menshen::sign_in
