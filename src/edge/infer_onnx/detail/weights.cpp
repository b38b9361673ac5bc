#include "infer_onnx/detail/weights.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

namespace menshen::infer_onnx::detail {

// ONNX stores weights as fields or as little-endian bytes.
std::vector<float> values_of(const onnx::TensorProto& tensor) {
  if (!tensor.has_raw_data()) {
    return {tensor.float_data().begin(), tensor.float_data().end()};
  }
  std::vector<float> values(tensor.raw_data().size() / sizeof(float));
  if (!values.empty()) {
    std::memcpy(values.data(), tensor.raw_data().data(), values.size() * sizeof(float));
  }
  return values;
}

void store(onnx::TensorProto& tensor, std::span<const float> values) {
  tensor.clear_float_data();
  const auto bytes = std::as_bytes(values);
  tensor.set_raw_data(bytes.data(), bytes.size());
}

onnx::TensorProto* find_weight(onnx::GraphProto& graph, const std::string& name) {
  auto& weights = *graph.mutable_initializer();
  const auto found = std::ranges::find(weights, name, &onnx::TensorProto::name);
  return found == weights.end() ? nullptr : &*found;
}

}  // namespace menshen::infer_onnx::detail
