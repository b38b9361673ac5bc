// A complete pipeline without models, for tests of others: it tells generated "people" apart
// by the colours of four squares. Deterministic, and as fast as the arithmetic.
//
//   const auto image = face::null_person(7);        // always the same person for 7
//   face::NullRuntime runtime;
//   auto pipeline = face::Pipeline::make(face::null_models(), runtime, clock);
//
// How its networks answer
//   detector         the middle pixel decides: black, there is no face; white, there are two;
//                    else there is one, of score 0.95, in the middle half of the picture
//   landmarks        the five points of an aligned face, spread over the crop
//   embedder         12 values: mean red, green, blue of the four quarters of the aligned
//                    face, less their common mean; null_person's of two numbers score under
//                    kNullThreshold but by a chance of about one in ten million, and one
//                    person's under a little noise score over it
//   attack detector  0.9 live, or 0.1 when the middle of its crop is more blue than 200
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "face/calibration.hpp"
#include "face/detail/align.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"

namespace menshen::face {

inline constexpr double kNullThreshold = 0.97;  // null_models' one calibrated point
inline constexpr int kNullSide = 64;            // pixels of null_person's picture

// Called by the networks: what they answer to one input of the formats of null_models.
class NullNetwork final : public Network {
 public:
  explicit NullNetwork(const NetworkSpec& spec) : kind_(spec.outputs.at(0)) {
    if (kind_ == "scores") shapes_ = {{1, 2, 2}, {1, 2, 4}};
    if (kind_ == "points") shapes_ = {{1, 2 * kLandmarks}};
    if (kind_ == "embedding") shapes_ = {{1, 12}};
    if (kind_ == "classes") shapes_ = {{1, 2}};
  }

  [[nodiscard]] const std::vector<Shape>& output_shapes() const noexcept override {
    return shapes_;
  }

  [[nodiscard]] Result<> run(std::span<const float> input,
                             std::span<const std::span<float>> outputs) override {
    if (kind_ == "scores") detect(input, outputs[0], outputs[1]);
    if (kind_ == "points") locate(outputs[0]);
    if (kind_ == "embedding") embed(input, outputs[0]);
    if (kind_ == "classes") assess(input, outputs[0]);
    return {};
  }

  // All inputs are kSide × kSide RGB, interleaved, 0..255.
  static constexpr std::size_t kSide = 32;

 private:
  static std::span<const float> pixel(std::span<const float> input, std::size_t x,
                                      std::size_t y) {
    return input.subspan(3 * (y * kSide + x), 3);
  }

  static void detect(std::span<const float> input, std::span<float> scores,
                     std::span<float> boxes) {
    const auto middle = pixel(input, kSide / 2, kSide / 2);
    const bool any = std::ranges::any_of(middle, [](float value) { return value > 1; });
    const bool two = std::ranges::all_of(middle, [](float value) { return value > 254; });
    const std::array<float, 4> both{0, any ? 0.95F : 0, 0, two ? 0.9F : 0};
    std::ranges::copy(both, scores.begin());
    constexpr std::array<float, 4> kMiddle{0.25F, 0.25F, 0.75F, 0.75F};
    constexpr std::array<float, 8> kSideBySide{0.05F, 0.3F, 0.45F, 0.7F,
                                               0.55F, 0.3F, 0.95F, 0.7F};
    std::ranges::fill(boxes, 0.0F);
    if (two) {
      std::ranges::copy(kSideBySide, boxes.begin());
    } else {
      std::ranges::copy(kMiddle, boxes.begin());
    }
  }

  static void locate(std::span<float> points) {
    for (std::size_t i = 0; i < kLandmarks; ++i) {
      points[2 * i] = kAlignedLandmarks[i].x / kAlignedSide;
      points[2 * i + 1] = kAlignedLandmarks[i].y / kAlignedSide;
    }
  }

  static void embed(std::span<const float> input, std::span<float> values) {
    std::ranges::fill(values, 0.0F);
    constexpr float kShare = 4.0F / (kSide * kSide);
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        const std::size_t quarter = 2 * (2 * y / kSide) + 2 * x / kSide;
        const auto colour = pixel(input, x, y);
        for (std::size_t c = 0; c < 3; ++c) values[3 * quarter + c] += colour[c] * kShare;
      }
    }
    float mean = 0;
    for (const float value : values) mean += value / 12;
    for (float& value : values) value -= mean;
    values[0] += 1e-3F;  // a face of one shade has a direction too
  }

  static void assess(std::span<const float> input, std::span<float> classes) {
    const bool attack = pixel(input, kSide / 2, kSide / 2)[2] > 200;
    classes[0] = attack ? 0.1F : 0.9F;
    classes[1] = 1 - classes[0];
  }

  std::string kind_;
  std::vector<Shape> shapes_;
};

class NullRuntime final : public Runtime {
 public:
  [[nodiscard]] Result<std::unique_ptr<Network>> load(std::span<const std::byte> /*model*/,
                                                      const NetworkSpec& spec) override {
    return std::make_unique<NullNetwork>(spec);
  }
};

[[nodiscard]] inline ModelSet null_models() {
  const auto model = [](ModelRole role, Decoder decoder, std::vector<std::string> outputs) {
    ModelFile file;
    file.manifest.name = "null_" + std::string(name(role));
    file.manifest.role = role;
    file.manifest.file = file.manifest.name + ".onnx";
    file.manifest.licence = "Apache-2.0";
    file.manifest.provenance = {.risk = Risk::low, .text = {.zh = "测试用", .en = "for tests"}};
    file.manifest.input = {.name = "input",
                           .layout = Layout::nhwc,
                           .width = static_cast<int>(NullNetwork::kSide),
                           .height = static_cast<int>(NullNetwork::kSide)};
    file.manifest.outputs = std::move(outputs);
    file.manifest.decoder = decoder;
    return file;
  };
  ModelSet set;
  set.detector = model(ModelRole::detector, Decoder::boxes, {"scores", "boxes"});
  set.detector.manifest.detector = {.score_min = 0.5F, .iou_max = 0.4F};
  set.landmarks = model(ModelRole::landmarks, Decoder::landmarks_5, {"points"});
  set.embedder = model(ModelRole::embedder, Decoder::embedding, {"embedding"});
  set.embedder.calibration =
      Calibration{.model = set.embedder.manifest.name,
                  .sha256 = set.embedder.manifest.sha256,
                  .calibrated_on = {},
                  .basis = "by construction",
                  .points = {{.false_match_rate = 1e-4, .threshold = kNullThreshold}}};
  set.attack_detector = model(ModelRole::attack_detector, Decoder::probabilities, {"classes"});
  return set;
}

// A square picture of "person" `number`, with up to `noise` added to or taken from each value.
[[nodiscard]] inline Image null_person(std::uint32_t number, int noise = 0) {
  std::uint32_t state = number * 2'654'435'761U + 12'345U;  // Knuth's multiplicative hash
  const auto draw = [&] {
    state = state * 1'664'525U + 1'013'904'223U;
    return static_cast<int>(state >> 24U);
  };
  std::array<int, 12> colours{};
  for (int& colour : colours) colour = 30 + draw() * 160 / 255;
  Image image = Image::make(kNullSide, kNullSide).value();
  for (std::size_t i = 0; i < image.reveal().size(); ++i) {
    const std::size_t x = i / 3 % kNullSide;
    const std::size_t y = i / 3 / kNullSide;
    const std::size_t quarter = 2 * (2 * y / kNullSide) + 2 * x / kNullSide;
    const int value =
        colours[3 * quarter + i % 3] + (noise == 0 ? 0 : draw() % (2 * noise + 1) - noise);
    image.reveal()[i] = static_cast<std::uint8_t>(std::clamp(value, 5, 250));
  }
  return image;
}

// Pictures of nobody and of two people.
[[nodiscard]] inline Image null_nobody() { return Image::make(kNullSide, kNullSide).value(); }
[[nodiscard]] inline Image null_couple() {
  Image image = null_nobody();
  std::ranges::fill(image.reveal(), std::uint8_t{255});
  return image;
}

}  // namespace menshen::face
