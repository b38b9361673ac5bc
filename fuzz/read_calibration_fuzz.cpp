// A calibration is read or refused with a reason, whatever its bytes; what was read is written
// so that it reads the same, and no threshold it gives is of a looser rate than was asked for.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "face/calibration.hpp"
#include "model_files/calibration_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace files = menshen::model_files;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto calibration = files::read_calibration(text);
  MENSHEN_ASSERT(calibration || !calibration.error().what.empty());
  if (!calibration) return 0;
  const auto again = files::read_calibration(files::calibration_as_yaml(*calibration));
  MENSHEN_ASSERT(again && *again == *calibration);
  const auto point = menshen::face::threshold_for_identification(*calibration, 0.01, 100);
  MENSHEN_ASSERT(!point ||
                 point->false_match_rate <= menshen::face::false_match_rate_for(0.01, 100));
  return 0;
}
