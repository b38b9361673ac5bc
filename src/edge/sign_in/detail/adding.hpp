// The operations, a file of each subject.
#pragma once

#include "contract/call.hpp"
#include "sign_in/operations.hpp"

namespace menshen::sign_in {

void add_session_operations(contract::Operations& operations, const Ports& ports);
void add_passkey_operations(contract::Operations& operations, const Ports& ports);
void add_account_operations(contract::Operations& operations, const Ports& ports);
void add_key_operations(contract::Operations& operations, const Ports& ports);
void add_certificate_operations(contract::Operations& operations, const Ports& ports);
void add_approval_operations(contract::Operations& operations, const Ports& ports);

}  // namespace menshen::sign_in
