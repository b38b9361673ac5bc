// From the bytes of a picture file to pixels, with every limit checked first. Pixels are all
// that leaves this room: place, time, device and maker's notes stay behind in the file.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/image.hpp"
#include "permit/permit.hpp"

namespace menshen::image_codec {

inline constexpr std::size_t kFileBytesMax = 10'000'000;

struct DecodeOptions {
  // Pixels. A JPEG may be decoded at 1/2, 1/4 or 1/8 of its size (rounded up) as long as its
  // shorter side keeps at least this many. 0 asks for the full size. Other formats have no
  // such shortcut and always come at full size.
  int short_side_min = 0;
};

// Decodes a JPEG, PNG or still WebP picture, told apart by content.
//
//   bytes    the whole file, 1 to kFileBytesMax bytes
//   permit   read, not consumed; checked before the first byte is looked at
//   memory   for the pixels, and for what libpng works with; must outlive them. libjpeg and
//            libwebp take theirs from the heap
//   returns  upright pixels: the orientation of EXIF (in any of the three formats) is
//            applied. Grey, palette and 16-bit samples become 8-bit RGB. Transparency is
//            laid on white, not dropped: what lies under it is seen by no human, so it must
//            not be what the engine sees. Colour profiles are ignored: samples count as sRGB.
//
// The size is read from the header and held to the limits of face::Image before memory is
// taken for pixels; the decoders' own memory is limited too.
//
// Errors
//   refused        the permit was moved from
//   exhausted      the permit has expired; more than kFileBytesMax bytes; `memory` has none
//   left invalid_input  no bytes, another format, too many pixels, animated, CMYK or YCCK,
//                  truncated or damaged (where a viewer would guess the missing pixels, this
//                  refuses)
//
// Reentrant. Time is linear in pixels; memory at most about 12 bytes per pixel of the file.
//
// Sources: ISO/IEC 10918-1 (JPEG), ISO/IEC 15948 and PNG 3rd edition (eXIf, acTL), RFC 9649
// (WebP), CIPA DC-008 (EXIF orientation).
[[nodiscard]] Result<face::Image> decode_image(
    std::span<const std::byte> bytes, const PermitInUse& permit, Instant now,
    DecodeOptions options = {},
    std::pmr::memory_resource& memory = *std::pmr::new_delete_resource());

}  // namespace menshen::image_codec
