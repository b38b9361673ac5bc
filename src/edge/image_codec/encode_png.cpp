#include "image_codec/encode_png.hpp"

#include <cstddef>
#include <vector>

#include <png.h>
#include <pngconf.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/image.hpp"
#include "permit/permit.hpp"

namespace menshen::image_codec {

Result<std::vector<std::byte>> encode_png(const face::Image& image, const PermitInUse& permit,
                                          Instant now) {
  if (const auto live = permit.check(now); !live) return tl::unexpected<Error>(live.error());
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(image.width());
  header.height = static_cast<png_uint_32>(image.height());
  header.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
  std::vector<std::byte> bytes(size);
  const int done = png_image_write_to_memory(&header, bytes.data(), &size, 0,
                                             image.reveal().data(), 0, nullptr);
  if (done == 0) return fail(Code::exhausted, "the picture is too large to be written as PNG");
  bytes.resize(size);
  return bytes;
}

}  // namespace menshen::image_codec
