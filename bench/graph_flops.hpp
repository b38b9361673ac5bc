// What a network costs at least.
#pragma once

#include <cstddef>
#include <span>

namespace menshen::bench {

// Operations of all convolutions and matrix products in an ONNX file of fixed sizes, a
// multiply-add counted as two; what lies between them is not counted. 0 when the file cannot
// be read.
[[nodiscard]] double graph_flops(std::span<const std::byte> model);

}  // namespace menshen::bench
