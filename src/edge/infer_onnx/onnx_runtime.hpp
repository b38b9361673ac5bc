// The inference port through ONNX Runtime, whose library is opened at run time: no release of
// it is bound at link time, and a machine without it can still start and say so.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <span>

#include "base/error.hpp"
#include "face/network.hpp"

namespace menshen::infer_onnx {

// One thread a network, graph optimisations on, denormal numbers flushed to zero while it
// computes. Before loading, the graph is rewritten as detail/rewrite.hpp says, exactly but
// for rounding, so that it runs two to three times as fast.
class OnnxRuntime final : public face::Runtime {
 public:
  // `library` is the file of ONNX Runtime, 1.17 or later. It stays open until the process
  // ends. What the engine computes lies in `memory`, which must outlive it and be safe to call
  // from several threads at once. Errors: unavailable when the library cannot be opened or is
  // too old.
  [[nodiscard]] static Result<std::unique_ptr<OnnxRuntime>> open(
      const std::filesystem::path& library,
      std::pmr::memory_resource& memory = *std::pmr::new_delete_resource());

  OnnxRuntime(const OnnxRuntime&) = delete;
  OnnxRuntime& operator=(const OnnxRuntime&) = delete;
  OnnxRuntime(OnnxRuntime&&) = delete;
  OnnxRuntime& operator=(OnnxRuntime&&) = delete;
  ~OnnxRuntime() override;

  [[nodiscard]] Result<std::unique_ptr<face::Network>> load(
      std::span<const std::byte> model, const face::NetworkSpec& spec) override;

 private:
  class Engine;
  class Session;

  explicit OnnxRuntime(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

}  // namespace menshen::infer_onnx
