// What every refusal of a sign-in says, whatever was wrong.
#pragma once

#include <chrono>

#include "base/error.hpp"
#include "caller/logins.hpp"

namespace menshen::caller {

[[nodiscard]] inline tl::unexpected<Error> refused() {
  return fail(Code::refused, "login, password or code are not good, or not any more");
}

[[nodiscard]] inline SignIn wait_for(std::chrono::seconds wait) {
  return {.state = SignIn::State::wait, .wait = wait, .tokens = {}};
}

}  // namespace menshen::caller
