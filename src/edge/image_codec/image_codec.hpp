// The core's port for photographs, served by the decoders of this room.
#pragma once

#include <cstddef>
#include <span>

#include "face/image_decoder.hpp"
#include "image_codec/decode_image.hpp"

namespace menshen::image_codec {

class ImageCodec final : public face::ImageDecoder {
 public:
  explicit ImageCodec(DecodeOptions options = {}) : options_(options) {}

  [[nodiscard]] Result<face::Image> decode(std::span<const std::byte> photograph,
                                           const PermitInUse& permit,
                                           Instant now) const override {
    return decode_image(photograph, permit, now, options_);
  }

 private:
  DecodeOptions options_;
};

}  // namespace menshen::image_codec
