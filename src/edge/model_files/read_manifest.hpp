// Model manifests and model sets, read from plain YAML.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "face/model_manifest.hpp"

namespace menshen::model_files {

// The manifest in `yaml`. `models/README.md` describes its fields. Every field is required
// unless said otherwise there, unknown ones are refused, and values are held to the ranges
// their types state. Errors: invalid_input, with the line and the remedy; exhausted when the
// text is longer than plain YAML allows.
[[nodiscard]] Result<face::ModelManifest> read_manifest(std::string_view yaml);

// Which manifests make up a set: file names relative to the set's own folder.
struct ModelSetNames {
  std::string detector;
  std::optional<std::string> landmarks;
  std::string embedder;
  std::optional<std::string> attack_detector;
  std::optional<std::string> previous_embedder;
};

// Errors: as read_manifest.
[[nodiscard]] Result<ModelSetNames> read_model_set(std::string_view yaml);

}  // namespace menshen::model_files
