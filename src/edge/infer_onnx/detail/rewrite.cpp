#include "infer_onnx/detail/rewrite.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "base/error.hpp"
#include "face/network.hpp"
#include "infer_onnx/detail/fit_channels.hpp"
#include "infer_onnx/detail/weights.hpp"

namespace menshen::infer_onnx::detail {
namespace {

std::string shape_text(const face::Shape& shape) {
  return fmt::format("{}", fmt::join(shape, "×"));
}

// Gives the input the shape of the spec. Open sides of the file are read as 0.
Result<> fix_input(onnx::GraphProto& graph, const face::NetworkSpec& spec) {
  std::set<std::string_view> initialised;
  for (const auto& tensor : graph.initializer()) initialised.insert(tensor.name());
  onnx::ValueInfoProto* input = nullptr;
  std::vector<std::string_view> names;
  for (auto& candidate : *graph.mutable_input()) {
    if (initialised.contains(candidate.name())) continue;
    names.push_back(candidate.name());
    if (candidate.name() == spec.input) input = &candidate;
  }
  if (input == nullptr || names.size() != 1) {
    return fail(Code::invalid_input,
                fmt::format("the model's inputs are `{}`, the manifest says `{}`: one input of "
                            "that name is expected",
                            fmt::join(names, "`, `"), spec.input));
  }
  auto& type = *input->mutable_type()->mutable_tensor_type();
  if (type.elem_type() != onnx::TensorProto::FLOAT) {
    return fail(Code::invalid_input, fmt::format("the model's input `{}` is not of 32-bit "
                                                 "floating-point numbers",
                                                 spec.input));
  }
  face::Shape found;
  for (const auto& side : type.shape().dim()) found.push_back(side.dim_value());
  bool fits = found.size() == spec.input_shape.size();
  for (std::size_t i = 0; fits && i < found.size(); ++i) {
    fits = found[i] <= 0 || found[i] == spec.input_shape[i] || spec.resize;
  }
  if (!fits) {
    return fail(Code::invalid_input,
                fmt::format("the model's input `{}` is {} (0 for any), the manifest says {}",
                            spec.input, shape_text(found), shape_text(spec.input_shape)));
  }
  type.mutable_shape()->clear_dim();
  for (const std::int64_t side : spec.input_shape) {
    type.mutable_shape()->add_dim()->set_dim_value(side);
  }
  graph.clear_value_info();  // shapes that held for the old size
  // Files of IR version 3 declare their weights as inputs too, with shapes that may change.
  onnx::ValueInfoProto only = std::move(*input);
  graph.clear_input();
  *graph.add_input() = std::move(only);
  return {};
}

// Keeps the nodes and weights that the wanted outputs need, and makes these the outputs.
Result<> keep_outputs(onnx::GraphProto& graph, const std::vector<std::string>& outputs) {
  std::set<std::string> needed(outputs.begin(), outputs.end());
  std::set<std::string_view> produced;
  std::vector<onnx::NodeProto> kept;
  // The nodes of an ONNX graph stand in topological order (ONNX IR specification).
  for (int i = graph.node_size() - 1; i >= 0; --i) {
    onnx::NodeProto& node = *graph.mutable_node(i);
    const bool wanted = std::ranges::any_of(
        node.output(), [&](const std::string& name) { return needed.contains(name); });
    if (!wanted) continue;
    needed.insert(node.input().begin(), node.input().end());
    kept.push_back(std::move(node));
  }
  std::ranges::reverse(kept);
  for (const auto& node : kept) produced.insert(node.output().begin(), node.output().end());
  for (const std::string& name : outputs) {
    if (produced.contains(name)) continue;
    std::vector<std::string_view> names;
    for (const auto& output : graph.output()) names.push_back(output.name());
    return fail(Code::invalid_input,
                fmt::format("the model has no output `{}`; its outputs are `{}`", name,
                            fmt::join(names, "`, `")));
  }
  graph.clear_node();
  graph.clear_output();
  for (onnx::NodeProto& node : kept) *graph.add_node() = std::move(node);
  for (const std::string& name : outputs) {
    onnx::ValueInfoProto& output = *graph.add_output();
    output.set_name(name);
    output.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
  }
  auto& weights = *graph.mutable_initializer();
  const auto idle = std::ranges::remove_if(weights, [&](const onnx::TensorProto& weight) {
    return !needed.contains(weight.name());
  });
  weights.erase(idle.begin(), idle.end());
  return {};
}

bool is_subnormal(float value) { return std::fpclassify(value) == FP_SUBNORMAL; }

std::size_t scrub_subnormals(onnx::GraphProto& graph) {
  std::size_t scrubbed = 0;
  for (auto& tensor : *graph.mutable_initializer()) {
    if (tensor.data_type() != onnx::TensorProto::FLOAT) continue;
    std::vector<float> values = values_of(tensor);
    const auto found = static_cast<std::size_t>(std::ranges::count_if(values, is_subnormal));
    if (found == 0) continue;
    std::ranges::replace_if(values, is_subnormal, 0.0F);
    store(tensor, values);
    scrubbed += found;
  }
  return scrubbed;
}

void add_node(onnx::GraphProto& graph, const char* operation,
              std::initializer_list<std::string> inputs, const std::string& output) {
  onnx::NodeProto& node = *graph.add_node();
  node.set_op_type(operation);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
}

std::size_t replace_parametric_relus(onnx::GraphProto& graph) {
  std::size_t replaced = 0;
  onnx::GraphProto rewritten;
  std::vector<onnx::TensorProto> complements;
  for (onnx::NodeProto& node : *graph.mutable_node()) {
    const onnx::TensorProto* slope = nullptr;
    const bool shaped = node.input_size() == 2 && node.output_size() == 1;
    if (node.op_type() == "PRelu" && shaped) slope = find_weight(graph, node.input(1));
    if (slope == nullptr || slope->data_type() != onnx::TensorProto::FLOAT) {
      *rewritten.add_node() = std::move(node);
      continue;
    }
    std::vector<float> values = values_of(*slope);
    for (float& value : values) value = 1 - value;
    const std::string prefix = fmt::format("menshen_{}", replaced++);
    onnx::TensorProto& complement = complements.emplace_back(*slope);
    complement.set_name(prefix + "_complement");
    store(complement, values);
    const std::string& x = node.input(0);
    if (std::ranges::all_of(values, [](float value) { return value >= 0; })) {
      // (1 - a) ReLU(x) = ReLU((1 - a) x): the engine joins ReLU to the product before it.
      add_node(rewritten, "Mul", {x, complement.name()}, prefix + "_scaled");
      add_node(rewritten, "Relu", {prefix + "_scaled"}, prefix + "_rest");
    } else {
      add_node(rewritten, "Relu", {x}, prefix + "_positive");
      add_node(rewritten, "Mul", {prefix + "_positive", complement.name()}, prefix + "_rest");
    }
    add_node(rewritten, "Mul", {x, node.input(1)}, prefix + "_sloped");
    add_node(rewritten, "Add", {prefix + "_sloped", prefix + "_rest"}, node.output(0));
  }
  graph.mutable_node()->Swap(rewritten.mutable_node());
  for (auto& complement : complements) *graph.add_initializer() = std::move(complement);
  return replaced;
}

}  // namespace

Result<Rewritten> rewrite(std::span<const std::byte> model, const face::NetworkSpec& spec) {
  onnx::ModelProto proto;
  if (model.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !proto.ParseFromArray(model.data(), static_cast<int>(model.size())) ||
      !proto.has_graph()) {
    return fail(Code::invalid_input, "the model is not an ONNX file, or is damaged");
  }
  onnx::GraphProto& graph = *proto.mutable_graph();
  if (auto done = fix_input(graph, spec); !done) return tl::unexpected<Error>(done.error());
  if (auto done = keep_outputs(graph, spec.outputs); !done) {
    return tl::unexpected<Error>(done.error());
  }
  constexpr std::int64_t kWeightsAreNoInputs = 4;  // from this IR version on
  proto.set_ir_version(std::max<std::int64_t>(proto.ir_version(), kWeightsAreNoInputs));
  Rewritten rewritten;
  rewritten.subnormals = scrub_subnormals(graph);
  rewritten.channels = fit_channels(graph);
  rewritten.parametric_relus = replace_parametric_relus(graph);
  proto.SerializeToString(&rewritten.model);
  return rewritten;
}

}  // namespace menshen::infer_onnx::detail
