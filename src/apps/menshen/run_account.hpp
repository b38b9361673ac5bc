// The verbs of `menshen account`, each from its options to an exit code. No server may run:
// whoever can write the state folder and open the vault needs nobody's approval, and every
// change is an entry of the record all the same.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "caller/role.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct AccountOptions {
  CommonOptions common;
  std::string state;  // folder
  std::string login;
  std::vector<std::string> roles;
  std::string subject;     // empty: none
  std::string expires_at;  // empty: none, or as it was
};

[[nodiscard]] Result<Exit> list_accounts(const AccountOptions& options);
[[nodiscard]] Result<Exit> put_account(const AccountOptions& options);
[[nodiscard]] Result<Exit> disable_account(const AccountOptions& options);
[[nodiscard]] Result<Exit> link_account(const AccountOptions& options);

// Errors: invalid_input when one of the names is no role.
[[nodiscard]] Result<caller::Roles> roles_of(const std::vector<std::string>& names);

// `operator, dpo`.
[[nodiscard]] std::string text_of(caller::Roles roles);

}  // namespace menshen::app
