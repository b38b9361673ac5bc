#include "image_codec/detail/recognise.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace menshen::image_codec::detail {
namespace {

using namespace std::string_view_literals;

struct Mark {
  std::size_t offset;
  std::string_view bytes;
  std::string_view what;
};

constexpr auto kOtherMarks = std::to_array<Mark>({
    {.offset = 0, .bytes = "GIF8"sv, .what = "a GIF picture"sv},
    {.offset = 0, .bytes = "BM"sv, .what = "a BMP picture"sv},
    {.offset = 0, .bytes = "II*\0"sv, .what = "a TIFF or raw picture"sv},
    {.offset = 0, .bytes = "MM\0*"sv, .what = "a TIFF or raw picture"sv},
    {.offset = 4, .bytes = "ftypavif"sv, .what = "an AVIF picture"sv},
    {.offset = 4, .bytes = "ftyphei"sv, .what = "a HEIC picture"sv},
    {.offset = 4, .bytes = "ftyphev"sv, .what = "a HEIC picture"sv},
    {.offset = 4, .bytes = "ftypmif1"sv, .what = "a HEIF picture"sv},
    {.offset = 4, .bytes = "ftyp"sv, .what = "a video"sv},
    {.offset = 0, .bytes = "\0\0\0\x0cjP  "sv, .what = "a JPEG 2000 picture"sv},
    {.offset = 0, .bytes = "\xff\x0a"sv, .what = "a JPEG XL picture"sv},
    {.offset = 0, .bytes = "\0\0\0\x0cJXL "sv, .what = "a JPEG XL picture"sv},
    {.offset = 0, .bytes = "%PDF-"sv, .what = "a PDF document"sv},
    {.offset = 0, .bytes = "data:image/"sv, .what = "a data URL, not the bytes it holds"sv},
});

std::string_view text_of(std::span<const std::byte> file) noexcept {
  return {reinterpret_cast<const char*>(file.data()), file.size()};  // NOLINT: bytes as text
}

bool bears(std::string_view file, std::size_t offset, std::string_view bytes) noexcept {
  return file.size() >= offset && file.substr(offset).starts_with(bytes);
}

}  // namespace

Format recognise(std::span<const std::byte> file) noexcept {
  const auto text = text_of(file);
  if (text.starts_with("\xff\xd8\xff"sv)) return Format::jpeg;
  if (text.starts_with("\x89PNG\r\n\x1a\n"sv)) return Format::png;
  if (text.starts_with("RIFF"sv) && bears(text, 8, "WEBP"sv)) return Format::webp;
  return Format::other;
}

std::string_view describe_other(std::span<const std::byte> file) noexcept {
  const auto text = text_of(file);
  const auto* const mark = std::ranges::find_if(
      kOtherMarks, [&](const Mark& m) { return bears(text, m.offset, m.bytes); });
  if (mark != kOtherMarks.end()) return mark->what;
  const auto is_text = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  };
  return std::ranges::all_of(text.substr(0, 256), is_text) ? "text, not a picture"
                                                           : "no picture format that is known";
}

}  // namespace menshen::image_codec::detail
