// Channels that a network computes for nothing, and those it would compute slowly.
#pragma once

#include <cstddef>

#include <onnx/onnx_pb.h>

namespace menshen::infer_onnx::detail {

struct FittedChannels {
  std::size_t removed = 0;
  std::size_t added = 0;
};

// Where a convolution's output goes through activations and depthwise convolutions to another
// convolution alone,
//   - a channel that is the same number everywhere, whatever the picture, is removed, and what
//     it gave the last convolution is added to that one's bias. Weight decay leaves such
//     channels: all weights of one are under 1.2e-7 of the layer's largest, so that the
//     rounding of its neighbours hides it;
//   - channels of zeros are added up to a whole number of blocks, because the engine leaves the
//     blocked layout for a depthwise convolution of any other number.
[[nodiscard]] FittedChannels fit_channels(onnx::GraphProto& graph);

}  // namespace menshen::infer_onnx::detail
