#include "model_files/read_manifest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "face/model_manifest.hpp"
#include "model_files/detail/parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::model_files {
namespace {

using namespace face;
using detail::decimal;
using detail::sha256_in;
using detail::whole;
using plain_yaml::need;
using plain_yaml::Node;
using plain_yaml::refuse;

template <typename Value>
struct Choice {
  std::string_view name;
  Value value;
};

constexpr std::array kRoles{ModelRole::detector, ModelRole::landmarks, ModelRole::embedder,
                            ModelRole::attack_detector};
constexpr std::array kDecoders{
    Decoder::boxes,     Decoder::rfb,         Decoder::yunet,
    Decoder::scrfd,     Decoder::landmarks_5, Decoder::landmarks_68,
    Decoder::embedding, Decoder::logits,      Decoder::probabilities};
constexpr std::array<Choice<Layout>, 2> kLayouts{
    {{.name = "nchw", .value = Layout::nchw}, {.name = "nhwc", .value = Layout::nhwc}}};
constexpr std::array<Choice<Colours>, 3> kColours{{{.name = "rgb", .value = Colours::rgb},
                                                   {.name = "bgr", .value = Colours::bgr},
                                                   {.name = "grey", .value = Colours::grey}}};
constexpr std::array<Choice<Risk>, 4> kRisks{
    {{.name = "low", .value = Risk::low},
     {.name = "medium", .value = Risk::medium},
     {.name = "medium_high", .value = Risk::medium_high},
     {.name = "high", .value = Risk::high}}};

template <typename Value, std::size_t kCount>
constexpr auto named(const std::array<Value, kCount>& values) {
  std::array<Choice<Value>, kCount> choices{};
  for (std::size_t i = 0; i < kCount; ++i) choices[i] = {name(values[i]), values[i]};
  return choices;
}

template <typename Value>
Result<Value> choose(const Node& map, std::string_view key,
                     std::span<const Choice<Value>> choices) {
  MENSHEN_TRY(const Node* field, need(map, key, Node::Kind::text));
  const auto found = std::ranges::find(choices, field->text, &Choice<Value>::name);
  if (found != choices.end()) return found->value;
  std::vector<std::string_view> names;
  for (const auto& choice : choices) names.push_back(choice.name);
  return refuse(*field, fmt::format("`{}` is `{}`; expected one of {}", key, field->text,
                                    fmt::join(names, ", ")));
}

Result<bool> yes_or_no(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, need(map, key, Node::Kind::text));
  return plain_yaml::boolean(*field);
}

// One number for all channels, or a list of three.
Result<std::array<float, 3>> channel_values(const Node& map, std::string_view key) {
  const Node* field = map.find(key);
  if (field == nullptr) return refuse(map, fmt::format("needs `{}`", key));
  std::array<float, 3> values{};
  if (field->kind == Node::Kind::text) {
    MENSHEN_TRY(const double number, plain_yaml::decimal_number(*field));
    values.fill(static_cast<float>(number));
    return values;
  }
  if (field->kind != Node::Kind::list || field->children.size() != values.size()) {
    return refuse(*field, fmt::format("`{}` must be one number or a list of three", key));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    MENSHEN_TRY(const double number, plain_yaml::decimal_number(field->children[i]));
    values[i] = static_cast<float>(number);
  }
  return values;
}

constexpr std::int64_t kSideMax = 4096;  // pixels of a network's input

Result<InputFormat> read_input(const Node& map) {
  if (auto known = only_keys(map, {"name", "layout", "width", "height", "colours", "subtract",
                                   "divide_by", "pad"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  InputFormat input;
  MENSHEN_TRY(input.name, text(map, "name"));
  MENSHEN_TRY(input.layout, choose<Layout>(map, "layout", kLayouts));
  MENSHEN_TRY(const auto width, whole(map, "width", 8, kSideMax));
  MENSHEN_TRY(const auto height, whole(map, "height", 8, kSideMax));
  input.width = static_cast<int>(width);
  input.height = static_cast<int>(height);
  MENSHEN_TRY(input.colours, choose<Colours>(map, "colours", kColours));
  MENSHEN_TRY(input.subtract, channel_values(map, "subtract"));
  MENSHEN_TRY(input.divide_by, channel_values(map, "divide_by"));
  if (std::ranges::find(input.divide_by, 0.0F) != input.divide_by.end()) {
    return refuse(*map.find("divide_by"), "`divide_by` is 0");
  }
  if (map.find("pad") != nullptr) {
    MENSHEN_TRY(const double pad, decimal(map, "pad", 0, 255));
    input.pad = static_cast<float>(pad);
  }
  return input;
}

Result<Provenance> read_provenance(const Node& map) {
  if (auto known = only_keys(map, {"risk", "zh", "en"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  Provenance provenance;
  MENSHEN_TRY(provenance.risk, choose<Risk>(map, "risk", kRisks));
  MENSHEN_TRY(provenance.text.zh, text(map, "zh"));
  MENSHEN_TRY(provenance.text.en, text(map, "en"));
  return provenance;
}

Result<DetectorLimits> read_detector(const Node& map) {
  if (auto known = only_keys(map, {"score_min", "iou_max", "second_pass"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  DetectorLimits limits;
  MENSHEN_TRY(const double score_min, decimal(map, "score_min", 0, 1));
  MENSHEN_TRY(const double iou_max, decimal(map, "iou_max", 0, 1));
  limits.score_min = static_cast<float>(score_min);
  limits.iou_max = static_cast<float>(iou_max);
  if (map.find("second_pass") == nullptr) return limits;
  MENSHEN_TRY(const Node* second, need(map, "second_pass", Node::Kind::map));
  if (auto known = only_keys(*second, {"width", "height", "score_min"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(const auto width, whole(*second, "width", 8, kSideMax));
  MENSHEN_TRY(const auto height, whole(*second, "height", 8, kSideMax));
  MENSHEN_TRY(const double second_score, decimal(*second, "score_min", 0, 1));
  limits.second_pass = SecondPass{.width = static_cast<int>(width),
                                  .height = static_cast<int>(height),
                                  .score_min = static_cast<float>(second_score)};
  return limits;
}

Result<AttackDetection> read_attack(const Node& map) {
  if (auto known = only_keys(map, {"live_index", "crop_scale", "advisory"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  AttackDetection attack;
  MENSHEN_TRY(const auto live_index, whole(map, "live_index", 0, 1000));
  attack.live_index = static_cast<std::size_t>(live_index);
  MENSHEN_TRY(attack.crop_scale, decimal(map, "crop_scale", 1, 10));
  MENSHEN_TRY(attack.advisory, yes_or_no(map, "advisory"));
  return attack;
}

// The part that only one role has, under the name of the role.
Result<> read_role(const Node& map, ModelManifest& manifest) {
  const auto only = [&](ModelRole role, std::string_view key) -> Result<> {
    const Node* field = map.find(key);
    if (field == nullptr || manifest.role == role) return {};
    return refuse(*field, fmt::format("`{}` is not for the role {}", key, name(manifest.role)));
  };
  for (const auto& allowed :
       {only(ModelRole::detector, "detector"), only(ModelRole::attack_detector, "attack")}) {
    if (!allowed) return allowed;
  }
  switch (manifest.role) {
    case ModelRole::detector: {
      MENSHEN_TRY(const Node* field, need(map, "detector", Node::Kind::map));
      MENSHEN_TRY(manifest.detector, read_detector(*field));
      break;
    }
    case ModelRole::attack_detector: {
      MENSHEN_TRY(const Node* field, need(map, "attack", Node::Kind::map));
      MENSHEN_TRY(manifest.attack, read_attack(*field));
      break;
    }
    case ModelRole::landmarks:
    case ModelRole::embedder: break;
  }
  return {};
}

// A name of a file in the folder itself: no way to point elsewhere.
Result<std::string> file_name(const Node& map, std::string_view key) {
  MENSHEN_TRY(auto value, text(map, key));
  if (value.find('/') != std::string::npos || value.front() == '.') {
    return refuse(*map.find(key),
                  fmt::format("`{}` is `{}`; expected a file name without a path", key, value));
  }
  return value;
}

Result<> check_outputs(const Node& map, const ModelManifest& manifest) {
  if (role_of(manifest.decoder) != manifest.role) {
    return refuse(
        *map.find("decoder"),
        fmt::format("decoder `{}` is for the role {}, not for {}", name(manifest.decoder),
                    name(role_of(manifest.decoder)), name(manifest.role)));
  }
  if (manifest.outputs.size() != outputs_of(manifest.decoder)) {
    return refuse(map.find("outputs") == nullptr ? map : *map.find("outputs"),
                  fmt::format("`outputs` names {} outputs; decoder `{}` reads {}",
                              manifest.outputs.size(), name(manifest.decoder),
                              outputs_of(manifest.decoder)));
  }
  return {};
}

}  // namespace

Result<ModelManifest> read_manifest(std::string_view yaml) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(yaml));
  if (auto known = only_keys(root, {"name", "role", "file", "sha256", "licence", "provenance",
                                    "input", "outputs", "decoder", "detector", "attack"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  ModelManifest manifest;
  MENSHEN_TRY(manifest.name, text(root, "name"));
  MENSHEN_TRY(manifest.role, choose<ModelRole>(root, "role", named(kRoles)));
  MENSHEN_TRY(manifest.file, file_name(root, "file"));
  MENSHEN_TRY(manifest.sha256, sha256_in(root));
  MENSHEN_TRY(manifest.licence, text(root, "licence"));
  MENSHEN_TRY(const Node* provenance, need(root, "provenance", Node::Kind::map));
  MENSHEN_TRY(manifest.provenance, read_provenance(*provenance));
  MENSHEN_TRY(const Node* input, need(root, "input", Node::Kind::map));
  MENSHEN_TRY(manifest.input, read_input(*input));
  MENSHEN_TRY(manifest.outputs, texts(root, "outputs"));
  MENSHEN_TRY(manifest.decoder, choose<Decoder>(root, "decoder", named(kDecoders)));
  if (auto fits = check_outputs(root, manifest); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  if (auto done = read_role(root, manifest); !done) return tl::unexpected<Error>(done.error());
  return manifest;
}

Result<ModelSetNames> read_model_set(std::string_view yaml) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(yaml));
  if (auto known = only_keys(
          root, {"detector", "landmarks", "embedder", "attack_detector", "previous_embedder"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  ModelSetNames names;
  MENSHEN_TRY(names.detector, file_name(root, "detector"));
  MENSHEN_TRY(names.embedder, file_name(root, "embedder"));
  if (root.find("landmarks") != nullptr) {
    MENSHEN_TRY(names.landmarks, file_name(root, "landmarks"));
  }
  if (root.find("attack_detector") != nullptr) {
    MENSHEN_TRY(names.attack_detector, file_name(root, "attack_detector"));
  }
  if (root.find("previous_embedder") != nullptr) {
    MENSHEN_TRY(names.previous_embedder, file_name(root, "previous_embedder"));
  }
  return names;
}

}  // namespace menshen::model_files
