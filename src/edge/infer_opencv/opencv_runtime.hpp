// The inference port through OpenCV's DNN module: a second engine, with nothing in common with
// the first, to check its numbers and its speed against. No program ships with it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/error.hpp"
#include "face/network.hpp"

namespace menshen::infer_opencv {

class OpencvRuntime final : public face::Runtime {
 public:
  // OpenCV has one number of threads for the whole process; this sets it to one.
  OpencvRuntime();

  // NetworkSpec::resize is not supported, and outputs must be those of the file.
  // Errors: also invalid_input for what it does not support.
  [[nodiscard]] Result<std::unique_ptr<face::Network>> load(
      std::span<const std::byte> model, const face::NetworkSpec& spec) override;
};

}  // namespace menshen::infer_opencv
