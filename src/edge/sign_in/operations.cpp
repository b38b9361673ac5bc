#include "sign_in/operations.hpp"

#include "contract/call.hpp"
#include "sign_in/detail/adding.hpp"

namespace menshen::sign_in {

contract::Operations operations(const Ports& ports) {
  contract::Operations operations;
  add_session_operations(operations, ports);
  add_passkey_operations(operations, ports);
  add_account_operations(operations, ports);
  add_key_operations(operations, ports);
  add_certificate_operations(operations, ports);
  add_approval_operations(operations, ports);
  return operations;
}

}  // namespace menshen::sign_in
