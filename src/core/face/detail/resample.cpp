#include "face/detail/resample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/wipe.hpp"
#include "face/detail/align.hpp"
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
    // A window about the centre of each position, one step wide when shrinking: the mean of
    // an area. It is one pixel wide when enlarging: then it touches two pixels, with the
    // weights of linear interpolation.
    const double reach = std::max(step, 1.0);
    Taps taps;
    for (int i = 0; i < size; ++i) {
      const double first = from + (i + 0.5) * step - reach / 2;
      taps.count = std::max(
          taps.count, static_cast<std::size_t>(std::ceil(first + reach) - std::floor(first)));
    }
    for (int i = 0; i < size; ++i) {
      const double first = from + (i + 0.5) * step - reach / 2;
      for (std::size_t k = 0; k < taps.count; ++k) {
        const double at = std::floor(first) + static_cast<double>(k);
        const double share =
            std::max(0.0, std::min(at + 1, first + reach) - std::max(at, first));
        const auto inside = std::clamp(at, 0.0, static_cast<double>(source_size - 1));
        taps.index.push_back(static_cast<std::size_t>(inside));
        taps.weight.push_back(static_cast<float>(share / reach));
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

// sum (+)= a first + b second
template <bool kAdds>
void blend_rows(const std::uint8_t* first, float a, const std::uint8_t* second, float b,
                std::span<float> sum) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const float blend = a * static_cast<float>(first[i]) + b * static_cast<float>(second[i]);
    sum[i] = kAdds ? sum[i] + blend : blend;
  }
}

// The weighted mean of the rows of output row `y`, from the source's column `low` on.
void blend_row(const Image& image, const Taps& rows, int y, std::size_t low,
               std::span<float> sum) {
  const std::size_t stride = 3 * static_cast<std::size_t>(image.width());
  const std::uint8_t* pixels = image.reveal().data() + 3 * low;
  const std::size_t tap = static_cast<std::size_t>(y) * rows.count;
  for (std::size_t k = 0; k < rows.count; k += 2) {
    const bool alone = k + 1 == rows.count;
    const std::uint8_t* first = pixels + rows.index[tap + k] * stride;
    const std::uint8_t* second = alone ? first : pixels + rows.index[tap + k + 1] * stride;
    const float b = alone ? 0 : rows.weight[tap + k + 1];
    if (k == 0) {
      blend_rows<false>(first, rows.weight[tap], second, b, sum);
    } else {
      blend_rows<true>(first, rows.weight[tap + k], second, b, sum);
    }
  }
}

// `kTaps` is the number of taps where it is small and worth knowing to the compiler, else 0.
template <std::size_t kTaps>
void write_row(const Taps& columns, std::size_t low, std::span<const float> row,
               const Placement& place, int y, detail::SampleWriter writer) {
  const std::size_t count = kTaps == 0 ? columns.count : kTaps;
  const std::size_t* index = columns.index.data();
  const float* weight = columns.weight.data();
  for (int x = 0; x < place.width; ++x, index += count, weight += count) {
    float red = 0;
    float green = 0;
    float blue = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const float* pixel = &row[3 * (index[k] - low)];
      red += weight[k] * pixel[0];
      green += weight[k] * pixel[1];
      blue += weight[k] * pixel[2];
    }
    writer.write(place.left + x, place.top + y, red, green, blue);
  }
}

void write_resampled(const Image& image, const Placement& place, const InputFormat& format,
                     std::span<float> out) {
  const Taps columns = Taps::make(place.from_x, place.length_x, place.width, image.width());
  const Taps rows = Taps::make(place.from_y, place.length_y, place.height, image.height());
  const auto [low, high] = std::ranges::minmax(columns.index);
  std::vector<float> row(3 * (high - low + 1));
  const detail::SampleWriter writer(format, out);
  for (int y = 0; y < place.height; ++y) {
    blend_row(image, rows, y, low, row);
    switch (columns.count) {
      case 1: write_row<1>(columns, low, row, place, y, writer); break;
      case 2: write_row<2>(columns, low, row, place, y, writer); break;
      case 3: write_row<3>(columns, low, row, place, y, writer); break;
      default: write_row<0>(columns, low, row, place, y, writer); break;
    }
  }
  wipe(std::as_writable_bytes(std::span(row)));
}

struct Colour {
  float red = 0;
  float green = 0;
  float blue = 0;

  void add(const std::uint8_t* pixel, float weight) {
    red += weight * static_cast<float>(pixel[0]);
    green += weight * static_cast<float>(pixel[1]);
    blue += weight * static_cast<float>(pixel[2]);
  }
};

// Adds `share` of the bilinear sample at (x, y). `kInside` promises that the four pixels
// about the point lie in the image; otherwise those outside count as black.
template <bool kInside>
void add_sample(const Image& image, float x, float y, float share, Colour& sum) {
  // Coordinates of pixel centres; one is added and taken away so that truncation rounds down.
  const float across = std::max(x - 0.5F, -2.0F) + 2;
  const float down = std::max(y - 0.5F, -2.0F) + 2;
  const int column =
      static_cast<int>(std::min(across, static_cast<float>(Image::kSideMax))) - 2;
  const int row = static_cast<int>(std::min(down, static_cast<float>(Image::kSideMax))) - 2;
  const float right = across - static_cast<float>(column + 2);
  const float lower = down - static_cast<float>(row + 2);
  const auto add = [&](int at_x, int at_y, float weight) {
    if (!kInside && (at_x < 0 || at_y < 0 || at_x >= image.width() || at_y >= image.height())) {
      return;
    }
    const auto at = static_cast<std::ptrdiff_t>(at_y) * image.width() + at_x;
    sum.add(image.reveal().data() + 3 * at, weight);
  };
  add(column, row, share * (1 - right) * (1 - lower));
  add(column + 1, row, share * right * (1 - lower));
  add(column, row + 1, share * (1 - right) * lower);
  add(column + 1, row + 1, share * right * lower);
}

// From the input's pixels to the image's.
struct Inverse {
  float a, b, dx, dy;

  explicit Inverse(const SimilarityTransform& forward) {
    const double squared = forward.a * forward.a + forward.b * forward.b;
    MENSHEN_ASSERT(squared > 0);
    const double back_a = forward.a / squared;
    const double back_b = -forward.b / squared;
    a = static_cast<float>(back_a);
    b = static_cast<float>(back_b);
    dx = static_cast<float>(-(back_a * forward.dx - back_b * forward.dy));
    dy = static_cast<float>(-(back_b * forward.dx + back_a * forward.dy));
  }
  [[nodiscard]] float x(float u, float v) const { return a * u - b * v + dx; }
  [[nodiscard]] float y(float u, float v) const { return b * u + a * v + dy; }
};

template <bool kInside>
void write_samples(const Image& image, const Inverse& inverse, int samples,
                   const InputFormat& format, detail::SampleWriter writer) {
  const float step = 1 / static_cast<float>(samples);
  for (int y = 0; y < format.height; ++y) {
    for (int x = 0; x < format.width; ++x) {
      Colour sum;
      for (int i = 0; i < samples; ++i) {
        const float v = static_cast<float>(y) + (static_cast<float>(i) + 0.5F) * step;
        for (int k = 0; k < samples; ++k) {
          const float u = static_cast<float>(x) + (static_cast<float>(k) + 0.5F) * step;
          add_sample<kInside>(image, inverse.x(u, v), inverse.y(u, v), step * step, sum);
        }
      }
      writer.write(x, y, sum.red, sum.green, sum.blue);
    }
  }
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
  const Inverse inverse(to_input);
  constexpr float kSamplesMax = 8;  // a side; a face of 900 pixels needs no more
  const int samples = static_cast<int>(
      std::clamp(std::round(std::hypot(inverse.a, inverse.b)), 1.0F, kSamplesMax));
  bool inside = true;
  for (const float u : {0.0F, static_cast<float>(format.width)}) {
    for (const float v : {0.0F, static_cast<float>(format.height)}) {
      const float x = inverse.x(u, v);
      const float y = inverse.y(u, v);
      inside = inside && x >= 1 && y >= 1 && x < static_cast<float>(image.width() - 1) &&
               y < static_cast<float>(image.height() - 1);
    }
  }
  const detail::SampleWriter writer(format, out);
  if (inside) {
    write_samples<true>(image, inverse, samples, format, writer);
  } else {
    write_samples<false>(image, inverse, samples, format, writer);
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
  MENSHEN_TRY(Image stretched, Image::make(image.width(), image.height(), image.memory()));
  std::ranges::transform(pixels, stretched.reveal().begin(),
                         [&](std::uint8_t value) { return curve[value]; });
  return stretched;
}

}  // namespace menshen::face
