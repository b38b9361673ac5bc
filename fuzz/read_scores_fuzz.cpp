// A distribution of scores is read or refused with a reason, whatever its bytes, and what was
// read is written so that it reads the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "accuracy/calibrate.hpp"
#include "base/error.hpp"
#include "model_files/score_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scores = menshen::model_files::read_scores(text);
  MENSHEN_ASSERT(scores || !scores.error().what.empty());
  if (!scores) return 0;
  const auto again =
      menshen::model_files::read_scores(menshen::model_files::scores_as_json(*scores));
  MENSHEN_ASSERT(again && *again == *scores);
  const auto found = menshen::accuracy::calibrate(scores->all, 0.5);
  MENSHEN_ASSERT(!found || (found->fmr.value <= 0.5 && found->lower <= found->threshold &&
                            found->threshold <= found->upper));
  return 0;
}
