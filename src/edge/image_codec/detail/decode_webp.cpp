#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <utility>

#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/mux_types.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "face/image.hpp"
#include "image_codec/detail/decoders.hpp"
#include "image_codec/detail/orientation.hpp"
#include "image_codec/detail/refusals.hpp"

namespace menshen::image_codec::detail {
namespace {

struct DeleteDemuxer {
  void operator()(WebPDemuxer* demuxer) const noexcept { WebPDemuxDelete(demuxer); }
};

const std::uint8_t* data_of(Bytes file) {
  return reinterpret_cast<const std::uint8_t*>(file.data());  // NOLINT: C API
}

Result<> check_status(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OK: return {};
    case VP8_STATUS_OUT_OF_MEMORY:
      return fail(Code::unavailable, "no memory to read a WebP; try again");
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA: return truncated("WebP");
    case VP8_STATUS_UNSUPPORTED_FEATURE: return damaged("WebP", "unsupported feature");
    case VP8_STATUS_INVALID_PARAM:
    case VP8_STATUS_BITSTREAM_ERROR:
    case VP8_STATUS_USER_ABORT: break;
  }
  return damaged("WebP", "not a valid bitstream");
}

Result<Orientation> orientation_of(Bytes file) {
  const WebPData data{.bytes = data_of(file), .size = file.size()};
  WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
  const std::unique_ptr<WebPDemuxer, DeleteDemuxer> demuxer(WebPDemuxPartial(&data, &state));
  if (state == WEBP_DEMUX_PARSE_ERROR) return damaged("WebP", "not a valid container");
  if (state != WEBP_DEMUX_DONE) return truncated("WebP");

  WebPChunkIterator chunk{};
  auto orientation = Orientation::top_left;
  if (WebPDemuxGetChunk(demuxer.get(), "EXIF", 1, &chunk) != 0) {
    orientation =
        read_orientation(std::as_bytes(std::span(chunk.chunk.bytes, chunk.chunk.size)));
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return orientation;
}

Result<> decode_into(std::span<std::uint8_t> target, WEBP_CSP_MODE mode, int stride,
                     Bytes file) {
  WebPDecoderConfig config;
  MENSHEN_ASSERT(WebPInitDecoderConfig(&config) != 0);
  config.output.colorspace = mode;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {.rgba = target.data(), .stride = stride, .size = target.size()};
  const auto status = WebPDecode(data_of(file), file.size(), &config);
  WebPFreeDecBuffer(&config.output);
  return check_status(status);
}

std::uint8_t on_white(unsigned int colour, unsigned int alpha) {
  return static_cast<std::uint8_t>((colour * alpha + 255 * (255 - alpha) + 127) / 255);
}

Result<> decode_translucent(face::Image& image, Bytes file) {
  MENSHEN_TRY(auto kept, Secret::make(image.reveal().size() / 3 * 4, image.memory()));
  const auto rgba = kept.reveal_as<std::uint8_t>();
  const auto decoded = decode_into(rgba, MODE_RGBA, 4 * image.width(), file);
  if (decoded) {
    auto* target = image.reveal().data();
    for (std::size_t i = 0; i < rgba.size(); i += 4) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        *target++ = on_white(rgba[i + channel], rgba[i + 3]);
      }
    }
  }
  return decoded;
}

}  // namespace

Result<Decoded> decode_webp(Bytes file, std::pmr::memory_resource& memory) {
  WebPBitstreamFeatures features{};
  const auto status = WebPGetFeatures(data_of(file), file.size(), &features);
  if (const auto readable = check_status(status); !readable) {
    return tl::unexpected<Error>(readable.error());
  }
  if (features.has_animation != 0) return animated("WebP");
  if (const auto fits = check_size(static_cast<std::uint32_t>(features.width),
                                   static_cast<std::uint32_t>(features.height));
      !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  MENSHEN_TRY(const auto orientation, orientation_of(file));
  MENSHEN_TRY(auto image, face::Image::make(features.width, features.height, memory));
  const auto decoded = features.has_alpha != 0
                           ? decode_translucent(image, file)
                           : decode_into(image.reveal(), MODE_RGB, 3 * features.width, file);
  if (!decoded) return tl::unexpected<Error>(decoded.error());
  return Decoded{.image = std::move(image), .orientation = orientation};
}

}  // namespace menshen::image_codec::detail
