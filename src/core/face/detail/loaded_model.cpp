#include "face/detail/loaded_model.hpp"

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/wipe.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"

namespace menshen::face::detail {

Result<std::unique_ptr<LoadedModel>> LoadedModel::make(ModelManifest manifest,
                                                       std::span<const std::byte> file,
                                                       ModelRole role, bool resize,
                                                       Runtime& runtime,
                                                       std::pmr::memory_resource& memory) {
  if (manifest.role != role || role_of(manifest.decoder) != role) {
    return fail(Code::invalid_input,
                fmt::format("model `{}`: role `{}` with decoder `{}`, expected role `{}`",
                            manifest.name, face::name(manifest.role),
                            face::name(manifest.decoder), face::name(role)));
  }
  if (manifest.outputs.size() != outputs_of(manifest.decoder)) {
    return fail(Code::invalid_input,
                fmt::format("model `{}`: decoder `{}` reads {} outputs, the manifest names {}",
                            manifest.name, face::name(manifest.decoder),
                            outputs_of(manifest.decoder), manifest.outputs.size()));
  }
  auto network = runtime.load(file, {.input = manifest.input.name,
                                     .input_shape = manifest.input.shape(),
                                     .outputs = manifest.outputs,
                                     .resize = resize});
  if (!network) {
    return tl::unexpected<Error>(
        in_context(network.error(), fmt::format("model `{}`", manifest.name)));
  }
  MENSHEN_ASSERT((*network)->output_shapes().size() == manifest.outputs.size());
  MENSHEN_TRY(auto input, Secret::make(manifest.input.size() * sizeof(float), memory));
  std::vector<Secret> outputs;
  for (const Shape& shape : (*network)->output_shapes()) {
    MENSHEN_TRY(auto output, Secret::make(element_count(shape) * sizeof(float), memory));
    outputs.push_back(std::move(output));
  }
  return std::unique_ptr<LoadedModel>(new LoadedModel(std::move(manifest), *std::move(network),
                                                      std::move(input), std::move(outputs)));
}

LoadedModel::LoadedModel(ModelManifest manifest, std::unique_ptr<Network> network, Secret input,
                         std::vector<Secret> outputs)
    : manifest_(std::move(manifest)),
      network_(std::move(network)),
      input_(std::move(input)),
      output_values_(std::move(outputs)) {
  for (Secret& values : output_values_) {
    writable_outputs_.push_back(values.reveal_as<float>());
    outputs_.emplace_back(values.reveal_as<float>());
  }
}

Result<std::span<const std::span<const float>>> LoadedModel::run() { return run(input()); }

Result<std::span<const std::span<const float>>> LoadedModel::run(std::span<const float> input) {
  if (auto done = network_->run(input, writable_outputs_); !done) {
    return tl::unexpected<Error>(
        in_context(done.error(), fmt::format("model `{}`", manifest_.name)));
  }
  return outputs_;
}

void LoadedModel::wipe_buffers() noexcept {
  wipe(input_.reveal());
  for (Secret& values : output_values_) wipe(values.reveal());
}

}  // namespace menshen::face::detail
