// Writes small ONNX files for tests. Who includes it links onnx_proto.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <onnx/onnx_pb.h>

namespace menshen::infer_onnx {

class OnnxBuilder {
 public:
  using Sides = std::vector<std::int64_t>;

  OnnxBuilder(const std::string& input, const Sides& shape) {
    model_.set_ir_version(6);
    model_.add_opset_import()->set_version(9);
    model_.mutable_graph()->set_name("test");
    auto& type = *declare(*model_.mutable_graph()->add_input(), input).mutable_shape();
    for (const std::int64_t side : shape) type.add_dim()->set_dim_value(side);
  }

  OnnxBuilder& weight(const std::string& name, const Sides& shape,
                      const std::vector<float>& values) {
    auto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t side : shape) tensor.add_dims(side);
    for (const float value : values) tensor.add_float_data(value);
    return *this;
  }

  OnnxBuilder& node(const std::string& operation, std::initializer_list<std::string> inputs,
                    const std::string& output,
                    std::initializer_list<std::pair<std::string, Sides>> attributes = {}) {
    auto& made = *model_.mutable_graph()->add_node();
    made.set_op_type(operation);
    for (const std::string& input : inputs) made.add_input(input);
    made.add_output(output);
    for (const auto& [name, values] : attributes) {
      auto& attribute = *made.add_attribute();
      attribute.set_name(name);
      attribute.set_type(onnx::AttributeProto::INTS);
      for (const std::int64_t value : values) attribute.add_ints(value);
    }
    return *this;
  }

  // Of the convolution that was added last.
  OnnxBuilder& groups(std::int64_t count) {
    auto& attribute = *model_.mutable_graph()->mutable_node()->rbegin()->add_attribute();
    attribute.set_name("group");
    attribute.set_type(onnx::AttributeProto::INT);
    attribute.set_i(count);
    return *this;
  }

  OnnxBuilder& output(const std::string& name) {
    declare(*model_.mutable_graph()->add_output(), name);
    return *this;
  }

  [[nodiscard]] std::vector<std::byte> bytes() const {
    const std::string text = model_.SerializeAsString();
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
  }

 private:
  static onnx::TypeProto_Tensor& declare(onnx::ValueInfoProto& value, const std::string& name) {
    value.set_name(name);
    auto& type = *value.mutable_type()->mutable_tensor_type();
    type.set_elem_type(onnx::TensorProto::FLOAT);
    return type;
  }

  onnx::ModelProto model_;
};

}  // namespace menshen::infer_onnx
