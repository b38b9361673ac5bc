#include "face_work.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

#include "image_codec/decode_image.hpp"
#include "must.hpp"
#include "report.hpp"

namespace menshen::bench {

FaceWork::FaceWork(const face::ModelSet& set, face::Runtime& runtime,
                   machine::GuardedMemory& memory)
    : memory_(memory), pipeline_(must(face::Pipeline::make(set, runtime, clock_, memory))) {}

face::Embedding FaceWork::embed(const Bytes& jpeg) {
  const auto image = must(image_codec::decode_image(jpeg, permit_, kNow, {}, memory_));
  return must(pipeline_.capture(image, permit_)).embedding;
}

void FaceWork::verify(const Bytes& jpeg) {
  auto embedding = embed(jpeg);
  if (reference_) {
    static_cast<void>(must(pipeline_.compare(embedding, *reference_, permit_)));
  } else {
    reference_.emplace(std::move(embedding));
  }
}

double verifications_per_second(const FaceWorkers& workers, const Bytes& jpeg,
                                std::chrono::milliseconds time) {
  std::atomic<std::size_t> count = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (const auto& worker : workers) {
      threads.emplace_back([&] {
        for (; std::chrono::steady_clock::now() < start + time; ++count) worker->verify(jpeg);
      });
    }
  }
  return static_cast<double>(count) / Seconds(std::chrono::steady_clock::now() - start).count();
}

}  // namespace menshen::bench
