// What a person can ask to have done, over the network: to be erased, with a certificate, and
// whatever else the law lets them ask for.
#pragma once

#include "contract/call.hpp"
#include "erasure_desk/erasing.hpp"
#include "gate/gates.hpp"
#include "gate/law_of_the_day.hpp"
#include "rights_api/erasure_pages.hpp"
#include "rights_desk/answering.hpp"

namespace menshen::rights_api {

// What the operations work with. They own none of it.
struct Ports {
  gate::Gates& gates;
  const erasure_desk::Desk& desk;
  ErasurePages& pages;
  gate::LawOfTheDay& law;
  rights_desk::AnsweringPorts answering;
};

// eraseSubject, getErasure, answerRequest. Safe to call from several threads at once; `ports`
// must outlive it.
[[nodiscard]] contract::Operations operations(const Ports& ports);

}  // namespace menshen::rights_api
