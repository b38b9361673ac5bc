// Port: a neural network that turns one block of numbers into some others. Nothing here knows
// what the numbers mean, or which engine computes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace menshen::face {

using Shape = std::vector<std::int64_t>;

// The number of values of a shape. `shape` must have no negative side.
[[nodiscard]] std::size_t element_count(const Shape& shape) noexcept;

struct NetworkSpec {
  std::string input;  // its name in the file
  Shape input_shape;
  std::vector<std::string> outputs;  // names in the file; any tensor of the graph may be named
  // True replaces a fixed size in the file by `input_shape`: right only for a graph that is
  // convolutional up to the outputs named.
  bool resize = false;
};

// A loaded network. Not safe to call from two threads at once: each worker has its own. It
// must not outlive its Runtime.
class Network {
 public:
  Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  Network(Network&&) = delete;
  Network& operator=(Network&&) = delete;
  virtual ~Network();

  // One shape for each output of the spec, in its order.
  [[nodiscard]] virtual const std::vector<Shape>& output_shapes() const noexcept = 0;

  // Computes the outputs of one input into the caller's memory, which must have exactly the
  // sizes of the shapes. float32, row-major. Errors: unavailable when the engine fails.
  [[nodiscard]] virtual Result<> run(std::span<const float> input,
                                     std::span<const std::span<float>> outputs) = 0;
};

// An inference engine. Safe to call from several threads at once.
class Runtime {
 public:
  Runtime() = default;
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  Runtime(Runtime&&) = delete;
  Runtime& operator=(Runtime&&) = delete;
  virtual ~Runtime();

  // Errors: invalid_input when `model` cannot be read, or has not the input and outputs of
  // `spec`; unavailable when the engine cannot run it.
  [[nodiscard]] virtual Result<std::unique_ptr<Network>> load(std::span<const std::byte> model,
                                                              const NetworkSpec& spec) = 0;
};

}  // namespace menshen::face
