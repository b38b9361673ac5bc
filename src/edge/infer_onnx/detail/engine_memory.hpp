// The memory that ONNX Runtime computes in: the caller's resource.
#pragma once

#include <cstddef>
#include <memory_resource>

#include <onnxruntime_c_api.h>

namespace menshen::infer_onnx::detail {

// An allocator in the form the engine asks for. What it takes for a computation (activations:
// the picture in ever other forms, and at their end the template) comes from `memory`, and when
// that has none left, from the heap, to be wiped when it is freed: the engine ends the process
// when it gets none. What it takes to load a model (weights, which are no secret) comes from
// the heap, for engines from 1.18 on. Safe to call from several threads at once, if `memory`
// is.
class EngineMemory final : public OrtAllocator {
 public:
  // Both must outlive it, and it every session that uses it.
  EngineMemory(std::pmr::memory_resource& memory, const OrtMemoryInfo& info) noexcept;
  EngineMemory(const EngineMemory&) = delete;
  EngineMemory& operator=(const EngineMemory&) = delete;
  EngineMemory(EngineMemory&&) = delete;
  EngineMemory& operator=(EngineMemory&&) = delete;
  ~EngineMemory() = default;

 private:
  class WipedHeap final : public std::pmr::memory_resource {
    void* do_allocate(std::size_t size, std::size_t alignment) override;
    void do_deallocate(void* block, std::size_t size, std::size_t alignment) override;
    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
      return this == &other;
    }
  };

  std::pmr::memory_resource* memory_;
  WipedHeap heap_;
  const OrtMemoryInfo* info_;
};

}  // namespace menshen::infer_onnx::detail
