// What is changed in a network's graph before the engine sees it: the outputs asked for, the
// input's size, and three exact rewrites for speed.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/error.hpp"
#include "face/network.hpp"
#include "infer_onnx/detail/fit_channels.hpp"

namespace menshen::infer_onnx::detail {

struct Rewritten {
  std::string model;                 // an ONNX file
  std::size_t subnormals = 0;        // weights set to zero
  FittedChannels channels;           // between convolutions
  std::size_t parametric_relus = 0;  // replaced by plain operators
};

// Reads `model` (ONNX, ir_version 3 or later) and
//   - checks that it has the input of `spec`, and gives that its shape: where the file leaves
//     a side open, or says another one and `spec.resize` is set;
//   - cuts the graph down to what the outputs of `spec` need;
//   - sets subnormal weights to zero: they are under 1.2e-38 and cost a hundred times as
//     much to multiply;
//   - fits the channels between convolutions, as detail/fit_channels.hpp says;
//   - replaces PReLU(x; a) by a x + (1 - a) ReLU(x), which the engine computes in the blocked
//     layout of its convolutions; PReLU would make it leave that layout twice.
//
// Errors: invalid_input when the model cannot be read, or has not the input (of this name and
// shape) or the outputs of `spec`.
[[nodiscard]] Result<Rewritten> rewrite(std::span<const std::byte> model,
                                        const face::NetworkSpec& spec);

}  // namespace menshen::infer_onnx::detail
