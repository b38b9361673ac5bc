#include "face/model_manifest.hpp"

#include <cstddef>
#include <string_view>

#include "face/network.hpp"

namespace menshen::face {

std::string_view name(ModelRole role) noexcept {
  switch (role) {
    case ModelRole::detector: return "detector";
    case ModelRole::landmarks: return "landmarks";
    case ModelRole::embedder: return "embedder";
    case ModelRole::attack_detector: return "attack_detector";
  }
  return "unknown";
}

std::string_view name(Decoder decoder) noexcept {
  switch (decoder) {
    case Decoder::boxes: return "boxes";
    case Decoder::rfb: return "rfb";
    case Decoder::yunet: return "yunet";
    case Decoder::scrfd: return "scrfd";
    case Decoder::landmarks_5: return "landmarks_5";
    case Decoder::landmarks_68: return "landmarks_68";
    case Decoder::embedding: return "embedding";
    case Decoder::logits: return "logits";
    case Decoder::probabilities: return "probabilities";
  }
  return "unknown";
}

ModelRole role_of(Decoder decoder) noexcept {
  switch (decoder) {
    case Decoder::boxes:
    case Decoder::rfb:
    case Decoder::yunet:
    case Decoder::scrfd: return ModelRole::detector;
    case Decoder::landmarks_5:
    case Decoder::landmarks_68: return ModelRole::landmarks;
    case Decoder::embedding: return ModelRole::embedder;
    case Decoder::logits:
    case Decoder::probabilities: return ModelRole::attack_detector;
  }
  return ModelRole::detector;
}

std::size_t outputs_of(Decoder decoder) noexcept {
  switch (decoder) {
    case Decoder::boxes:
    case Decoder::rfb: return 2;
    case Decoder::yunet: return 12;
    case Decoder::scrfd: return 9;
    case Decoder::landmarks_5:
    case Decoder::landmarks_68:
    case Decoder::embedding:
    case Decoder::logits:
    case Decoder::probabilities: return 1;
  }
  return 1;
}

std::size_t InputFormat::size() const noexcept { return element_count(shape()); }

Shape InputFormat::shape() const {
  if (layout == Layout::nchw) return {1, channels(), height, width};
  return {1, height, width, channels()};
}

}  // namespace menshen::face
