#include "record_api/operations.hpp"

#include "contract/call.hpp"
#include "record_api/detail/consents.hpp"
#include "record_api/detail/drafts.hpp"
#include "record_api/detail/obligations.hpp"
#include "record_api/detail/records.hpp"

namespace menshen::record_api {

contract::Operations operations(const Ports& ports) {
  contract::Operations operations;
  add_record_operations(ports, operations);
  add_consent_operations(ports, operations);
  add_obligation_operations(ports, operations);
  add_draft_operations(ports, operations);
  return operations;
}

}  // namespace menshen::record_api
