// The core's port for photographs, served by the decoders of this room.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>

#include "face/image_decoder.hpp"
#include "image_codec/decode_image.hpp"

namespace menshen::image_codec {

class ImageCodec final : public face::ImageDecoder {
 public:
  // Pixels lie in `memory`, which must outlive them.
  explicit ImageCodec(DecodeOptions options = {},
                      std::pmr::memory_resource& memory = *std::pmr::new_delete_resource())
      : options_(options), memory_(memory) {}

  [[nodiscard]] Result<face::Image> decode(std::span<const std::byte> photograph,
                                           const PermitInUse& permit,
                                           Instant now) const override {
    return decode_image(photograph, permit, now, options_, memory_);
  }

 private:
  DecodeOptions options_;
  std::pmr::memory_resource& memory_;  // NOLINT(cppcoreguidelines-*): lent
};

}  // namespace menshen::image_codec
