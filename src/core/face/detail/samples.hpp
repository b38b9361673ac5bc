// Where a channel of a pixel goes in a network's input, and what it becomes on the way.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "face/model_manifest.hpp"

namespace menshen::face::detail {

// Writes pixels given as red, green, blue (0..255, any fraction) to a network's input. Pass it
// by value into loops: then its numbers stay in registers.
class SampleWriter {
 public:
  SampleWriter(const InputFormat& format, std::span<float> out) noexcept;

  void write(int x, int y, float red, float green, float blue) const noexcept {
    const std::size_t at =
        static_cast<std::size_t>(y) * row_step_ + static_cast<std::size_t>(x) * column_step_;
    if (grey_) {
      // Luma of ITU-R BT.601, as in JPEG.
      out_[at] = (0.299F * red + 0.587F * green + 0.114F * blue) * scale_[0] + shift_[0];
      return;
    }
    out_[at + offset_[0]] = red * scale_[0] + shift_[0];
    out_[at + offset_[1]] = green * scale_[1] + shift_[1];
    out_[at + offset_[2]] = blue * scale_[2] + shift_[2];
  }

 private:
  std::span<float> out_;
  bool grey_;
  std::size_t row_step_;
  std::size_t column_step_;
  std::array<std::size_t, 3> offset_{};  // of red, green, blue
  std::array<float, 3> scale_{};
  std::array<float, 3> shift_{};
};

}  // namespace menshen::face::detail
