#include "face/resample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/wipe.hpp"
#include "face/align.hpp"
#include "face/detail/samples.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face {
namespace {

// For every position of the output along one axis, which positions of the source it is the
// weighted mean of: `count` for each, those beyond the border moved onto it.
struct Taps {
  std::size_t count = 0;
  std::vector<std::size_t> index;
  std::vector<float> weight;

  // `from` and `length` are the part of the source that the output's `size` positions cover.
  static Taps make(double from, double length, int size, int source_size) {
    const double step = length / size;
    const double reach = std::max(step, 1.0);  // below 1 the triangle of bilinear, else a box
    Taps taps;
    taps.count = static_cast<std::size_t>(std::ceil(reach)) + 1;
    for (int i = 0; i < size; ++i) {
      const double centre = from + (i + 0.5) * step;
      const auto first = static_cast<std::int64_t>(std::floor(centre - reach / 2));
      double sum = 0;
      std::array<double, 2> edge{centre - reach / 2, centre + reach / 2};
      for (std::size_t k = 0; k < taps.count; ++k) {
        const auto at = static_cast<double>(first) + static_cast<double>(k);
        // The share of the source pixel [at, at + 1) in a window of one step (or one pixel)
        // about the centre: area averaging when shrinking, linear blending when enlarging.
        const double share = std::max(0.0, std::min(at + 1, edge[1]) - std::max(at, edge[0]));
        taps.index.push_back(static_cast<std::size_t>(std::clamp<std::int64_t>(
            first + static_cast<std::int64_t>(k), 0, source_size - 1)));
        taps.weight.push_back(static_cast<float>(share));
        sum += share;
      }
      for (std::size_t k = 0; k < taps.count; ++k) {
        taps.weight[taps.weight.size() - 1 - k] /= static_cast<float>(sum);
      }
    }
    return taps;
  }
};

// A placed rectangle of the output, and the crop of the source that fills it.
struct Placement {
  double from_x, from_y, length_x, length_y;
  int left, top, width, height;
};

void blend_row(std::span<const std::uint8_t> source, float weight, std::span<float> sum) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * static_cast<float>(source[i]);
}

void write_resampled(const Image& image, const Placement& place, const InputFormat& format,
                     std::span<float> out) {
  const Taps columns = Taps::make(place.from_x, place.length_x, place.width, image.width());
  const Taps rows = Taps::make(place.from_y, place.length_y, place.height, image.height());
  const auto [low, high] = std::ranges::minmax(columns.index);
  const std::size_t stride = 3 * static_cast<std::size_t>(image.width());
  std::vector<float> blended(3 * (high - low + 1));
  const detail::SampleWriter writer(format, out);
  for (int y = 0; y < place.height; ++y) {
    std::ranges::fill(blended, 0.0F);
    for (std::size_t k = 0; k < rows.count; ++k) {
      const std::size_t tap = static_cast<std::size_t>(y) * rows.count + k;
      if (rows.weight[tap] == 0) continue;
      blend_row(image.reveal().subspan(rows.index[tap] * stride + 3 * low, blended.size()),
                rows.weight[tap], blended);
    }
    for (int x = 0; x < place.width; ++x) {
      std::array<float, 3> sum{};
      for (std::size_t k = 0; k < columns.count; ++k) {
        const std::size_t tap = static_cast<std::size_t>(x) * columns.count + k;
        const float* pixel = &blended[3 * (columns.index[tap] - low)];
        for (std::size_t c = 0; c < 3; ++c) sum[c] += columns.weight[tap] * pixel[c];
      }
      writer.write(place.left + x, place.top + y, sum[0], sum[1], sum[2]);
    }
  }
  wipe(std::as_writable_bytes(std::span(blended)));
}

// The bilinear sample of the image at a point; black outside.
std::array<float, 3> sample(std::span<const std::uint8_t> pixels, int width, int height,
                            float x, float y) {
  const float left = std::floor(x - 0.5F);
  const float top = std::floor(y - 0.5F);
  std::array<float, 3> sum{};
  if (left < -1 || top < -1 || left >= static_cast<float>(width) ||
      top >= static_cast<float>(height)) {
    return sum;
  }
  const float right_share = x - 0.5F - left;
  const float lower_share = y - 0.5F - top;
  const int column = static_cast<int>(left);
  const int row = static_cast<int>(top);
  const std::array<float, 4> weights{
      (1 - right_share) * (1 - lower_share), right_share * (1 - lower_share),
      (1 - right_share) * lower_share, right_share * lower_share};
  for (int corner = 0; corner < 4; ++corner) {
    const int at_x = column + corner % 2;
    const int at_y = row + corner / 2;
    if (at_x < 0 || at_y < 0 || at_x >= width || at_y >= height) continue;
    const std::size_t at =
        3 * (static_cast<std::size_t>(at_y) * static_cast<std::size_t>(width) +
             static_cast<std::size_t>(at_x));
    for (std::size_t c = 0; c < 3; ++c) {
      sum[c] += weights[static_cast<std::size_t>(corner)] * static_cast<float>(pixels[at + c]);
    }
  }
  return sum;
}

}  // namespace

Letterbox Letterbox::fit(int image_width, int image_height,
                         const InputFormat& format) noexcept {
  Letterbox box;
  box.scale = std::min(static_cast<float>(format.width) / static_cast<float>(image_width),
                       static_cast<float>(format.height) / static_cast<float>(image_height));
  const auto side = [&](int image_side, int input_side) {
    const auto scaled = std::lround(static_cast<float>(image_side) * box.scale);
    return std::clamp(static_cast<int>(scaled), 1, input_side);
  };
  box.width = side(image_width, format.width);
  box.height = side(image_height, format.height);
  box.left = (format.width - box.width) / 2;
  box.top = (format.height - box.height) / 2;
  return box;
}

Point Letterbox::to_image(Point point) const noexcept {
  return {.x = (point.x - static_cast<float>(left)) / scale,
          .y = (point.y - static_cast<float>(top)) / scale};
}

void write_letterboxed(const Image& image, const Letterbox& letterbox,
                       const InputFormat& format, std::span<float> out) {
  if (letterbox.width < format.width || letterbox.height < format.height) {
    const detail::SampleWriter writer(format, out);
    for (int y = 0; y < format.height; ++y) {
      for (int x = 0; x < format.width; ++x) {
        writer.write(x, y, format.pad, format.pad, format.pad);
      }
    }
  }
  write_resampled(image,
                  {.from_x = 0,
                   .from_y = 0,
                   .length_x = static_cast<double>(image.width()),
                   .length_y = static_cast<double>(image.height()),
                   .left = letterbox.left,
                   .top = letterbox.top,
                   .width = letterbox.width,
                   .height = letterbox.height},
                  format, out);
}

void write_crop(const Image& image, const Box& crop, const InputFormat& format,
                std::span<float> out) {
  MENSHEN_ASSERT(crop.width() >= 1 && crop.height() >= 1);
  write_resampled(image,
                  {.from_x = crop.left,
                   .from_y = crop.top,
                   .length_x = crop.width(),
                   .length_y = crop.height(),
                   .left = 0,
                   .top = 0,
                   .width = format.width,
                   .height = format.height},
                  format, out);
}

void write_warped(const Image& image, const SimilarityTransform& to_input,
                  const InputFormat& format, std::span<float> out) {
  const double squared = to_input.a * to_input.a + to_input.b * to_input.b;
  MENSHEN_ASSERT(squared > 0);
  // The inverse: input pixels to image pixels.
  const double a = to_input.a / squared;
  const double b = -to_input.b / squared;
  const double dx = -(a * to_input.dx - b * to_input.dy);
  const double dy = -(b * to_input.dx + a * to_input.dy);
  constexpr std::int64_t kSamplesMax = 8;  // a side; a face of 900 pixels needs no more
  const int samples = static_cast<int>(
      std::clamp<std::int64_t>(std::llround(1 / std::sqrt(squared)), 1, kSamplesMax));
  const float share = 1 / static_cast<float>(samples * samples);
  const auto pixels = image.reveal();
  const detail::SampleWriter writer(format, out);
  for (int y = 0; y < format.height; ++y) {
    for (int x = 0; x < format.width; ++x) {
      std::array<float, 3> sum{};
      for (int i = 0; i < samples * samples; ++i) {
        const double u = x + (i % samples + 0.5) / samples;
        const double v = y + (static_cast<double>(i / samples) + 0.5) / samples;
        const auto part = sample(pixels, image.width(), image.height(),
                                 static_cast<float>(a * u - b * v + dx),
                                 static_cast<float>(b * u + a * v + dy));
        for (std::size_t c = 0; c < 3; ++c) sum[c] += part[c] * share;
      }
      writer.write(x, y, sum[0], sum[1], sum[2]);
    }
  }
}

Result<Image> stretch_brightness(const Image& image) {
  std::array<std::size_t, 256> histogram{};
  const auto pixels = image.reveal();
  for (std::size_t i = 0; i + 2 < pixels.size(); i += 3) {
    // ITU-R BT.601 in 1/256.
    const unsigned luma = (77U * pixels[i] + 150U * pixels[i + 1] + 29U * pixels[i + 2]) >> 8U;
    ++histogram[luma];
  }
  const std::size_t margin = pixels.size() / 3 / 100;
  int black = 0;
  int white = 255;
  for (std::size_t seen = histogram[0]; seen <= margin && black < 255;) {
    seen += histogram[static_cast<std::size_t>(++black)];
  }
  for (std::size_t seen = histogram[255]; seen <= margin && white > 0;) {
    seen += histogram[static_cast<std::size_t>(--white)];
  }
  if (white <= black) return fail(Code::invalid_input, "the picture is of one shade");
  std::array<std::uint8_t, 256> curve{};
  for (int value = 0; value < 256; ++value) {
    curve[static_cast<std::size_t>(value)] =
        static_cast<std::uint8_t>(std::clamp((value - black) * 255 / (white - black), 0, 255));
  }
  MENSHEN_TRY(Image stretched, Image::make(image.width(), image.height()));
  std::ranges::transform(pixels, stretched.reveal().begin(),
                         [&](std::uint8_t value) { return curve[value]; });
  return stretched;
}

}  // namespace menshen::face
