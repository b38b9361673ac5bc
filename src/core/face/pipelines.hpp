// The pipelines of a server: as many as may work on pixels at once, lent for that work and no
// longer.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "face/pipeline.hpp"

namespace menshen::face {

// Safe to call from several threads at once.
class Pipelines {
 public:
  // At least one.
  explicit Pipelines(std::vector<std::unique_ptr<Pipeline>> pipelines);

  // A pipeline for as long as it lives.
  class Lent {
   public:
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Lent(Lent&& other) noexcept
        : from_(std::exchange(other.from_, nullptr)),
          pipeline_(std::exchange(other.pipeline_, nullptr)) {}
    Lent& operator=(Lent&&) = delete;
    ~Lent();

    Pipeline& operator*() const noexcept { return *pipeline_; }

   private:
    friend class Pipelines;
    Lent(Pipelines& from, Pipeline& pipeline) noexcept : from_(&from), pipeline_(&pipeline) {}

    Pipelines* from_;
    Pipeline* pipeline_;
  };

  // Waits until one is free; whoever has one and asks for another may wait for ever.
  [[nodiscard]] Lent borrow();

  // For whoever works alone, and for what any pipeline says of its models.
  [[nodiscard]] Pipeline& first() const noexcept { return *pipelines_.front(); }

 private:
  void give_back(Pipeline& pipeline);

  const std::vector<std::unique_ptr<Pipeline>> pipelines_;
  std::mutex mutex_;
  std::condition_variable is_back_;
  std::vector<Pipeline*> free_;
};

}  // namespace menshen::face
