// What whoever watches over the server is told of those who ask. Never a login, a password, a
// key or a code.
#pragma once

#include <functional>
#include <string_view>

namespace menshen::caller {

enum class Sight {
  password_good,       // a second factor is still to come
  signed_in,           // or stepped up, or signed in anew with another password or factor
  sign_in_refused,     // login, password, code or whatever else was shown is not good
  sign_in_waits,       // too many tries before
  credential_refused,  // a key, a certificate or a session that is not good, or a forged
                       // request
  role_missing,        // somebody who is known may not do that
};

// As a log writes it: `signed_in`, ….
[[nodiscard]] std::string_view name(Sight seen) noexcept;

struct Sighting {
  Sight seen{};
  std::string_view operation;  // of the contract
  std::string_view actor;      // as Caller::actor has it
  std::string_view peer;       // the address that asked, a number
};

// Called on worker threads, several at once. It neither blocks nor throws.
using Watch = std::function<void(const Sighting&)>;

}  // namespace menshen::caller
