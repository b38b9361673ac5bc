// What of a verification is work on pixels, in this process: decode, capture, compare.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "face/embedding.hpp"
#include "face/pipeline.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/system_clock.hpp"
#include "permit/permit.hpp"
#include "permit/testing/permit_for_test.hpp"
#include "photograph.hpp"

namespace menshen::bench {

// One worker's networks. `runtime` and `memory` outlive it.
class FaceWork {
 public:
  FaceWork(const face::ModelSet& set, face::Runtime& runtime, machine::GuardedMemory& memory);

  // Whether the photograph shows who the first one showed.
  void verify(const Bytes& jpeg);

 private:
  [[nodiscard]] face::Embedding embed(const Bytes& jpeg);

  machine::GuardedMemory& memory_;  // NOLINT(cppcoreguidelines-*): lent
  machine::SystemClock clock_;
  PermitInUse permit_ = PermitForTest::in_use(Act::verify);
  face::Pipeline pipeline_;
  std::optional<face::Embedding> reference_;
};

using FaceWorkers = std::vector<std::unique_ptr<FaceWork>>;

// Of so many workers at once.
[[nodiscard]] double verifications_per_second(const FaceWorkers& workers, const Bytes& jpeg,
                                              std::chrono::milliseconds time);

}  // namespace menshen::bench
