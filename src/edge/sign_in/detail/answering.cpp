#include "sign_in/detail/answering.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/authenticator.hpp"
#include "caller/caller.hpp"
#include "caller/directory.hpp"
#include "caller/logins.hpp"
#include "caller/sessions.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"
#include "sign_in/authenticate.hpp"
#include "sign_in/detail/forms.hpp"
#include "sign_in/detail/problems.hpp"
#include "sign_in/operations.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;
using caller::SignIn;
using contract::Call;
using http::Response;

std::string_view name_of(SignIn::State state) {
  switch (state) {
    case SignIn::State::wait:
    case SignIn::State::second_factor: return "second_factor";
    case SignIn::State::enrol: return "enrol";
    case SignIn::State::signed_in: return "signed_in";
  }
  return "signed_in";
}

void tell(const Ports& ports, const Call& call, const Doing& doing,
          const Result<SignIn>& outcome) {
  if (!ports.watch || (!outcome && outcome.error().code != Code::refused)) return;
  using enum caller::Sight;
  caller::Sighting sighting{.seen = sign_in_refused,
                            .operation = doing.operation,
                            .actor = doing.actor,
                            .peer = call.request.peer};
  std::string signed_in_as;
  const std::optional<caller::Tokens> tokens = outcome ? outcome->tokens : std::nullopt;
  if (tokens) {
    if (const auto seen = ports.sessions.use(tokens->session)) {
      signed_in_as = caller::actor_of(seen->account);
      sighting.actor = signed_in_as;
    }
    sighting.seen = signed_in;
  } else if (outcome) {
    sighting.seen = outcome->state == SignIn::State::wait ? sign_in_waits : password_good;
  }
  ports.watch(sighting);
}

}  // namespace

// Sent back by the browser to this host alone, over TLS alone, and to no script (RFC 6265bis,
// the prefix `__Host-`).
std::string cookie(std::string_view token) {
  const std::string_view end = token.empty() ? "; Max-Age=0" : "";
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict{}", kCookie, token, end);
}

std::string token_of(const Call& call) {
  const auto session = session_of(call.request);
  return std::string(session ? session->value_or(std::string_view()) : std::string_view());
}

json::value session_form(const Ports& ports, std::string_view token) {
  const auto seen = ports.sessions.use(token);
  if (!seen) return nullptr;
  const auto access = ports.directory.now();
  const auto now = ports.clock.now();
  const auto* account = caller::find_good(*access, seen->account, seen->revision, now);
  if (account == nullptr) return nullptr;
  return form_of(*seen, *account, now);
}

std::string actor_of(const caller::Directory& directory, std::string_view login) {
  const auto access = directory.now();
  const auto* const account =
      caller::find_login(*access, caller::normalized_login(login).value_or(""));
  return account == nullptr ? "anybody" : caller::actor_of(account->id);
}

std::string actor_of(const std::optional<caller::AccountId>& account) {
  return account ? caller::actor_of(*account) : "anybody";
}

std::string actor_of_handle(const caller::Directory& directory, std::string_view handle) {
  const caller::AccountId id{std::string(handle)};
  return directory.now()->accounts.contains(id) ? caller::actor_of(id) : "anybody";
}

bool must_step_up(const Call& call) {
  return call.caller.means() == caller::Means::session && !call.caller.is_stepped_up();
}

Response answered(const Ports& ports, const Call& call, const Doing& doing,
                  const Result<SignIn>& outcome) {
  tell(ports, call, doing, outcome);
  if (!outcome) return problem(outcome.error(), Trouble::sign_in_refused, call.language);
  const SignIn& came = *outcome;
  if (came.state == SignIn::State::wait) {
    return wait_for(Trouble::too_many_attempts, call.language, came.wait);
  }
  json::array factors;
  if (came.has_totp) factors.emplace_back("totp");
  if (came.has_passkey) factors.emplace_back("passkey");
  json::value pending;
  if (!came.pending.empty()) pending = came.pending;
  json::value session;
  if (came.tokens) session = session_form(ports, came.tokens->session);
  Response response = answer(200, json::object{{"state", name_of(came.state)},
                                               {"pending", pending},
                                               {"factors", factors},
                                               {"session", session}});
  if (came.tokens) {
    response.headers.emplace_back("Set-Cookie", cookie(came.tokens->session));
  }
  return response;
}

}  // namespace menshen::sign_in
