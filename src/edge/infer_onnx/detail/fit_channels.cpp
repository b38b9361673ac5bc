#include "infer_onnx/detail/fit_channels.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <onnx/onnx_pb.h>

#include "face/network.hpp"
#include "infer_onnx/detail/weights.hpp"

namespace menshen::infer_onnx::detail {
namespace {

// Channels in a block of the engine's own layout on this processor.
std::size_t block_size() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") == 0) return 8;
#endif
  return 16;
}

// What a channel holds everywhere, if that is one number.
using Constants = std::vector<std::optional<float>>;

// Which channel of old each new one is; none: a channel of zeros.
using Choice = std::vector<std::optional<std::size_t>>;

std::size_t side(const onnx::TensorProto& tensor, int axis) {
  return axis < tensor.dims_size() ? static_cast<std::size_t>(tensor.dims(axis)) : 1;
}

// Whether it has the values that its shape says.
bool is_complete(const onnx::TensorProto& tensor) {
  const face::Shape shape(tensor.dims().begin(), tensor.dims().end());
  return std::ranges::all_of(shape, [](std::int64_t length) { return length > 0; }) &&
         values_of(tensor).size() == face::element_count(shape);
}

const onnx::AttributeProto* attribute(const onnx::NodeProto& node, std::string_view name) {
  const auto found = std::ranges::find(node.attribute(), name, &onnx::AttributeProto::name);
  return found == node.attribute().end() ? nullptr : &*found;
}

// A node with its weights, which no other node has. Pointers into the graph.
struct Layer {
  onnx::NodeProto* node;
  onnx::TensorProto* weight = nullptr;  // of a convolution, or slopes
  onnx::TensorProto* bias = nullptr;    // may be absent

  [[nodiscard]] bool is_convolution() const { return node->op_type() == "Conv"; }
  [[nodiscard]] std::size_t groups() const {
    const auto* const group = attribute(*node, "group");
    return group == nullptr ? 1 : static_cast<std::size_t>(group->i());
  }
  [[nodiscard]] bool is_depthwise() const {
    return is_convolution() && groups() > 1 && groups() == side(*weight, 0) &&
           side(*weight, 1) == 1;
  }
  void set_groups(std::size_t groups) const {
    const auto group =
        std::ranges::find(*node->mutable_attribute(), "group", &onnx::AttributeProto::name);
    group->set_i(static_cast<std::int64_t>(groups));
  }
  [[nodiscard]] bool pads() const {
    const auto* const automatic = attribute(*node, "auto_pad");
    const auto* const pads = attribute(*node, "pads");
    return (automatic != nullptr && automatic->s() != "NOTSET") ||
           (pads != nullptr &&
            std::ranges::any_of(pads->ints(), [](std::int64_t pad) { return pad != 0; }));
  }
};

// From a convolution over activations and depthwise convolutions to the next convolution.
struct Chain {
  std::vector<Layer> layers;  // the convolution comes first
  Layer next;
};

class Chains {
 public:
  explicit Chains(onnx::GraphProto& graph) : graph_(graph) {
    for (auto& node : *graph.mutable_node()) {
      for (const auto& name : node.input()) ++uses_[name];
      for (const auto& name : node.output()) producers_[name] = &node;
    }
    for (const auto& output : graph.output()) ++uses_[output.name()];
  }

  [[nodiscard]] std::optional<Chain> ending_at(onnx::NodeProto& node) {
    const auto next = layer_of(node);
    if (!next || !next->is_convolution() || next->groups() != 1) return std::nullopt;
    Chain chain{.layers = {}, .next = *next};
    for (const std::string* name = &node.input(0); uses_[*name] == 1;) {
      const auto producer = producers_.find(*name);
      const auto layer =
          producer == producers_.end() ? std::nullopt : layer_of(*producer->second);
      if (!layer) return std::nullopt;
      chain.layers.insert(chain.layers.begin(), *layer);
      if (layer->is_convolution() && !layer->is_depthwise()) {
        return layer->groups() == 1 ? std::optional(std::move(chain)) : std::nullopt;
      }
      name = &layer->node->input(0);
    }
    return std::nullopt;
  }

 private:
  // Floating-point weights that only one node uses; none of that kind: null.
  [[nodiscard]] onnx::TensorProto* own_weight(const onnx::NodeProto& node, int input) {
    auto* const weight = find_weight(graph_, node.input(input));
    const bool own = weight != nullptr && uses_[weight->name()] == 1 &&
                     weight->data_type() == onnx::TensorProto::FLOAT;
    return own && is_complete(*weight) ? weight : nullptr;
  }

  [[nodiscard]] std::optional<Layer> layer_of(onnx::NodeProto& node) {
    Layer layer{.node = &node};
    if (node.output_size() != 1) return std::nullopt;
    if (node.op_type() == "Relu" && node.input_size() == 1) return layer;
    if (node.op_type() == "PRelu" && node.input_size() == 2) {
      layer.weight = own_weight(node, 1);
      const bool fits = layer.weight != nullptr && layer.weight->dims_size() == 3 &&
                        side(*layer.weight, 1) == 1 && side(*layer.weight, 2) == 1;
      return fits ? std::optional(layer) : std::nullopt;
    }
    if (node.op_type() != "Conv" || node.input_size() < 3) return std::nullopt;
    layer.weight = own_weight(node, 1);
    layer.bias = own_weight(node, 2);
    const bool fits = layer.weight != nullptr && layer.bias != nullptr &&
                      layer.weight->dims_size() == 4 && layer.bias->dims_size() == 1 &&
                      side(*layer.weight, 0) == side(*layer.bias, 0);
    return fits ? std::optional(layer) : std::nullopt;
  }

  onnx::GraphProto& graph_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): lent
  std::map<std::string, int, std::less<>> uses_;
  std::map<std::string, onnx::NodeProto*, std::less<>> producers_;
};

// Those of a convolution's output: its bias, where it gives the picture no weight.
Constants constants_of(const Layer& convolution) {
  const auto weights = values_of(*convolution.weight);
  const auto bias = values_of(*convolution.bias);
  const auto greatest = [](std::span<const float> values) {
    float most = 0;
    for (const float value : values) most = std::max(most, std::abs(value));
    return most;
  };
  const float negligible = std::numeric_limits<float>::epsilon() * greatest(weights);
  const std::size_t each = weights.size() / bias.size();
  Constants constants(bias.size());
  for (std::size_t k = 0; k < bias.size(); ++k) {
    const auto row = std::span(weights).subspan(k * each, each);
    if (greatest(row) <= negligible) constants[k] = bias[k];
  }
  return constants;
}

void activate(const Layer& activation, Constants& constants) {
  const auto slopes =
      activation.weight == nullptr ? std::vector<float>{} : values_of(*activation.weight);
  for (std::size_t k = 0; k < constants.size(); ++k) {
    if (!constants[k] || *constants[k] >= 0) continue;
    constants[k] = slopes.empty() ? 0 : *constants[k] * slopes[k];
  }
}

// What comes out of the chain, before the next convolution.
Constants constants_of(const Chain& chain) {
  Constants constants;
  for (const Layer& layer : chain.layers) {
    if (layer.is_convolution()) {
      constants = constants_of(layer);
    } else {
      activate(layer, constants);
    }
  }
  return constants;
}

// The weights with others along an axis: `axis` 0 counts outputs, 1 inputs.
void choose(onnx::TensorProto& tensor, int axis, const Choice& choice) {
  const auto old = values_of(tensor);
  const std::size_t count = side(tensor, axis);
  const std::size_t outer = axis == 0 ? 1 : side(tensor, 0);
  const std::size_t inner = old.size() / outer / count;
  std::vector<float> chosen(outer * choice.size() * inner);
  for (std::size_t o = 0; o < outer; ++o) {
    for (std::size_t k = 0; k < choice.size(); ++k) {
      if (!choice[k]) continue;
      const auto from = std::span(old).subspan((o * count + *choice[k]) * inner, inner);
      std::ranges::copy(
          from, chosen.begin() + static_cast<std::ptrdiff_t>((o * choice.size() + k) * inner));
    }
  }
  tensor.set_dims(axis, static_cast<std::int64_t>(choice.size()));
  store(tensor, chosen);
}

// Adds to the next convolution's bias what it gets of channels that are going.
void fold(const Layer& next, const Constants& constants) {
  const auto weights = values_of(*next.weight);
  auto bias = values_of(*next.bias);
  const std::size_t each = weights.size() / bias.size() / constants.size();
  for (std::size_t o = 0; o < bias.size(); ++o) {
    double sum = bias[o];
    for (std::size_t k = 0; k < constants.size(); ++k) {
      if (!constants[k]) continue;
      const auto taps = std::span(weights).subspan((o * constants.size() + k) * each, each);
      for (const float tap : taps) sum += double{tap} * *constants[k];
    }
    bias[o] = static_cast<float>(sum);
  }
  store(*next.bias, bias);
}

// Whether each layer has one set of weights for each channel that the next convolution sees.
bool is_whole(const Chain& chain) {
  const std::size_t channels = side(*chain.next.weight, 1);
  return std::ranges::all_of(chain.layers, [channels](const Layer& layer) {
    return layer.weight == nullptr || side(*layer.weight, 0) == channels;
  });
}

bool has_depthwise(const Chain& chain) {
  return std::ranges::any_of(chain.layers, &Layer::is_depthwise);
}

// The channels that stay, and zeros up to a whole number of blocks.
FittedChannels fit(Chain& chain) {
  auto constants = constants_of(chain);
  // Beyond the border the next convolution sees zeros, not the constant.
  const auto keeps = [&](const auto& constant) {
    return constant && *constant != 0 && chain.next.pads();
  };
  std::ranges::replace_if(constants, keeps, std::nullopt);
  Choice choice;
  for (std::size_t k = 0; k < constants.size(); ++k) {
    if (!constants[k]) choice.emplace_back(k);
  }
  if (choice.empty()) return {};
  const std::size_t removed = constants.size() - choice.size();
  const std::size_t block = has_depthwise(chain) ? block_size() : 1;
  choice.resize((choice.size() + block - 1) / block * block);
  if (choice.size() == constants.size()) return {};
  const std::size_t added = removed + choice.size() - constants.size();
  fold(chain.next, constants);
  choose(*chain.next.weight, 1, choice);
  for (Layer& layer : chain.layers) {
    if (layer.is_depthwise()) layer.set_groups(choice.size());
    for (auto* const tensor : {layer.weight, layer.bias}) {
      if (tensor != nullptr) choose(*tensor, 0, choice);
    }
  }
  return {.removed = removed, .added = added};
}

}  // namespace

FittedChannels fit_channels(onnx::GraphProto& graph) {
  FittedChannels all;
  Chains chains(graph);
  for (auto& node : *graph.mutable_node()) {
    auto chain = chains.ending_at(node);
    if (!chain || !is_whole(*chain)) continue;
    const auto fitted = fit(*chain);
    all.removed += fitted.removed;
    all.added += fitted.added;
  }
  return all;
}

}  // namespace menshen::infer_onnx::detail
