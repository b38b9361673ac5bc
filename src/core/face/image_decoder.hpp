// Port: a photograph's bytes into pixels.
#pragma once

#include <cstddef>
#include <span>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/image.hpp"
#include "permit/permit.hpp"

namespace menshen::face {

// Safe to call from several threads at once.
class ImageDecoder {
 public:
  ImageDecoder() = default;
  ImageDecoder(const ImageDecoder&) = delete;
  ImageDecoder& operator=(const ImageDecoder&) = delete;
  ImageDecoder(ImageDecoder&&) = delete;
  ImageDecoder& operator=(ImageDecoder&&) = delete;
  virtual ~ImageDecoder();

  // The upright picture without its metadata. Errors: those of
  // PermitInUse::check; invalid_input when the bytes are no picture within the limits;
  // exhausted.
  [[nodiscard]] virtual Result<Image> decode(std::span<const std::byte> photograph,
                                             const PermitInUse& permit, Instant now) const = 0;
};

}  // namespace menshen::face
