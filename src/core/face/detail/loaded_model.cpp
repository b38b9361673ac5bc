#include "face/detail/loaded_model.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/wipe.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"

namespace menshen::face::detail {

Result<std::unique_ptr<LoadedModel>> LoadedModel::make(ModelManifest manifest,
                                                       std::span<const std::byte> file,
                                                       ModelRole role, bool resize,
                                                       Runtime& runtime) {
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
  return std::unique_ptr<LoadedModel>(
      new LoadedModel(std::move(manifest), *std::move(network)));
}

LoadedModel::LoadedModel(ModelManifest manifest, std::unique_ptr<Network> network)
    : manifest_(std::move(manifest)),
      network_(std::move(network)),
      input_(manifest_.input.size()) {
  for (const Shape& shape : network_->output_shapes()) {
    output_values_.emplace_back(element_count(shape));
  }
  for (std::vector<float>& values : output_values_) {
    writable_outputs_.emplace_back(values);
    outputs_.emplace_back(values);
  }
}

LoadedModel::~LoadedModel() { wipe_buffers(); }

Result<std::span<const std::span<const float>>> LoadedModel::run() { return run(input_); }

Result<std::span<const std::span<const float>>> LoadedModel::run(std::span<const float> input) {
  if (auto done = network_->run(input, writable_outputs_); !done) {
    return tl::unexpected<Error>(
        in_context(done.error(), fmt::format("model `{}`", manifest_.name)));
  }
  return outputs_;
}

void LoadedModel::wipe_buffers() noexcept {
  wipe(std::as_writable_bytes(std::span(input_)));
  for (std::vector<float>& values : output_values_) {
    wipe(std::as_writable_bytes(std::span(values)));
  }
}

}  // namespace menshen::face::detail
