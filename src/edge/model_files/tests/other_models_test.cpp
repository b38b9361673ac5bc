// Models of other makes take the place of the shipped ones by manifest alone: here an SCRFD
// detector and an NHWC embedder, generated, with answers that can be reckoned by hand.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/testing/fixed_clock.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/detail/align.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/pipeline.hpp"
#include "infer_onnx/testing/onnx_builder.hpp"
#include "model_files/load_models.hpp"
#include "parts.hpp"
#include "permit/permit.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::model_files {
namespace {

using infer_onnx::OnnxBuilder;
using Bytes = std::vector<std::byte>;

constexpr float kFaceLeft = 8;  // where the detector below sees its face, 48 pixels wide
constexpr float kFaceSide = 48;

// Each output of the detector is a product of the mean colour with a matrix, plus a bias:
// one anchor scores with the brightness, everything else is constant.
struct Head {
  std::string name;
  std::vector<float> per_brightness;
  std::vector<float> bias;
};

Bytes build(const std::vector<Head>& heads) {
  OnnxBuilder builder("image", {1, 3, 64, 64});
  builder.node("GlobalAveragePool", {"image"}, "mean").node("Flatten", {"mean"}, "colour");
  for (const Head& head : heads) {
    const auto size = static_cast<std::int64_t>(head.bias.size());
    std::vector<float> matrix;
    for (int channel = 0; channel < 3; ++channel) {
      matrix.insert(matrix.end(), head.per_brightness.begin(), head.per_brightness.end());
    }
    builder.weight(head.name + "_w", {3, size}, matrix)
        .weight(head.name + "_b", {size}, head.bias)
        .node("Gemm", {"colour", head.name + "_w", head.name + "_b"}, head.name)
        .output(head.name);
  }
  return builder.bytes();
}

Head constant(std::string name, std::size_t size) {
  return {std::move(name), std::vector<float>(size), std::vector<float>(size)};
}

// The five points of the face, in pixels of the detector's 64 × 64 input.
face::Point face_point(std::size_t i) {
  return {.x = kFaceLeft + face::kAlignedLandmarks[i].x / face::kAlignedSide * kFaceSide,
          .y = kFaceLeft + face::kAlignedLandmarks[i].y / face::kAlignedSide * kFaceSide};
}

Bytes scrfd() {
  std::vector<Head> heads;
  for (const auto& [kind, values] : {std::pair{"score", 1}, {"bbox", 4}, {"kps", 10}}) {
    for (const int stride : {8, 16, 32}) {
      const int cells = (64 / stride) * (64 / stride);
      heads.push_back(constant(fmt::format("{}_{}", kind, stride),
                               static_cast<std::size_t>(2 * cells * values)));
    }
  }
  // Stride 16, cell (2, 2), first anchor: its centre is (32, 32).
  const std::size_t anchor = 2 * (4 * 2 + 2);
  heads[1].per_brightness[anchor] = 1.0F / 3 / 128;
  for (std::size_t i = 0; i < 4; ++i) heads[4].bias[4 * anchor + i] = kFaceSide / 2 / 16;
  for (std::size_t i = 0; i < face::kLandmarks; ++i) {
    heads[7].bias[10 * anchor + 2 * i] = (face_point(i).x - 32) / 16;
    heads[7].bias[10 * anchor + 2 * i + 1] = (face_point(i).y - 32) / 16;
  }
  return build(heads);
}

Bytes yunet() {
  std::vector<Head> heads;
  for (const auto& [kind, values] :
       {std::pair{"cls", 1}, {"obj", 1}, {"bbox", 4}, {"kps", 10}}) {
    for (const int stride : {8, 16, 32}) {
      const int cells = (64 / stride) * (64 / stride);
      heads.push_back(constant(fmt::format("{}_{}", kind, stride),
                               static_cast<std::size_t>(cells * values)));
    }
  }
  const std::size_t cell = 4 * 2 + 2;  // stride 16, (2, 2)
  heads[1].bias[cell] = 1;
  heads[4].per_brightness[cell] = 1.0F / 3 / 128;
  heads[7].bias[4 * cell + 2] = std::log(kFaceSide / 16);
  heads[7].bias[4 * cell + 3] = std::log(kFaceSide / 16);
  for (std::size_t i = 0; i < face::kLandmarks; ++i) {
    heads[10].bias[10 * cell + 2 * i] = face_point(i).x / 16 - 2;
    heads[10].bias[10 * cell + 2 * i + 1] = face_point(i).y / 16 - 2;
  }
  return build(heads);
}

// NHWC, RGB, 96 × 96: the means of 24 × 24 squares, spread over 128 values.
Bytes embedder() {
  std::vector<float> matrix(48 * 128);
  for (std::size_t i = 0; i < 48; ++i) {
    matrix[128 * i + 2 * i] = 1;
    matrix[128 * i + 127 - i] += 0.5F;
  }
  return OnnxBuilder("pixels", {1, 96, 96, 3})
      .node("Transpose", {"pixels"}, "planes", {{"perm", {0, 3, 1, 2}}})
      .node("AveragePool", {"planes"}, "squares",
            {{"kernel_shape", {24, 24}}, {"strides", {24, 24}}})
      .node("Flatten", {"squares"}, "list")
      .weight("matrix", {48, 128}, matrix)
      .weight("bias", {128}, std::vector<float>(128))
      .node("Gemm", {"list", "matrix", "bias"}, "embedding")
      .output("embedding")
      .bytes();
}

class OtherModels : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    write("embedder.onnx", embedder());
    manifest("embedder.yaml", "embedder.onnx", R"(role: embedder
input: {name: pixels, layout: nhwc, width: 96, height: 96, colours: rgb, subtract: 127.5, divide_by: 127.5}
outputs: [embedding]
decoder: embedding
)");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void write(std::string_view name, std::span<const std::byte> bytes) const {
    std::ofstream stream(folder / name, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size()));
  }

  void write_text(std::string_view name, std::string_view text) const {
    write(name, std::as_bytes(std::span(text)));
  }

  void manifest(std::string_view name, const std::string& file, std::string_view rest) const {
    write_text(name,
               fmt::format("name: other\nfile: {}\nsha256: {}\nlicence: CC0-1.0\n"
                           "provenance: {{risk: low, zh: 测试生成, en: made by a test}}\n{}",
                           file, to_hex(crypto.sha256(read_bytes(folder / file))), rest));
  }

  void detector(const Bytes& model, std::string_view decoder, std::string_view outputs) const {
    write("detector.onnx", model);
    manifest("detector.yaml", "detector.onnx",
             fmt::format(R"(role: detector
input: {{name: image, layout: nchw, width: 64, height: 64, colours: bgr, subtract: 0, divide_by: 1}}
outputs: [{}]
decoder: {}
detector: {{score_min: 0.5, iou_max: 0.4}}
)",
                         outputs, decoder));
    write_text("set.yaml", "detector: detector.yaml\nembedder: embedder.yaml\n");
  }

  void expect_that_a_face_is_captured() const {
    const auto runtime = open_onnx();
    const FixedClock clock{kNow};
    const auto set = load_model_set(folder / "set.yaml", folder, crypto);
    ASSERT_TRUE(set) << set.error().what;
    auto pipeline = face::Pipeline::make(*set, *runtime, clock);
    ASSERT_TRUE(pipeline) << pipeline.error().what;
    const auto permit = PermitForTest::in_use(Act::verify);
    auto picture = face::Image::make(128, 128).value();  // twice the detector's input
    EXPECT_FALSE(pipeline->capture(picture, permit));    // too dark to score
    for (std::size_t i = 0; i < picture.reveal().size(); ++i) {
      picture.reveal()[i] = static_cast<std::uint8_t>(i % 384 < 192 ? 120 : 90);
    }
    const auto probe = pipeline->capture(picture, permit);
    ASSERT_TRUE(probe) << probe.error().what;
    EXPECT_NEAR(probe->box.left, 2 * kFaceLeft, 0.01);
    EXPECT_NEAR(probe->box.bottom, 2 * (kFaceLeft + kFaceSide), 0.01);
    EXPECT_NEAR(probe->landmarks[2].x, 2 * face_point(2).x, 0.01);
    EXPECT_EQ(probe->embedding.dimension(), 128U);
    EXPECT_FALSE(probe->live_probability.has_value());
    // The left half of the picture is brighter: in each row of four squares of a colour, the
    // first is above the last.
    const auto values = probe->embedding.reveal();
    EXPECT_GT(values[0], values[6]);
  }

  std::filesystem::path folder = std::filesystem::path(testing::TempDir()) /
                                 testing::UnitTest::GetInstance()->current_test_info()->name();
  crypto_openssl::OpensslCrypto crypto;
};

TEST_F(OtherModels, an_scrfd_detector_and_an_nhwc_embedder_work) {
  detector(scrfd(), "scrfd",
           "score_8, score_16, score_32, bbox_8, bbox_16, bbox_32, kps_8, kps_16, kps_32");
  expect_that_a_face_is_captured();
}

TEST_F(OtherModels, a_yunet_detector_and_an_nhwc_embedder_work) {
  detector(yunet(), "yunet",
           "cls_8, cls_16, cls_32, obj_8, obj_16, obj_32, bbox_8, bbox_16, bbox_32, kps_8, "
           "kps_16, kps_32");
  expect_that_a_face_is_captured();
}

}  // namespace
}  // namespace menshen::model_files
