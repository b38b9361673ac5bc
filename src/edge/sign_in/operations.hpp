// The operations of the contract by which people sign in and say who may do what. What each
// takes and answers stands in the contract.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "caller/administration.hpp"
#include "caller/approvals.hpp"
#include "caller/directory.hpp"
#include "caller/logins.hpp"
#include "caller/sessions.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"

namespace menshen::sign_in {

struct Ports {
  const caller::Directory& directory;
  caller::Sessions& sessions;
  caller::Logins& logins;
  caller::Administration& administration;
  caller::Approvals& approvals;
  const Crypto& crypto;
  const Clock& clock;
  caller::Watch watch;  // may be empty
  std::string site;     // that passkeys are for
};

// By `operationId`. What is in `ports` must outlive them.
[[nodiscard]] contract::Operations operations(const Ports& ports);

}  // namespace menshen::sign_in
