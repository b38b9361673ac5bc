#include "rights_api/operations.hpp"

#include "contract/call.hpp"
#include "rights_api/detail/answers.hpp"
#include "rights_api/detail/erasures.hpp"

namespace menshen::rights_api {

contract::Operations operations(const Ports& ports) {
  contract::Operations operations;
  add_erasure_operations(ports, operations);
  add_answer_operations(ports, operations);
  return operations;
}

}  // namespace menshen::rights_api
