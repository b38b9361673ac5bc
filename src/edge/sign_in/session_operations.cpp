#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/caller.hpp"
#include "caller/logins.hpp"
#include "caller/sessions.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"
#include "sign_in/authenticate.hpp"
#include "sign_in/detail/adding.hpp"
#include "sign_in/detail/forms.hpp"
#include "sign_in/detail/problems.hpp"
#include "sign_in/operations.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;
using caller::SignIn;
using contract::Call;
using http::Response;

// Sent back by the browser to this host alone, over TLS alone, and to no script (RFC 6265bis,
// the prefix `__Host-`).
std::string cookie(std::string_view token) {
  const std::string_view end = token.empty() ? "; Max-Age=0" : "";
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict{}", kCookie, token, end);
}

std::string token_of(const Call& call) {
  const auto session = session_of(call.request);
  return session && *session ? std::string(**session) : std::string();
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

std::string_view name_of(SignIn::State state) {
  switch (state) {
    case SignIn::State::wait:
    case SignIn::State::second_factor: return "second_factor";
    case SignIn::State::enrol: return "enrol";
    case SignIn::State::signed_in: return "signed_in";
  }
  return "signed_in";
}

Response answered(const Ports& ports, const Call& call, const Result<SignIn>& outcome) {
  if (!outcome) return problem(outcome.error(), Trouble::sign_in_refused, call.language);
  if (outcome->state == SignIn::State::wait) {
    return wait_for(Trouble::too_many_attempts, call.language, outcome->wait);
  }
  json::array factors;
  if (outcome->has_totp) factors.emplace_back("totp");
  if (outcome->has_passkey) factors.emplace_back("passkey");
  json::value pending;
  if (!outcome->pending.empty()) pending = outcome->pending;
  json::value session;
  if (outcome->tokens) session = session_form(ports, outcome->tokens->session);
  Response response = answer(200, json::object{{"state", name_of(outcome->state)},
                                               {"pending", pending},
                                               {"factors", factors},
                                               {"session", session}});
  if (outcome->tokens) {
    response.headers.emplace_back("Set-Cookie", cookie(outcome->tokens->session));
  }
  return response;
}

// Of those that nobody needs to be signed in for, and that would sign a browser in as somebody
// else if another site's page could call them.
template <typename Do>
Response from_here(const Call& call, const Do& go) {
  if (!is_from_here(call.request)) return problem(Trouble::cross_site, call.language);
  return go();
}

// Of those that somebody does about themselves, also before a second factor is enrolled.
template <typename Do>
Response signed_in(const Call& call, const Do& go) {
  if (call.caller.means() != caller::Means::session) {
    return problem(Trouble::not_signed_in, call.language);
  }
  return go(token_of(call));
}

Response enrol(const Ports& ports, const Call& call, const std::string& token) {
  const auto offer = ports.logins.enrol_totp(token, text(body_of(call), "password"));
  if (!offer) {
    if (offer.error().code == Code::conflict) {
      return problem(Trouble::step_up_required, call.language);
    }
    return problem(offer.error(), Trouble::sign_in_refused, call.language);
  }
  if (offer->wait > std::chrono::seconds(0)) {
    return wait_for(Trouble::too_many_attempts, call.language, offer->wait);
  }
  return answer(200, json::object{{"secret", offer->shown.base32}, {"uri", offer->shown.uri}});
}

Response log_out(const Ports& ports, const Call& call) {
  const std::string* const everywhere = call.find("everywhere");
  // Whose cookie came without the other token is not signed out by it.
  if (call.caller.means() == caller::Means::session) {
    ports.logins.logout(token_of(call), everywhere != nullptr && *everywhere == "true");
  }
  return {.status = 204, .body = {}, .headers = {{"Set-Cookie", cookie("")}}};
}

Response self(const Ports& ports, const Call& call) {
  if (call.caller.means() == caller::Means::nothing) {
    return problem(Trouble::not_signed_in, call.language);
  }
  const bool has_session = call.caller.means() == caller::Means::session;
  return answer(200, form_of(call.caller, has_session ? session_form(ports, token_of(call))
                                                      : json::value()));
}

}  // namespace

void add_session_operations(contract::Operations& operations, const Ports& ports) {
  operations["login"] = [ports](const Call& call) {
    return from_here(call, [&] {
      const json::object& body = body_of(call);
      return answered(
          ports, call,
          ports.logins.login(text(body, "login"), text(body, "password"), call.request.peer));
    });
  };
  operations["confirmSecondFactor"] = [ports](const Call& call) {
    return from_here(call, [&] {
      const json::object& body = body_of(call);
      return answered(ports, call,
                      ports.logins.confirm(text(body, "pending"), text(body, "code")));
    });
  };
  operations["redeemInvitation"] = [ports](const Call& call) {
    return from_here(call, [&] {
      const json::object& body = body_of(call);
      return answered(ports, call,
                      ports.logins.redeem(text(body, "token"), optional_text(body, "login"),
                                          text(body, "password")));
    });
  };
  operations["stepUp"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) {
      return answered(ports, call, ports.logins.step_up(token, text(body_of(call), "code")));
    });
  };
  operations["changePassword"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) {
      const json::object& body = body_of(call);
      return answered(ports, call,
                      ports.logins.change_password(token, text(body, "old_password"),
                                                   text(body, "new_password")));
    });
  };
  operations["enrolTotp"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) { return enrol(ports, call, token); });
  };
  operations["confirmTotp"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) {
      return answered(ports, call,
                      ports.logins.confirm_totp(token, text(body_of(call), "code")));
    });
  };
  operations["logout"] = [ports](const Call& call) { return log_out(ports, call); };
  operations["getSelf"] = [ports](const Call& call) { return self(ports, call); };
}

}  // namespace menshen::sign_in
