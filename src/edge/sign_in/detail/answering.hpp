// What the operations of signing in have in common: the session's cookie, how far somebody
// came, and who is told of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/caller.hpp"
#include "caller/directory.hpp"
#include "caller/logins.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"
#include "sign_in/authenticate.hpp"
#include "sign_in/detail/forms.hpp"
#include "sign_in/detail/problems.hpp"
#include "sign_in/operations.hpp"

namespace menshen::sign_in {

// A value of `Set-Cookie`; of an empty token such as ends the session in the browser.
[[nodiscard]] std::string cookie(std::string_view token);

// The session's token that the request shows; empty without one.
[[nodiscard]] std::string token_of(const contract::Call& call);

// Null when it is over.
[[nodiscard]] boost::json::value session_form(const Ports& ports, std::string_view token);

// What somebody is doing: for whoever watches.
struct Doing {
  std::string_view operation;
  std::string actor;
};

// Who has the login; the same word for a login that nobody has and for one that is none.
[[nodiscard]] std::string actor_of(const caller::Directory& directory, std::string_view login);
[[nodiscard]] std::string actor_of(const std::optional<caller::AccountId>& account);
// Whom a passkey says that it is of; the same word for somebody whom nobody knows.
[[nodiscard]] std::string actor_of_handle(const caller::Directory& directory,
                                          std::string_view handle);

// How far somebody came, with the cookie of a session that was opened.
[[nodiscard]] http::Response answered(const Ports& ports, const contract::Call& call,
                                      const Doing& doing,
                                      const Result<caller::SignIn>& outcome);

// What was made or changed, or why it was not. `refused` says what Code::refused means to the
// operation.
template <typename T>
http::Response answer_made(unsigned status, const contract::Call& call, const Result<T>& made,
                           Trouble refused = Trouble::not_allowed) {
  if (!made) return problem(made.error(), refused, call.language);
  return answer(status, form_of(*made));
}

// Of those that change who may ask: whether a second factor has to be shown first. A key has
// nobody behind it who could.
[[nodiscard]] bool must_step_up(const contract::Call& call);

// Of those that nobody needs to be signed in for, and that would sign a browser in as somebody
// else if another site's page could call them.
template <typename Do>
http::Response from_here(const contract::Call& call, const Do& go) {
  if (!is_from_here(call.request)) return problem(Trouble::cross_site, call.language);
  return go();
}

// Of those that somebody does about themselves, also before a second factor is enrolled.
template <typename Do>
http::Response signed_in(const contract::Call& call, const Do& go) {
  if (call.caller.means() != caller::Means::session) {
    return problem(Trouble::not_signed_in, call.language);
  }
  return go(token_of(call));
}

}  // namespace menshen::sign_in
