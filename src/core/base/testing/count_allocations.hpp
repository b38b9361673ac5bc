// For tests and benchmarks only: counts what the whole program takes from the heap.
//
// It replaces the global operators, and those cannot be inline: at most one file of a program
// may include it.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace menshen {

inline std::size_t allocations = 0;

}  // namespace menshen

// NOLINTBEGIN: replacing the global operators is how allocations are counted.
void* operator new(std::size_t size) {
  ++menshen::allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  ++menshen::allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
// NOLINTEND
