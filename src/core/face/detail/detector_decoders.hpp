// Reads what face detectors answer. Boxes and points are in pixels of the network's input.
#pragma once

#include <span>
#include <vector>

#include "base/error.hpp"
#include "face/geometry.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"

namespace menshen::face {

// Every candidate with at least `score_min`, in no particular order, overlapping ones too.
//
//   outputs  float32, as many as the decoder reads, in the manifest's order
//   shapes   theirs; only the number of values counts
//
// Errors: invalid_input when the numbers of values do not fit the decoder and the input's
// size: the manifest names a wrong decoder, output or size.
//
// Sources
//   rfb    Linzaer, "Ultra-Light-Fast-Generic-Face-Detector-1MB": priors as in
//          vision/ssd/config/fd_config.py, variances 0.1 and 0.2 (Liu et al., "SSD: Single
//          Shot MultiBox Detector", ECCV 2016)
//   yunet  Wu, Peng, Yu, "YuNet: A Tiny Millisecond-level Face Detector", MIR 2023
//   scrfd  Guo, Deng, Lattas, Zafeiriou, "Sample and Computation Redistribution for
//          Efficient Face Detection", ICLR 2022
[[nodiscard]] Result<std::vector<Detection>> decode_detections(
    Decoder decoder, const InputFormat& input, std::span<const std::span<const float>> outputs,
    float score_min);

// Greedy non-maximum suppression: the surest first; what overlaps one that is kept by more
// than `iou_max` (intersection over union) is dropped.
[[nodiscard]] std::vector<Detection> suppress_overlaps(std::vector<Detection> candidates,
                                                       float iou_max);

}  // namespace menshen::face
