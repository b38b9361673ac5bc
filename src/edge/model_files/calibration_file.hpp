// The calibration that is kept beside an embedder's manifest, as plain YAML.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "face/calibration.hpp"

namespace menshen::model_files {

// `models/README.md` describes the fields. Unknown ones are refused, numbers are held to the
// ranges of face::Calibration, and points must stand by falling rate with thresholds that never
// fall. Errors: invalid_input, with the line; exhausted as for plain YAML.
[[nodiscard]] Result<face::Calibration> read_calibration(std::string_view yaml);

// What read_calibration reads back as the same value.
[[nodiscard]] std::string calibration_as_yaml(const face::Calibration& calibration);

}  // namespace menshen::model_files
