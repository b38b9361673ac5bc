#include "face/detail/samples.hpp"

#include <cstddef>
#include <span>

#include "base/error.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face::detail {

SampleWriter::SampleWriter(const InputFormat& format, std::span<float> out) noexcept
    : out_(out), grey_(format.colours == Colours::grey) {
  MENSHEN_ASSERT(out.size() == format.size());
  const auto channels = static_cast<std::size_t>(format.channels());
  const auto width = static_cast<std::size_t>(format.width);
  const bool planar = format.layout == Layout::nchw;
  const std::size_t channel_step =
      planar ? width * static_cast<std::size_t>(format.height) : std::size_t{1};
  column_step_ = planar ? 1 : channels;
  row_step_ = width * column_step_;
  for (std::size_t colour = 0; colour < channels; ++colour) {
    const std::size_t channel = format.colours == Colours::bgr ? 2 - colour : colour;
    offset_[colour] = channel * channel_step;
    scale_[colour] = 1 / format.divide_by[channel];
    shift_[colour] = -format.subtract[channel] / format.divide_by[channel];
  }
}

}  // namespace menshen::face::detail
