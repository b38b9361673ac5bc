// Model files from disk, each held to the hash in its manifest: a network that was exchanged
// or damaged is not run.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "face/model_manifest.hpp"

namespace menshen::model_files {

inline constexpr std::uintmax_t kModelBytesMax = 512U << 20U;

// The manifest in the file `manifest` and the model file it names, found in the folder
// `models`; of an embedder also the calibration, from a file with `.calibration.yaml` in place
// of the manifest's `.yaml`, if there is one. Errors: not_found when a file is missing;
// invalid_input when the manifest or the calibration is wrong or of another model; corrupt when
// the model file is not the one the manifest describes; exhausted when a file is too large.
// Each names the file and the remedy.
[[nodiscard]] Result<face::ModelFile> load_model(const std::filesystem::path& manifest,
                                                 const std::filesystem::path& models,
                                                 const Crypto& crypto);

// All models of the set file `set`, for face::Pipeline::make. Errors: as load_model; also
// invalid_input when a model has another role than its place, or both embedders one name.
[[nodiscard]] Result<face::ModelSet> load_model_set(const std::filesystem::path& set,
                                                    const std::filesystem::path& models,
                                                    const Crypto& crypto);

}  // namespace menshen::model_files
