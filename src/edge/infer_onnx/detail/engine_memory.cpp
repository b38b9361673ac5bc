#include "infer_onnx/detail/engine_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <memory_resource>

#include <onnxruntime_c_api.h>

#include "base/sized_block.hpp"
#include "base/wipe.hpp"

namespace menshen::infer_onnx::detail {
namespace {

// The first with `Reserve`. Older engines do not read so far, and load models by `Alloc`.
constexpr std::uint32_t kVersion = 18;

}  // namespace

EngineMemory::EngineMemory(std::pmr::memory_resource& memory,
                           const OrtMemoryInfo& info) noexcept
    : OrtAllocator{}, memory_(&memory), info_(&info) {
  version = kVersion;
  Alloc = [](OrtAllocator* allocator, std::size_t size) {
    auto* const self = static_cast<EngineMemory*>(allocator);  // NOLINT: its API is C
    void* const block = take_sized(*self->memory_, size);
    return block != nullptr ? block : take_sized(self->heap_, size);
  };
  Reserve = [](OrtAllocator* /*self*/, std::size_t size) {
    return take_sized(*std::pmr::new_delete_resource(), size);
  };
  Free = [](OrtAllocator* /*self*/, void* block) { give_back_sized(block); };
  Info = [](const OrtAllocator* allocator) {
    const auto* const self = static_cast<const EngineMemory*>(allocator);  // NOLINT: as above
    return self->info_;
  };
}

void* EngineMemory::WipedHeap::do_allocate(std::size_t size, std::size_t alignment) {
  return std::pmr::new_delete_resource()->allocate(size, alignment);
}

void EngineMemory::WipedHeap::do_deallocate(void* block, std::size_t size,
                                            std::size_t alignment) {
  wipe({static_cast<std::byte*>(block), size});
  std::pmr::new_delete_resource()->deallocate(block, size, alignment);
}

}  // namespace menshen::infer_onnx::detail
