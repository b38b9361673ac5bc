// One loaded network of a pipeline with its manifest and buffers.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"

namespace menshen::face::detail {

class LoadedModel {
 public:
  // `resize` loads the network for the manifest's input size whatever the file says; its
  // buffers lie in `memory`. Errors: those of Runtime::load; invalid_input when `role` is not
  // the manifest's, or the decoder does not fit; exhausted when `memory` has none left.
  [[nodiscard]] static Result<std::unique_ptr<LoadedModel>> make(
      ModelManifest manifest, std::span<const std::byte> file, ModelRole role, bool resize,
      Runtime& runtime, std::pmr::memory_resource& memory);

  [[nodiscard]] const ModelManifest& manifest() const noexcept { return manifest_; }

  // Where to write the picture before `run`.
  [[nodiscard]] std::span<float> input() noexcept { return input_.reveal_as<float>(); }

  // Valid until `wipe_buffers`. Errors: those of Network::run.
  [[nodiscard]] Result<std::span<const std::span<const float>>> run();
  [[nodiscard]] Result<std::span<const std::span<const float>>> run(
      std::span<const float> input);

  [[nodiscard]] std::span<float> output(std::size_t index) noexcept {
    return writable_outputs_[index];
  }

  // Leaves no trace of the last picture.
  void wipe_buffers() noexcept;

  LoadedModel(const LoadedModel&) = delete;
  LoadedModel& operator=(const LoadedModel&) = delete;
  LoadedModel(LoadedModel&&) = delete;
  LoadedModel& operator=(LoadedModel&&) = delete;
  ~LoadedModel() = default;

 private:
  LoadedModel(ModelManifest manifest, std::unique_ptr<Network> network, Secret input,
              std::vector<Secret> outputs);

  ModelManifest manifest_;
  std::unique_ptr<Network> network_;
  Secret input_;
  std::vector<Secret> output_values_;
  std::vector<std::span<float>> writable_outputs_;
  std::vector<std::span<const float>> outputs_;
};

// Wipes a model's buffers when a stage returns, whatever the answer.
class WipeOnReturn {
 public:
  explicit WipeOnReturn(LoadedModel& model) noexcept : model_(model) {}
  WipeOnReturn(const WipeOnReturn&) = delete;
  WipeOnReturn& operator=(const WipeOnReturn&) = delete;
  WipeOnReturn(WipeOnReturn&&) = delete;
  WipeOnReturn& operator=(WipeOnReturn&&) = delete;
  ~WipeOnReturn() { model_.wipe_buffers(); }

 private:
  LoadedModel& model_;
};

}  // namespace menshen::face::detail
