#include "image_codec/tests/pictures.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

namespace menshen::image_codec {
namespace {

File copy(const void* data, std::size_t size) {
  const auto* first = static_cast<const std::byte*>(data);
  return {first, first + size};
}

File big_endian_32(std::size_t value) {
  File file;
  for (int shift = 24; shift >= 0; shift -= 8) {
    file.push_back(static_cast<std::byte>((value >> static_cast<unsigned>(shift)) & 0xFFU));
  }
  return file;
}

File little_endian_32(std::size_t value) {
  const auto file = big_endian_32(value);
  return {file.rbegin(), file.rend()};
}

File riff_chunk(std::string_view type, const File& data) {
  auto chunk = bytes(type) + little_endian_32(data.size()) + data;
  if (data.size() % 2 == 1) chunk.push_back({});
  return chunk;
}

// Both canvas numbers are stored minus one, in 24 bits.
File extended_webp(unsigned int flags, int width, int height, const File& chunks) {
  auto header = little_endian_32(flags);
  for (const int side : {width, height}) {
    const auto number = little_endian_32(static_cast<std::size_t>(side - 1));
    header.insert(header.end(), number.begin(), number.begin() + 3);
  }
  const auto body = bytes("WEBP") + riff_chunk("VP8X", header) + chunks;
  return bytes("RIFF") + little_endian_32(body.size()) + body;
}

std::vector<jpeg_scan_info> scan_per_coefficient() {
  std::vector<jpeg_scan_info> scans = {{.comps_in_scan = 3, .component_index = {0, 1, 2}}};
  for (int component = 0; component < 3; ++component) {
    for (int coefficient = 1; coefficient < 64; ++coefficient) {
      scans.push_back({.comps_in_scan = 1,
                       .component_index = {component},
                       .Ss = coefficient,
                       .Se = coefficient});
    }
  }
  return scans;
}

}  // namespace

Picture gradient(int width, int height) {
  Picture picture{.width = width, .height = height};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      picture.samples.push_back(static_cast<std::uint8_t>(x * 255 / width));
      picture.samples.push_back(static_cast<std::uint8_t>(y * 255 / height));
      picture.samples.push_back(static_cast<std::uint8_t>((x + 2 * y) * 3 % 256));
    }
  }
  return picture;
}

File jpeg(const Picture& picture, const JpegOptions& options) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &out, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = options.grey ? 1 : options.cmyk ? 4 : 3;
  info.in_color_space = options.grey ? JCS_GRAYSCALE : options.cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, options.quality, TRUE);
  info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
  if (options.progressive) jpeg_simple_progression(&info);
  const auto scans = scan_per_coefficient();
  if (options.scan_per_coefficient) {
    info.scan_info = scans.data();
    info.num_scans = static_cast<int>(scans.size());
  }
  jpeg_start_compress(&info, TRUE);
  if (!options.exif.empty()) {
    jpeg_write_marker(&info, JPEG_APP0 + 1,
                      reinterpret_cast<const JOCTET*>(options.exif.data()),
                      static_cast<unsigned int>(options.exif.size()));
  }
  const auto stride = static_cast<std::size_t>(picture.width * info.input_components);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.samples.data() + info.next_scanline * stride);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  auto file = copy(out, size);
  std::free(out);
  return file;
}

File png(const Picture& picture, const PngOptions& options) {
  File file;
  auto* writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  auto* info = png_create_info_struct(writer);
  png_set_write_fn(
      writer, &file,
      [](png_structp png_writer, png_bytep data, std::size_t size) {
        auto& target = *static_cast<File*>(png_get_io_ptr(png_writer));
        const auto piece = copy(data, size);
        target.insert(target.end(), piece.begin(), piece.end());
      },
      nullptr);
  png_set_IHDR(writer, info, static_cast<png_uint_32>(picture.width),
               static_cast<png_uint_32>(picture.height), options.bit_depth, options.colour_type,
               options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  std::vector<png_color> palette;
  for (std::size_t i = 0; i + 2 < options.palette.size(); i += 3) {
    palette.push_back({options.palette[i], options.palette[i + 1], options.palette[i + 2]});
  }
  if (!palette.empty()) {
    png_set_PLTE(writer, info, palette.data(), static_cast<int>(palette.size()));
  }
  if (!options.transparent.empty()) {
    png_set_tRNS(writer, info, options.transparent.data(),
                 static_cast<int>(options.transparent.size()), nullptr);
  }
  auto exif = options.exif;
  if (!exif.empty()) {
    png_set_eXIf_1(writer, info, static_cast<png_uint_32>(exif.size()),
                   reinterpret_cast<png_bytep>(exif.data()));
  }
  const auto stride = picture.samples.size() / static_cast<std::size_t>(picture.height);
  std::vector<png_bytep> rows;
  for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
    rows.push_back(const_cast<png_bytep>(picture.samples.data() + y * stride));
  }
  png_write_info(writer, info);
  png_write_image(writer, rows.data());
  png_write_end(writer, info);
  png_destroy_write_struct(&writer, &info);
  return file;
}

File webp(const Picture& picture, bool alpha, const File& exif) {
  std::uint8_t* out = nullptr;
  const auto size = alpha ? WebPEncodeLosslessRGBA(picture.samples.data(), picture.width,
                                                   picture.height, 4 * picture.width, &out)
                          : WebPEncodeLosslessRGB(picture.samples.data(), picture.width,
                                                  picture.height, 3 * picture.width, &out);
  auto file = copy(out, size);
  WebPFree(out);
  if (exif.empty()) return file;
  constexpr unsigned int kExifFlag = 0x08;
  const File image_chunk(file.begin() + 12, file.end());
  return extended_webp(kExifFlag, picture.width, picture.height,
                       image_chunk + riff_chunk("EXIF", exif));
}

File animated_webp() {
  constexpr unsigned int kAnimationFlag = 0x02;
  const auto still = webp(gradient(4, 4));
  const File image_chunk(still.begin() + 12, still.end());
  File frame(16);  // x, y, width - 1, height - 1, duration, flags: 3 bytes each but the last
  frame[6] = frame[9] = std::byte{3};
  return extended_webp(kAnimationFlag, 4, 4,
                       riff_chunk("ANIM", File(6)) + riff_chunk("ANMF", frame + image_chunk));
}

File with_chunk(const File& png, std::string_view type, const File& data) {
  const auto body = bytes(type) + data;
  unsigned int crc = 0xFFFFFFFFU;
  for (const auto byte : body) {
    crc ^= static_cast<unsigned int>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  constexpr std::ptrdiff_t kEndOfHeader = 8 + 25;
  const File head(png.begin(), png.begin() + kEndOfHeader);
  const File tail(png.begin() + kEndOfHeader, png.end());
  return head + big_endian_32(data.size()) + body + big_endian_32(~crc) + tail;
}

File tiff_orientation(int value, bool big_endian) {
  using namespace std::string_view_literals;
  const auto number = static_cast<std::byte>(value);
  if (big_endian) {
    return bytes("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"sv) + File{number} +
           bytes("\0\0\0\0\0\0"sv);
  }
  return bytes("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"sv) + File{number} +
         bytes("\0\0\0\0\0\0\0"sv);
}

File bytes(std::string_view text) { return copy(text.data(), text.size()); }

File operator+(File left, const File& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace menshen::image_codec
