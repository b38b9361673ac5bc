#include "face/pipelines.hpp"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "face/pipeline.hpp"

namespace menshen::face {

Pipelines::Pipelines(std::vector<std::unique_ptr<Pipeline>> pipelines)
    : pipelines_(std::move(pipelines)) {
  MENSHEN_ASSERT(!pipelines_.empty());
  for (const auto& each : pipelines_) free_.push_back(each.get());
}

Pipelines::Lent::~Lent() {
  if (from_ != nullptr) from_->give_back(*pipeline_);
}

// The one that came back last: more of it is in the processor's cache.
Pipelines::Lent Pipelines::borrow() {
  std::unique_lock lock(mutex_);
  is_back_.wait(lock, [this] { return !free_.empty(); });
  Pipeline* const pipeline = free_.back();
  free_.pop_back();
  return {*this, *pipeline};
}

void Pipelines::give_back(Pipeline& pipeline) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(&pipeline);
  }
  is_back_.notify_one();
}

}  // namespace menshen::face
