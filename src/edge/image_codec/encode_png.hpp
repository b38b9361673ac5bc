// Pixels back into a picture file.
#pragma once

#include <cstddef>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/image.hpp"
#include "permit/permit.hpp"

namespace menshen::image_codec {

// A PNG of 8-bit RGB without metadata. Errors: those of PermitInUse::check;
// exhausted when the picture is too large to encode.
[[nodiscard]] Result<std::vector<std::byte>> encode_png(const face::Image& image,
                                                        const PermitInUse& permit, Instant now);

}  // namespace menshen::image_codec
