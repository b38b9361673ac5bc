#include "opencv_faces.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <jpeglib.h>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "face/detail/align.hpp"
#include "face/geometry.hpp"
#include "face/model_manifest.hpp"
#include "must.hpp"

namespace menshen::bench {
namespace {

constexpr float kScoreMin = 0.8F;
constexpr float kIouMax = 0.4F;

cv::dnn::Net network(const face::ModelFile& model) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as OpenCV takes them
  return cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(model.bytes.data()),
                                  model.bytes.size());
}

cv::Mat decode(const Bytes& jpeg) {
  jpeg_decompress_struct decoder{};
  jpeg_error_mgr errors{};
  decoder.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&decoder);
  jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(jpeg.data()),  // NOLINT: C API
               jpeg.size());
  jpeg_read_header(&decoder, TRUE);
  decoder.out_color_space = JCS_EXT_BGR;
  jpeg_start_decompress(&decoder);
  cv::Mat image(static_cast<int>(decoder.output_height), static_cast<int>(decoder.output_width),
                CV_8UC3);
  while (decoder.output_scanline < decoder.output_height) {
    JSAMPROW row = image.ptr(static_cast<int>(decoder.output_scanline));
    jpeg_read_scanlines(&decoder, &row, 1);
  }
  jpeg_finish_decompress(&decoder);
  jpeg_destroy_decompress(&decoder);
  return image;
}

// The mean of some of the 68 points (iBUG), in pixels of the picture.
face::Point mean_of(const cv::Mat& points, std::span<const int> which, const cv::Rect& crop) {
  face::Point mean;
  const auto* values = points.ptr<float>();
  for (const int each : which) {
    mean.x += values[2 * each] / static_cast<float>(which.size());
    mean.y += values[2 * each + 1] / static_cast<float>(which.size());
  }
  return {.x = static_cast<float>(crop.x) + mean.x * static_cast<float>(crop.width),
          .y = static_cast<float>(crop.y) + mean.y * static_cast<float>(crop.height)};
}

}  // namespace

struct OpencvFaces::Networks {
  cv::dnn::Net detector;
  cv::dnn::Net landmarks;
  cv::dnn::Net embedder;
  cv::Mat first;
  cv::Mat last;

  cv::Rect detect(const cv::Mat& image) {
    constexpr double kScale = 1.0 / 128;
    detector.setInput(
        cv::dnn::blobFromImage(image, kScale, {320, 240}, cv::Scalar::all(127), true));
    std::vector<cv::Mat> outputs;
    detector.forward(outputs, std::vector<cv::String>{"scores", "boxes"});
    std::vector<cv::Rect> boxes;
    std::vector<float> scores;
    const auto* score = outputs[0].ptr<float>();
    const auto* corner = outputs[1].ptr<float>();
    for (std::size_t i = 0; i < outputs[0].total() / 2; ++i, score += 2, corner += 4) {
      if (score[1] < kScoreMin) continue;
      const auto across = [&](float at) {
        return cvRound(at * static_cast<float>(image.cols));
      };
      const auto down = [&](float at) { return cvRound(at * static_cast<float>(image.rows)); };
      boxes.emplace_back(cv::Point(across(corner[0]), down(corner[1])),
                         cv::Point(across(corner[2]), down(corner[3])));
      scores.push_back(score[1]);
    }
    std::vector<int> kept;
    cv::dnn::NMSBoxes(boxes, scores, kScoreMin, kIouMax, kept);
    if (kept.size() != 1) give_up("OpenCV found not one face");
    return boxes[static_cast<std::size_t>(kept.front())];
  }

  face::Landmarks locate(const cv::Mat& image, const cv::Rect& box) {
    const cv::Rect square(box.x + (box.width - box.height) / 2, box.y, box.height, box.height);
    const cv::Rect crop = square & cv::Rect({0, 0}, image.size());
    cv::Mat grey;
    cv::cvtColor(image(crop), grey, cv::COLOR_BGR2GRAY);
    constexpr double kScale = 1.0 / 256;
    landmarks.setInput(cv::dnn::blobFromImage(grey, kScale, {64, 64}));
    const cv::Mat points = landmarks.forward();
    constexpr std::array kLeftEye{37, 38, 40, 41};
    constexpr std::array kRightEye{43, 44, 46, 47};
    constexpr std::array kNose{30};
    constexpr std::array kLeftMouth{48, 60};
    constexpr std::array kRightMouth{54, 64};
    return {mean_of(points, kLeftEye, crop), mean_of(points, kRightEye, crop),
            mean_of(points, kNose, crop), mean_of(points, kLeftMouth, crop),
            mean_of(points, kRightMouth, crop)};
  }

  cv::Mat embed(const cv::Mat& image, const face::Landmarks& points) {
    const auto to = must(face::estimate_similarity(points, face::kAlignedLandmarks));
    const cv::Matx23d transform(to.a, -to.b, to.dx, to.b, to.a, to.dy);
    cv::Mat aligned;
    cv::warpAffine(image, aligned, transform, {112, 112});
    constexpr double kScale = 1.0 / 128;
    embedder.setInput(
        cv::dnn::blobFromImage(aligned, kScale, {112, 112}, cv::Scalar::all(127)));
    cv::Mat unit;
    cv::normalize(embedder.forward(), unit);
    return unit;
  }
};

OpencvFaces::OpencvFaces(const face::ModelSet& set)
    : networks_(std::make_unique<Networks>(
          Networks{.detector = network(set.detector),
                   .landmarks = network(*set.landmarks),  // NOLINT(bugprone-*): the set has one
                   .embedder = network(set.embedder),
                   .first = {},
                   .last = {}})) {
  cv::setNumThreads(1);
}

OpencvFaces::~OpencvFaces() = default;

void OpencvFaces::verify(const Bytes& jpeg) {
  const cv::Mat image = decode(jpeg);
  const auto points = networks_->locate(image, networks_->detect(image));
  networks_->last = networks_->embed(image, points);
  if (networks_->first.empty()) networks_->first = networks_->last;
  if (score() < 0) give_up("OpenCV found another face");
}

double OpencvFaces::score() const { return networks_->first.dot(networks_->last); }

}  // namespace menshen::bench
