#include "image_codec/detail/orientation.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <libexif/exif-content.h>
#include <libexif/exif-data.h>
#include <libexif/exif-entry.h>
#include <libexif/exif-format.h>
#include <libexif/exif-ifd.h>
#include <libexif/exif-tag.h>
#include <libexif/exif-utils.h>

#include "base/error.hpp"
#include "face/image.hpp"

namespace menshen::image_codec::detail {
namespace {

constexpr std::array kExifHeader = {std::byte{'E'}, std::byte{'x'}, std::byte{'i'},
                                    std::byte{'f'}, std::byte{0},   std::byte{0}};
constexpr std::size_t kExifBytesMax = 65'533;  // what one JPEG segment can carry

struct UnrefExif {
  void operator()(ExifData* data) const noexcept { exif_data_unref(data); }
};

// libexif knows an EXIF block by the header that PNG and WebP leave out.
std::vector<std::byte> with_header(std::span<const std::byte> exif) {
  std::vector<std::byte> block(kExifHeader.begin(), kExifHeader.end());
  if (std::ranges::equal(exif.first(std::min(exif.size(), kExifHeader.size())), kExifHeader)) {
    exif = exif.subspan(kExifHeader.size());
  }
  exif = exif.first(std::min(exif.size(), kExifBytesMax - kExifHeader.size()));
  block.insert(block.end(), exif.begin(), exif.end());
  return block;
}

}  // namespace

Orientation read_orientation(std::span<const std::byte> exif) {
  if (exif.empty()) return Orientation::top_left;
  const auto block = with_header(exif);
  const std::unique_ptr<ExifData, UnrefExif> data(exif_data_new_from_data(
      reinterpret_cast<const unsigned char*>(block.data()),  // NOLINT: C API
      static_cast<unsigned int>(block.size())));
  if (!data) return Orientation::top_left;
  const ExifEntry* const entry =
      exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->components != 1 ||
      entry->size < sizeof(ExifShort)) {
    return Orientation::top_left;
  }
  const int value = exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
  return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::top_left;
}

Result<face::Image> upright(face::Image stored, Orientation orientation) {
  using enum Orientation;
  if (orientation == top_left) return stored;
  const bool turned = orientation >= left_top;  // stored rows become upright columns
  const bool from_right = orientation == top_right || orientation == bottom_right ||
                          orientation == right_bottom || orientation == left_bottom;
  const bool from_below = orientation == bottom_right || orientation == bottom_left ||
                          orientation == right_top || orientation == right_bottom;

  const std::ptrdiff_t width = stored.width();
  const std::ptrdiff_t height = stored.height();
  auto& memory = stored.memory();
  MENSHEN_TRY(auto image, turned ? face::Image::make(stored.height(), stored.width(), memory)
                                 : face::Image::make(stored.width(), stored.height(), memory));
  const std::ptrdiff_t step_x = from_right ? -3 : 3;
  const std::ptrdiff_t step_y = from_below ? -3 * width : 3 * width;
  const std::ptrdiff_t first =
      3 * ((from_right ? width - 1 : 0) + (from_below ? (height - 1) * width : 0));
  const std::ptrdiff_t along = turned ? step_y : step_x;
  const std::ptrdiff_t down = turned ? step_x : step_y;

  const std::uint8_t* const source = stored.reveal().data();
  std::uint8_t* target = image.reveal().data();
  for (std::ptrdiff_t y = 0; y < image.height(); ++y) {
    for (std::ptrdiff_t x = 0; x < image.width(); ++x) {
      target = std::copy_n(source + first + (x * along) + (y * down), 3, target);
    }
  }
  return image;
}

}  // namespace menshen::image_codec::detail
