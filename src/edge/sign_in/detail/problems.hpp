// What these operations answer when they do not do what was asked.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::sign_in {

enum class Trouble : std::uint8_t {
  not_signed_in,
  sign_in_refused,
  not_allowed,
  step_up_required,
  cross_site,
  not_found,
  conflict,
  invalid_input,
  approval_required,
  too_many_attempts,
  busy,
  unavailable
};

// `detail` empty: what is said of every trouble of the kind, in the caller's language.
[[nodiscard]] http::Response problem(Trouble trouble, contract::Language language,
                                     std::string_view detail = {});

// The same, to be tried again when so much time has passed.
[[nodiscard]] http::Response wait_for(Trouble trouble, contract::Language language,
                                      std::chrono::seconds wait);

// `refused` says what Code::refused means to the operation.
[[nodiscard]] http::Response problem(const Error& error, Trouble refused,
                                     contract::Language language);

}  // namespace menshen::sign_in
