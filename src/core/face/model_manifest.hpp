// What a model file is, where it comes from, and how it wants to be spoken to. Any network of
// the named roles and decoders can take the place of another by manifest alone.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "face/calibration.hpp"
#include "face/network.hpp"

namespace menshen::face {

enum class ModelRole {
  detector,         // finds faces in a picture
  landmarks,        // finds five points in a face; not needed when the detector gives them
  embedder,         // turns an aligned face into an embedding
  attack_detector,  // presentation attack detection (ISO/IEC 30107); advisory
};

// How a network's outputs are read, in the order of ModelManifest::outputs.
enum class Decoder {
  boxes,          // detector: scores [1,n,2], softmax, [1] a face; boxes [1,n,4], corners 0..1
  rfb,            // detector: scores as above; regressions [1,n,4] against the RFB-320 priors
  yunet,          // detector: cls, obj, bbox and kps, each at strides 8, 16, 32
  scrfd,          // detector: score, bbox and kps, each at strides 8, 16, 32
  landmarks_5,    // landmarks: 5 × (x, y) as fractions of the crop
  landmarks_68,   // landmarks: 68 × (x, y) as fractions of the crop, iBUG-68 order
  embedding,      // embedder: d values
  logits,         // attack_detector: one value a class, before softmax
  probabilities,  // attack_detector: one value a class, after softmax
};

enum class Layout { nchw, nhwc };
enum class Colours { rgb, bgr, grey };
enum class Risk { low, medium, medium_high, high };  // of the training data's lawfulness

// The lower-case name used in manifests.
[[nodiscard]] std::string_view name(ModelRole role) noexcept;
[[nodiscard]] std::string_view name(Decoder decoder) noexcept;

[[nodiscard]] ModelRole role_of(Decoder decoder) noexcept;

// How many outputs the decoder reads.
[[nodiscard]] std::size_t outputs_of(Decoder decoder) noexcept;

// Each channel, 0..255, becomes (value - subtract) / divide_by; `pad` is the 0..255 value of
// what lies outside the picture when a whole picture is fitted in.
struct InputFormat {
  std::string name;
  Layout layout = Layout::nchw;
  int width = 0;   // pixels
  int height = 0;  // pixels
  Colours colours = Colours::rgb;
  std::array<float, 3> subtract{};  // in the order of `colours`; grey reads the first
  std::array<float, 3> divide_by{1, 1, 1};
  float pad = 0;

  [[nodiscard]] int channels() const noexcept { return colours == Colours::grey ? 1 : 3; }
  [[nodiscard]] std::size_t size() const noexcept;  // values
  [[nodiscard]] Shape shape() const;
};

struct Bilingual {
  std::string zh;
  std::string en;
};

struct Provenance {
  Risk risk = Risk::high;
  Bilingual text;  // for the operator, who has to accept it
};

// A second look for small faces, when the first finds nothing: the same weights on a larger
// picture, with a higher bar.
struct SecondPass {
  int width = 0;   // pixels
  int height = 0;  // pixels
  float score_min = 0;
};

struct DetectorLimits {
  float score_min = 0;  // a face has at least this score
  float iou_max = 0;    // of two boxes that overlap more, the surer one stays
  std::optional<SecondPass> second_pass;
};

struct AttackDetection {
  std::size_t live_index = 0;  // which class is a living face
  double crop_scale = 1;       // side of the square crop, in sides of the squared box
  bool advisory = true;        // shown, but no ground for refusing a person by itself
};

struct ModelManifest {
  std::string name;
  ModelRole role = ModelRole::detector;
  std::string file;
  Digest sha256{};
  std::string licence;  // SPDX expression, or words
  Provenance provenance;
  InputFormat input;
  std::vector<std::string> outputs;
  Decoder decoder = Decoder::boxes;
  DetectorLimits detector;  // detector only
  AttackDetection attack;   // attack_detector only
};

struct ModelFile {
  ModelManifest manifest;
  std::vector<std::byte> bytes;
  std::optional<Calibration> calibration;  // embedder only; without one it judges nobody
};

// The models one pipeline works with.
struct ModelSet {
  ModelFile detector;
  std::optional<ModelFile> landmarks;
  ModelFile embedder;
  std::optional<ModelFile> attack_detector;
  // That of the references which are not renewed yet; bears another name than `embedder`.
  std::optional<ModelFile> previous_embedder;
};

}  // namespace menshen::face
