// The weights of an ONNX graph as numbers.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

namespace menshen::infer_onnx::detail {

// Of a tensor of 32-bit floating-point numbers.
[[nodiscard]] std::vector<float> values_of(const onnx::TensorProto& tensor);

// Its shape stays as it is.
void store(onnx::TensorProto& tensor, std::span<const float> values);

// Null when the graph has no weights of this name.
[[nodiscard]] onnx::TensorProto* find_weight(onnx::GraphProto& graph, const std::string& name);

}  // namespace menshen::infer_onnx::detail
