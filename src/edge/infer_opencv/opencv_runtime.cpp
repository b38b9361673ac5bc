#include "infer_opencv/opencv_runtime.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

#include "base/error.hpp"
#include "face/network.hpp"

namespace menshen::infer_opencv {
namespace {

class OpencvNetwork final : public face::Network {
 public:
  OpencvNetwork(const cv::dnn::Net& net, const face::NetworkSpec& spec)
      : net_(net),
        input_shape_(spec.input_shape.begin(), spec.input_shape.end()),
        output_names_(spec.outputs.begin(), spec.outputs.end()) {}

  Result<> measure_outputs() {
    const cv::Mat zeros(input_shape_, CV_32F, cv::Scalar(0));
    if (auto done = forward(zeros); !done) return done;
    for (const cv::Mat& value : values_) {
      output_shapes_.emplace_back(value.size.p, value.size.p + value.dims);
    }
    return {};
  }

  [[nodiscard]] const std::vector<face::Shape>& output_shapes() const noexcept override {
    return output_shapes_;
  }

  [[nodiscard]] Result<> run(std::span<const float> input,
                             std::span<const std::span<float>> outputs) override {
    MENSHEN_ASSERT(outputs.size() == output_shapes_.size());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): cv::Mat has no read-only form
    if (auto done = forward(cv::Mat(input_shape_, CV_32F, const_cast<float*>(input.data())));
        !done) {
      return done;
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const std::span<const float> values(values_[i].ptr<float>(), values_[i].total());
      MENSHEN_ASSERT(values.size() == outputs[i].size());
      std::ranges::copy(values, outputs[i].begin());
    }
    return {};
  }

 private:
  Result<> forward(const cv::Mat& input) {
    try {
      net_.setInput(input);
      values_.clear();
      net_.forward(values_, output_names_);
    } catch (const cv::Exception& failure) {
      return fail(Code::unavailable, fmt::format("the inference engine says: {}", failure.err));
    }
    return {};
  }

  cv::dnn::Net net_;
  std::vector<int> input_shape_;
  std::vector<cv::String> output_names_;
  std::vector<cv::Mat> values_;
  std::vector<face::Shape> output_shapes_;
};

}  // namespace

OpencvRuntime::OpencvRuntime() { cv::setNumThreads(1); }

Result<std::unique_ptr<face::Network>> OpencvRuntime::load(std::span<const std::byte> model,
                                                           const face::NetworkSpec& spec) {
  if (spec.resize) {
    return fail(Code::invalid_input, "this engine cannot change the size of a model's input");
  }
  cv::dnn::Net net;
  try {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as OpenCV takes them
    net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(model.data()), model.size());
  } catch (const cv::Exception&) {
    return fail(Code::invalid_input, "the model is not an ONNX file, or is damaged");
  }
  auto network = std::make_unique<OpencvNetwork>(net, spec);
  if (auto done = network->measure_outputs(); !done) {
    return fail(Code::invalid_input, done.error().what);
  }
  return network;
}

}  // namespace menshen::infer_opencv
