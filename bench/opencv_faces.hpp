// Faces as users of OpenCV find and recognise them, for comparison: none of our code but for
// the five points' transform.
#pragma once

#include <memory>

#include "face/model_manifest.hpp"
#include "photograph.hpp"

namespace menshen::bench {

// libjpeg at full size, as cv::imdecode has it (whose package is left out for the hundred
// formats it brings), then cv::dnn with the graphs as they were published, at their published
// sizes, and cv::warpAffine. One thread.
class OpencvFaces {
 public:
  explicit OpencvFaces(const face::ModelSet& set);
  OpencvFaces(const OpencvFaces&) = delete;
  OpencvFaces& operator=(const OpencvFaces&) = delete;
  OpencvFaces(OpencvFaces&&) = delete;
  OpencvFaces& operator=(OpencvFaces&&) = delete;
  ~OpencvFaces();

  // Whether the photograph shows who the first one showed.
  void verify(const Bytes& jpeg);

  // Of what was seen last with what was seen first.
  [[nodiscard]] double score() const;

 private:
  struct Networks;

  std::unique_ptr<Networks> networks_;
};

}  // namespace menshen::bench
