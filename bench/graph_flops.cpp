#include "graph_flops.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

namespace menshen::bench {
namespace {

using Sides = std::vector<double>;

double product(const Sides& sides, std::size_t from = 0) {
  if (from >= sides.size()) return 0;
  return std::accumulate(sides.begin() + static_cast<std::ptrdiff_t>(from), sides.end(), 1.0,
                         std::multiplies<>());
}

}  // namespace

double graph_flops(std::span<const std::byte> bytes) {
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return 0;
  onnx::shape_inference::InferShapes(model);
  std::map<std::string, Sides> sides;
  const auto note = [&](const onnx::ValueInfoProto& value) {
    Sides& dims = sides[value.name()];
    for (const auto& side : value.type().tensor_type().shape().dim()) {
      dims.push_back(static_cast<double>(side.dim_value()));
    }
  };
  for (const auto& value : model.graph().input()) note(value);
  for (const auto& value : model.graph().value_info()) note(value);
  for (const auto& value : model.graph().output()) note(value);
  for (const auto& weight : model.graph().initializer()) {
    sides[weight.name()].assign(weight.dims().begin(), weight.dims().end());
  }
  double operations = 0;
  for (const auto& node : model.graph().node()) {
    if (node.op_type() == "Conv") {
      // Every output value is a product of one filter: input channels / group × kernel.
      operations += 2 * product(sides[node.output(0)]) * product(sides[node.input(1)], 1);
    } else if (node.op_type() == "Gemm" || node.op_type() == "MatMul") {
      operations += 2 * product(sides[node.input(1)]);  // one row at a time
    }
  }
  return operations;
}

}  // namespace menshen::bench
