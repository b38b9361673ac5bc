#include <chrono>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/error.hpp"
#include "caller/caller.hpp"
#include "caller/logins.hpp"
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
using contract::Call;
using http::Response;

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
      const Doing doing{"login", actor_of(ports.directory, text(body, "login"))};
      return answered(
          ports, call, doing,
          ports.logins.login(text(body, "login"), text(body, "password"), call.request.peer));
    });
  };
  operations["confirmSecondFactor"] = [ports](const Call& call) {
    return from_here(call, [&] {
      const json::object& body = body_of(call);
      const auto whose = ports.sessions.whose_pending(text(body, "pending"));
      return answered(ports, call, {"confirmSecondFactor", actor_of(whose)},
                      ports.logins.confirm(text(body, "pending"), text(body, "code")));
    });
  };
  operations["redeemInvitation"] = [ports](const Call& call) {
    return from_here(call, [&] {
      const json::object& body = body_of(call);
      return answered(ports, call, {"redeemInvitation", "anybody"},
                      ports.logins.redeem(text(body, "token"), optional_text(body, "login"),
                                          text(body, "password")));
    });
  };
  operations["stepUp"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) {
      return answered(ports, call, {"stepUp", call.caller.actor()},
                      ports.logins.step_up(token, text(body_of(call), "code")));
    });
  };
  operations["changePassword"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) {
      const json::object& body = body_of(call);
      return answered(ports, call, {"changePassword", call.caller.actor()},
                      ports.logins.change_password(token, text(body, "old_password"),
                                                   text(body, "new_password")));
    });
  };
  operations["enrolTotp"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) { return enrol(ports, call, token); });
  };
  operations["confirmTotp"] = [ports](const Call& call) {
    return signed_in(call, [&](const std::string& token) {
      return answered(ports, call, {"confirmTotp", call.caller.actor()},
                      ports.logins.confirm_totp(token, text(body_of(call), "code")));
    });
  };
  operations["logout"] = [ports](const Call& call) { return log_out(ports, call); };
  operations["getSelf"] = [ports](const Call& call) { return self(ports, call); };
}

}  // namespace menshen::sign_in
