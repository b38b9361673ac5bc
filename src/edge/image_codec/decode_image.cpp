#include "image_codec/decode_image.hpp"

#include <cstddef>
#include <memory_resource>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/image.hpp"
#include "image_codec/detail/decoders.hpp"
#include "image_codec/detail/orientation.hpp"
#include "image_codec/detail/recognise.hpp"
#include "permit/permit.hpp"

namespace menshen::image_codec {
namespace {

Result<detail::Decoded> decode(detail::Bytes file, DecodeOptions options,
                               std::pmr::memory_resource& memory) {
  switch (detail::recognise(file)) {
    case detail::Format::jpeg: return detail::decode_jpeg(file, options.short_side_min, memory);
    case detail::Format::png: return detail::decode_png(file, memory);
    case detail::Format::webp: return detail::decode_webp(file, memory);
    case detail::Format::other: break;
  }
  return fail(Code::invalid_input,
              fmt::format("{}; JPEG, PNG and WebP are accepted: convert it",
                          detail::describe_other(file)));
}

}  // namespace

Result<face::Image> decode_image(std::span<const std::byte> bytes, const PermitInUse& permit,
                                 Instant now, DecodeOptions options,
                                 std::pmr::memory_resource& memory) {
  if (const auto live = permit.check(now); !live) return tl::unexpected<Error>(live.error());
  if (bytes.empty()) {
    return fail(Code::invalid_input, "no bytes; send a JPEG, PNG or WebP picture");
  }
  if (bytes.size() > kFileBytesMax) {
    return fail(
        Code::exhausted,
        fmt::format("a picture of {} bytes; at most {} are accepted: send a smaller one",
                    bytes.size(), kFileBytesMax));
  }
  MENSHEN_TRY(auto decoded, decode(bytes, options, memory));
  return detail::upright(std::move(decoded.image), decoded.orientation);
}

}  // namespace menshen::image_codec
