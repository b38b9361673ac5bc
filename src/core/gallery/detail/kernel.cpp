#include "gallery/detail/kernel.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "gallery/detail/instruction_sets.hpp"

namespace menshen::gallery {
namespace {

struct Found {
  std::array<Kernel, 5> kernels{};
  std::size_t count = 0;

  Found() noexcept {
    for (const std::optional<Kernel>& kernel :
         {std::optional(scalar_kernel()), neon_kernel(), avx2_kernel(), avx512_vnni_kernel(),
          amx_kernel()}) {
      if (kernel) kernels[count++] = *kernel;
    }
  }
};

}  // namespace

std::span<const Kernel> kernels() noexcept {
  static const Found found;
  return std::span(found.kernels).first(found.count);
}

}  // namespace menshen::gallery
