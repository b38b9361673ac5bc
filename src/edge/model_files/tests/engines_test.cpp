// Two engines that share no code, one of them on the graphs as they were published, must give
// the same numbers on real faces.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/fixed_clock.hpp"
#include "face/detail/detector_decoders.hpp"
#include "face/detail/landmark_decoders.hpp"
#include "face/detail/resample.hpp"
#include "face/geometry.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"
#include "face/pipeline.hpp"
#include "infer_opencv/opencv_runtime.hpp"
#include "parts.hpp"
#include "permit/permit.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::model_files {
namespace {

using Answers = std::vector<std::vector<float>>;

class Engines : public testing::TestWithParam<std::string_view> {
 protected:
  static Answers run(face::Runtime& runtime, const face::ModelFile& model,
                     std::span<const float> input) {
    auto network = runtime.load(model.bytes, {.input = model.manifest.input.name,
                                              .input_shape = model.manifest.input.shape(),
                                              .outputs = model.manifest.outputs});
    EXPECT_TRUE(network) << network.error().what;
    Answers answers;
    for (const auto& shape : (*network)->output_shapes()) {
      answers.emplace_back(face::element_count(shape));
    }
    const std::vector<std::span<float>> outputs(answers.begin(), answers.end());
    EXPECT_TRUE((*network)->run(input, outputs));
    return answers;
  }

  // Largest difference, in units of the largest value where that is above 1.
  static double difference(const Answers& a, const Answers& b) {
    double largest = 1;
    double apart = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].size(), b[i].size());
      for (std::size_t k = 0; k < a[i].size(); ++k) {
        largest = std::max(largest, std::abs(double{b[i][k]}));
        apart = std::max(apart, std::abs(double{a[i][k]} - double{b[i][k]}));
      }
    }
    return apart / largest;
  }

  static double cosine(std::span<const float> a, std::span<const float> b) {
    const auto dot = [](std::span<const float> x, std::span<const float> y) {
      return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
    };
    return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
  }

  std::unique_ptr<face::Runtime> onnx = open_onnx();
  infer_opencv::OpencvRuntime opencv;
  face::ModelSet set = default_models();
};

TEST_P(Engines, agree_on_all_four_models) {
  constexpr double kTolerance = 1e-4;
  const auto image = portrait(GetParam());
  const FixedClock clock{kNow};
  const auto permit = PermitForTest::in_use(Act::evaluate);
  auto pipeline = face::Pipeline::make(set, *onnx, clock).value();
  const auto face = pipeline.detect(image, permit)->at(0);
  const auto landmarks = pipeline.locate(image, face, permit).value();
  const auto aligned = pipeline.align(image, landmarks, permit).value();

  // The second engine can only give the outputs of the file.
  face::ModelFile detector = set.detector;
  detector.manifest.outputs = {"scores", "boxes"};
  const auto& format = detector.manifest.input;
  std::vector<float> input(format.size());
  face::write_letterboxed(image, face::Letterbox::fit(image.width(), image.height(), format),
                          format, input);
  EXPECT_LT(difference(run(*onnx, detector, input), run(opencv, detector, input)), kTolerance);

  input.resize(set.landmarks->manifest.input.size());
  face::write_crop(image, face::landmark_crop(face.box), set.landmarks->manifest.input, input);
  EXPECT_LT(difference(run(*onnx, *set.landmarks, input), run(opencv, *set.landmarks, input)),
            kTolerance);

  const auto rewritten = run(*onnx, set.embedder, aligned.reveal());
  const auto original = run(opencv, set.embedder, aligned.reveal());
  EXPECT_LT(difference(rewritten, original), kTolerance);
  EXPECT_GT(cosine(rewritten[0], original[0]), 0.99999);

  input.resize(set.attack_detector->manifest.input.size());
  face::write_crop(image,
                   face::attack_crop(face.box, set.attack_detector->manifest.attack.crop_scale,
                                     image.width(), image.height()),
                   set.attack_detector->manifest.input, input);
  EXPECT_LT(difference(run(*onnx, *set.attack_detector, input),
                       run(opencv, *set.attack_detector, input)),
            kTolerance);
}

TEST_P(Engines, find_the_boxes_that_the_graph_itself_decodes) {
  const auto image = portrait(GetParam());
  face::ModelFile by_graph = set.detector;
  by_graph.manifest.outputs = {"scores", "boxes"};
  by_graph.manifest.decoder = face::Decoder::boxes;
  const auto& format = by_graph.manifest.input;
  std::vector<float> input(format.size());
  face::write_letterboxed(image, face::Letterbox::fit(image.width(), image.height(), format),
                          format, input);
  const auto boxes = [&](const face::ModelFile& model) {
    const auto answers = run(*onnx, model, input);
    const std::vector<std::span<const float>> outputs(answers.begin(), answers.end());
    // Every prior, also where no face is: a difference anywhere shows.
    return face::decode_detections(model.manifest.decoder, format, outputs, 0).value();
  };
  const auto ours = boxes(set.detector);
  const auto theirs = boxes(by_graph);
  ASSERT_EQ(ours.size(), 4420U);
  ASSERT_EQ(theirs.size(), ours.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_NEAR(ours[i].box.left, theirs[i].box.left, 0.01);
    EXPECT_NEAR(ours[i].box.top, theirs[i].box.top, 0.01);
    EXPECT_NEAR(ours[i].box.right, theirs[i].box.right, 0.01);
    EXPECT_NEAR(ours[i].box.bottom, theirs[i].box.bottom, 0.01);
  }
}

INSTANTIATE_TEST_SUITE_P(table, Engines, testing::Values("astronaut.png", "grace_hopper.jpg"),
                         [](const auto& row) {
                           return std::string(row.param.substr(0, row.param.find('.')));
                         });

}  // namespace
}  // namespace menshen::model_files
