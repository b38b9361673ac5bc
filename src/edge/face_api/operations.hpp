// Faces over the network: what the contract calls `faces:…` and `decisions`. Each call names
// purpose, device and person; everything else the law asks about is read from what is on file.
#pragma once

#include <chrono>

#include "contract/call.hpp"
#include "gate/gates.hpp"

namespace menshen::face_api {

struct Ports {
  gate::Gates& gates;
  std::chrono::milliseconds patience{2'000};  // to wait for a face engine
};

// detectFaces, enrollFace, verifyFace, identifyFace, askDecision. What the law refuses is 403
// with its grounds, articles and remedies, and the decision's place in the record. They are
// safe to call from several threads at once; `ports` must outlive them.
[[nodiscard]] contract::Operations operations(const Ports& ports);

}  // namespace menshen::face_api
