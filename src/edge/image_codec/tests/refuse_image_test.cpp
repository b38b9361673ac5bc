#include <algorithm>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "image_codec/decode_image.hpp"
#include "image_codec/tests/pictures.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::image_codec {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kConvert = "; JPEG, PNG and WebP are accepted: convert it";

File cut(File file, std::size_t from_end) {
  file.resize(file.size() - from_end);
  return file;
}

// The same file, its header claiming another size; the checksum is made right again.
File png_claiming(std::uint32_t width, std::uint32_t height) {
  const auto file = png(gradient(2, 2));
  File header;
  for (const auto side : {width, height}) {
    for (const unsigned int shift : {24U, 16U, 8U, 0U}) {
      header.push_back(static_cast<std::byte>((side >> shift) & 0xFFU));
    }
  }
  header = header + File(file.begin() + 24, file.begin() + 29);
  const File signature(file.begin(), file.begin() + 8);
  const File rest(file.begin() + 33, file.end());
  const auto made = with_chunk(signature + File(25), "IHDR", header);
  return signature + File(made.begin() + 33, made.end()) + rest;
}

File jpeg_claiming(unsigned int width, unsigned int height) {
  auto file = jpeg(gradient(8, 8));
  const auto frame = bytes("\xff\xc0"sv);
  auto at = std::ranges::search(file, frame).begin() + 5;
  for (const auto side : {height, width}) {
    *at++ = static_cast<std::byte>(side >> 8U);
    *at++ = static_cast<std::byte>(side & 0xFFU);
  }
  return file;
}

// The last byte of the checksum over the coded pixels; IEND takes twelve bytes behind it.
File png_with_flipped_byte() {
  auto file = png(gradient(16, 16));
  file[file.size() - 13] ^= std::byte{0x40};
  return file;
}

struct Row {
  std::string_view name;
  std::function<File()> file;
  std::string what;
  Code code = Code::invalid_input;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {.name = "no_bytes",
     .file = [] { return File{}; },
     .what = "no bytes; send a JPEG, PNG or WebP picture"},
    {.name = "one_byte_too_many",
     .file = [] { return File(kFileBytesMax + 1); },
     .what = "a picture of 10000001 bytes; at most 10000000 are accepted: send a smaller one",
     .code = Code::exhausted},
    {.name = "as_many_bytes_as_allowed",
     .file = [] { return File(kFileBytesMax); },
     .what = "no picture format that is known" + std::string(kConvert)},
    {.name = "gif",
     .file = [] { return bytes("GIF89a\x01\0\x01\0"sv); },
     .what = "a GIF picture" + std::string(kConvert)},
    {.name = "heic",
     .file =
         [] {
           return bytes(
               "\0\0\0\x18"
               "ftypheic\0\0\0\0"sv);
         },
     .what = "a HEIC picture" + std::string(kConvert)},
    {.name = "avif",
     .file =
         [] {
           return bytes(
               "\0\0\0\x18"
               "ftypavif\0\0\0\0"sv);
         },
     .what = "an AVIF picture" + std::string(kConvert)},
    {.name = "video",
     .file =
         [] {
           return bytes(
               "\0\0\0\x18"
               "ftypisom\0\0\0\0"sv);
         },
     .what = "a video" + std::string(kConvert)},
    {.name = "bmp",
     .file = [] { return bytes("BM\x10\0\0\0"sv); },
     .what = "a BMP picture" + std::string(kConvert)},
    {.name = "text",
     .file = [] { return bytes("{\"image\": \"portrait.jpg\"}\n"); },
     .what = "text, not a picture" + std::string(kConvert)},
    {.name = "riff_that_is_sound",
     .file = [] { return bytes("RIFF\x04\0\0\0WAVE"sv); },
     .what = "no picture format that is known" + std::string(kConvert)},
    {.name = "jpeg_mark_alone",
     .file = [] { return bytes("\xff\xd8\xff"); },
     .what = "a JPEG that ends early; send the whole file"},
    {.name = "jpeg_without_its_last_byte",
     .file = [] { return cut(jpeg(gradient(64, 64)), 1); },
     .what = "a JPEG that ends early; send the whole file"},
    {.name = "jpeg_without_its_second_half",
     .file = [] { return cut(jpeg(gradient(64, 64)), 1000); },
     .what = "a JPEG that ends early; send the whole file"},
    {.name = "progressive_jpeg_without_its_last_bytes",
     .file = [] { return cut(jpeg(gradient(64, 64), {.progressive = true}), 20); },
     .what = "a JPEG that ends early; send the whole file"},
    {.name = "jpeg_of_print",
     .file =
         [] {
           return jpeg({.width = 1, .height = 1, .samples = {1, 2, 3, 4}}, {.cmyk = true});
         },
     .what = "a JPEG in the colours of print (CMYK); convert it to RGB"},
    {.name = "jpeg_of_many_scans",
     .file = [] { return jpeg(gradient(8, 8), {.scan_per_coefficient = true}); },
     .what = "a damaged JPEG (`more than 20 scans`); save the picture anew"},
    {.name = "jpeg_bomb",
     .file = [] { return jpeg_claiming(8'000, 6'251); },
     .what = "a picture of 8000×6251 pixels; at most 50 million are accepted: send a smaller "
             "one"},
    {.name = "jpeg_within_the_limit_only_lacks_pixels",
     .file = [] { return jpeg_claiming(8'000, 6'250); },
     .what = "a damaged JPEG (`Corrupt JPEG data: premature end of data segment`); save the "
             "picture anew"},
    {.name = "png_mark_alone",
     .file = [] { return bytes("\x89PNG\r\n\x1a\n"); },
     .what = "a PNG that ends early; send the whole file"},
    {.name = "png_without_its_last_byte",
     .file = [] { return cut(png(gradient(16, 16)), 1); },
     .what = "a PNG that ends early; send the whole file"},
    {.name = "png_bomb",
     .file = [] { return png_claiming(10'000, 5'001); },
     .what = "a picture of 10000×5001 pixels; at most 50 million are accepted: send a smaller "
             "one"},
    {.name = "png_with_a_side_too_long",
     .file = [] { return png_claiming(65'536, 1); },
     .what = "a picture of 65536×1 pixels; each side must be 1 to 65535"},
    {.name = "png_with_a_flipped_byte",
     .file = png_with_flipped_byte,
     .what = "a damaged PNG (`IDAT: CRC error`); save the picture anew"},
    {.name = "animated_png",
     .file = [] { return with_chunk(png(gradient(4, 4)), "acTL", File(8)); },
     .what = "an animated PNG; send a still picture"},
    {.name = "webp_mark_alone",
     .file = [] { return bytes("RIFF\x40\0\0\0WEBP"sv); },
     .what = "a WebP that ends early; send the whole file"},
    {.name = "webp_without_its_last_byte",
     .file = [] { return cut(webp(gradient(64, 64)), 1); },
     .what = "a WebP that ends early; send the whole file"},
    {.name = "animated_webp",
     .file = animated_webp,
     .what = "an animated WebP; send a still picture"},
};

class RefusesImage : public testing::TestWithParam<Row> {};

TEST_P(RefusesImage, saying_what_came_and_what_to_do) {
  const auto permit = PermitForTest::in_use(Act::verify);
  const auto image = decode_image(GetParam().file(), permit, Instant{});
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, GetParam().code);
  EXPECT_EQ(image.error().what, GetParam().what);
}

INSTANTIATE_TEST_SUITE_P(table, RefusesImage, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RefusesImage, before_looking_when_the_permit_has_expired) {
  const auto permit = PermitForTest::in_use(Act::verify, Instant{} + std::chrono::seconds{1});
  const auto image = decode_image({}, permit, Instant{} + std::chrono::seconds{1});
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error(), (Error{Code::exhausted, "the permit has expired; ask again"}));
}

struct Whole {
  std::string_view name;
  File file;
};

std::vector<Whole> whole_files() {
  const auto exif = tiff_orientation(6);
  return {{"jpeg", jpeg(gradient(24, 16), {.exif = bytes("Exif\0\0"sv) + exif})},
          {"progressive", jpeg(gradient(24, 16), {.progressive = true})},
          {"png", png(gradient(24, 16), {.exif = exif})},
          {"interlaced", png(gradient(24, 16), {.interlaced = true})},
          {"webp", webp(gradient(24, 16), false, exif)}};
}

TEST(DamagedFile, never_decodes_when_it_is_cut_anywhere) {
  const auto permit = PermitForTest::in_use(Act::verify);
  for (const auto& [name, file] : whole_files()) {
    for (std::size_t size = 0; size < file.size(); ++size) {
      const auto image = decode_image(std::span(file).first(size), permit, Instant{});
      ASSERT_FALSE(image) << name << " cut to " << size << " of " << file.size();
      ASSERT_EQ(image.error().code, Code::invalid_input);
    }
  }
}

TEST(DamagedFile, is_read_or_refused_with_any_byte_changed) {
  const auto permit = PermitForTest::in_use(Act::verify);
  for (auto [name, file] : whole_files()) {
    for (auto& byte : file) {
      for (const auto mask : {std::byte{0xFF}, std::byte{0x01}, std::byte{0x80}}) {
        byte ^= mask;
        const auto image = decode_image(file, permit, Instant{});
        ASSERT_TRUE(image || !image.error().what.empty());
        byte ^= mask;
      }
    }
  }
}

}  // namespace
}  // namespace menshen::image_codec
