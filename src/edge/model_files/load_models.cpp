#include "model_files/load_models.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "face/calibration.hpp"
#include "face/model_manifest.hpp"
#include "model_files/calibration_file.hpp"
#include "model_files/read_manifest.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::model_files {
namespace {

// Errors name the file, not its folder: the folder is the machine's own business.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path,
                                         std::uintmax_t bytes_max, std::string_view remedy) {
  const std::string file = path.filename().string();
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) return fail(Code::not_found, fmt::format("`{}` is not there: {}", file, remedy));
  if (size > bytes_max) {
    return fail(Code::exhausted,
                fmt::format("`{}` has {} bytes; at most {} are read", file, size, bytes_max));
  }
  std::vector<std::byte> bytes(size);
  std::ifstream stream(path, std::ios::binary);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as a stream takes them
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!stream) return fail(Code::unavailable, fmt::format("`{}` cannot be read", file));
  return bytes;
}

std::string_view as_text(std::span<const std::byte> bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes of text
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <typename Value>
Result<Value> about(const std::filesystem::path& file, Result<Value> result) {
  if (result) return result;
  return tl::unexpected<Error>(
      in_context(result.error(), fmt::format("`{}`", file.filename().string())));
}

constexpr std::string_view kManifestRemedy = "name a manifest in the folder of the model set";

Result<face::ModelFile> load_as(face::ModelRole role, const std::filesystem::path& manifest,
                                const std::filesystem::path& models, const Crypto& crypto) {
  MENSHEN_TRY(auto model, load_model(manifest, models, crypto));
  if (model.manifest.role != role) {
    return fail(
        Code::invalid_input,
        fmt::format("`{}` has the role {}, the model set names it as {}",
                    manifest.filename().string(), name(model.manifest.role), name(role)));
  }
  return model;
}

// Beside the manifest `fr.yaml`: `fr.calibration.yaml`. None when it is not there.
Result<std::optional<face::Calibration>> load_calibration(const std::filesystem::path& manifest,
                                                          const face::ModelManifest& model) {
  auto path = manifest;
  path.replace_extension(".calibration.yaml");
  std::error_code failure;
  if (!std::filesystem::exists(path, failure) && !failure) return std::nullopt;
  MENSHEN_TRY(const auto text, read_file(path, plain_yaml::kBytesMax, kManifestRemedy));
  MENSHEN_TRY(auto calibration, about(path, read_calibration(as_text(text))));
  if (calibration.model == model.name && calibration.sha256 == model.sha256) {
    return std::optional(std::move(calibration));
  }
  return fail(Code::invalid_input,
              fmt::format("`{}` is of another model, or of another file of `{}`: calibrate the "
                          "one that is used, or take the file away",
                          path.filename().string(), model.name));
}

}  // namespace

Result<face::ModelFile> load_model(const std::filesystem::path& manifest,
                                   const std::filesystem::path& models, const Crypto& crypto) {
  MENSHEN_TRY(const auto text, read_file(manifest, plain_yaml::kBytesMax, kManifestRemedy));
  face::ModelFile model;
  MENSHEN_TRY(model.manifest, about(manifest, read_manifest(as_text(text))));
  MENSHEN_TRY(model.bytes, read_file(models / model.manifest.file, kModelBytesMax,
                                     "run `./dev setup`, or put the model file in place"));
  const Digest found = crypto.sha256(model.bytes);
  if (found != model.manifest.sha256) {
    constexpr std::size_t kShownBytes = 6;
    const auto shown = [](const Digest& digest) {
      return to_hex(std::span(digest).first(kShownBytes));
    };
    return fail(Code::corrupt,
                fmt::format("`{}` is not the file that `{}` describes: its SHA-256 begins {}, "
                            "expected {}; run `./dev setup`, or put the right file in place",
                            model.manifest.file, manifest.filename().string(), shown(found),
                            shown(model.manifest.sha256)));
  }
  if (model.manifest.role == face::ModelRole::embedder) {
    MENSHEN_TRY(model.calibration, load_calibration(manifest, model.manifest));
  }
  return model;
}

Result<face::ModelSet> load_model_set(const std::filesystem::path& set,
                                      const std::filesystem::path& models,
                                      const Crypto& crypto) {
  using face::ModelRole;
  MENSHEN_TRY(const auto text, read_file(set, plain_yaml::kBytesMax, "name a model set file"));
  MENSHEN_TRY(const auto names, about(set, read_model_set(as_text(text))));
  const auto folder = set.parent_path();
  face::ModelSet loaded;
  MENSHEN_TRY(loaded.detector,
              load_as(ModelRole::detector, folder / names.detector, models, crypto));
  MENSHEN_TRY(loaded.embedder,
              load_as(ModelRole::embedder, folder / names.embedder, models, crypto));
  if (names.landmarks) {
    MENSHEN_TRY(loaded.landmarks,
                load_as(ModelRole::landmarks, folder / *names.landmarks, models, crypto));
  }
  if (names.attack_detector) {
    MENSHEN_TRY(
        loaded.attack_detector,
        load_as(ModelRole::attack_detector, folder / *names.attack_detector, models, crypto));
  }
  if (names.previous_embedder) {
    MENSHEN_TRY(
        loaded.previous_embedder,
        load_as(ModelRole::embedder, folder / *names.previous_embedder, models, crypto));
    if (loaded.previous_embedder->manifest.name == loaded.embedder.manifest.name) {
      return fail(Code::invalid_input,
                  fmt::format("`previous_embedder` and `embedder` are both named `{}`: "
                              "references are told apart by the name, so the new model needs "
                              "another",
                              loaded.embedder.manifest.name));
    }
  }
  return loaded;
}

}  // namespace menshen::model_files
