// What a person can ask to have done, over the network: to be erased, with a certificate.
#pragma once

#include "contract/call.hpp"
#include "erasure_desk/erasing.hpp"
#include "gate/gates.hpp"

namespace menshen::rights_api {

// What the operations work with. They own none of it.
struct Ports {
  gate::Gates& gates;
  const erasure_desk::Desk& desk;
};

// eraseSubject. Safe to call from several threads at once; `ports` must outlive it.
[[nodiscard]] contract::Operations operations(const Ports& ports);

}  // namespace menshen::rights_api
