#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <memory_resource>
#include <span>
#include <string_view>
#include <utility>

#include <jpeglib.h>

#include <jerror.h>

#include "base/error.hpp"
#include "face/image.hpp"
#include "image_codec/detail/attempt.hpp"
#include "image_codec/detail/decoders.hpp"
#include "image_codec/detail/orientation.hpp"
#include "image_codec/detail/refusals.hpp"

namespace menshen::image_codec::detail {
namespace {

// A progressive picture of kPixelsMax pixels keeps 6 bytes of coefficients per pixel.
constexpr long kMemoryBytesMax = 400'000'000;

// Encoders write about ten scans. Each is a pass over all pixels, and an empty one costs the
// sender a few bytes.
constexpr int kScansMax = 20;
constexpr std::string_view kTooManyScans = "more than 20 scans";

constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr unsigned int kMarkerBytesMax = 0xFFFF;

// Warnings after which every pixel is still the sender's.
bool harmless(int warning) {
  return warning == JWRN_EXTRANEOUS_DATA || warning == JWRN_ADOBE_XFORM ||
         warning == JWRN_JFIF_MAJOR;
}

class Reader {
 public:
  explicit Reader(Bytes file) : file_(file) {
    info_.err = jpeg_std_error(&errors_);
    info_.client_data = this;
    errors_.error_exit = &give_up;
    errors_.emit_message = &judge_warning;
    progress_.progress_monitor = &count_scans;
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  Reader(Reader&&) = delete;
  Reader& operator=(Reader&&) = delete;
  ~Reader() { jpeg_destroy_decompress(&info_); }

  Result<Decoded> picture(int short_side_min, std::pmr::memory_resource& memory) {
    if (!attempt(trap_, [this] { read_header(); })) return refusal();
    if (const auto checked = check_header(); !checked) {
      return tl::unexpected<Error>(checked.error());
    }
    if (!attempt(trap_, [this, short_side_min] { start(short_side_min); })) return refusal();
    MENSHEN_TRY(auto image, face::Image::make(static_cast<int>(info_.output_width),
                                              static_cast<int>(info_.output_height), memory));
    std::uint8_t* const pixels = image.reveal().data();
    if (!attempt(trap_, [this, pixels] { read_pixels(pixels); })) return refusal();
    return Decoded{.image = std::move(image), .orientation = orientation_};
  }

 private:
  static Reader& self(j_common_ptr info) { return *static_cast<Reader*>(info->client_data); }

  [[noreturn]] static void give_up(j_common_ptr info) {
    info->err->format_message(info, self(info).why_.data());
    std::longjmp(std::data(self(info).trap_), 1);  // NOLINT(cert-err52-cpp): lands in attempt()
  }

  static void judge_warning(j_common_ptr info, int level) {
    if (level < 0 && !harmless(info->err->msg_code)) give_up(info);
  }

  static void count_scans(j_common_ptr info) {
    Reader& reader = self(info);
    if (reader.info_.input_scan_number <= kScansMax) return;
    kTooManyScans.copy(reader.why_.data(), kTooManyScans.size());
    std::longjmp(std::data(reader.trap_), 1);  // NOLINT(cert-err52-cpp): lands in attempt()
  }

  [[nodiscard]] tl::unexpected<Error> refusal() const {
    if (errors_.msg_code == JWRN_JPEG_EOF) return truncated("JPEG");
    return damaged("JPEG", why_.data());
  }

  void read_header() {
    jpeg_create_decompress(&info_);
    info_.progress = &progress_;
    info_.mem->max_memory_to_use = kMemoryBytesMax;
    jpeg_save_markers(&info_, kExifMarker, kMarkerBytesMax);
    jpeg_mem_src(&info_,
                 reinterpret_cast<const unsigned char*>(file_.data()),  // NOLINT: C API
                 file_.size());
    jpeg_read_header(&info_, TRUE);
  }

  Result<> check_header() {
    if (info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK) {
      return fail(Code::invalid_input,
                  "a JPEG in the colours of print (CMYK); convert it to RGB");
    }
    if (const auto fits = check_size(info_.image_width, info_.image_height); !fits) {
      return tl::unexpected<Error>(fits.error());
    }
    orientation_ = read_orientation(exif());
    return {};
  }

  [[nodiscard]] Bytes exif() const {
    for (const auto* marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      const auto block = std::as_bytes(std::span(marker->data, marker->data_length));
      const std::string_view text(reinterpret_cast<const char*>(marker->data),  // NOLINT: C API
                                  marker->data_length);
      if (text.starts_with("Exif")) return block;
    }
    return {};
  }

  void start(int short_side_min) {
    const auto shorter = std::min(info_.image_width, info_.image_height);
    info_.out_color_space = JCS_RGB;
    info_.scale_denom = 8;
    info_.scale_num = 8;
    while (short_side_min > 0 && info_.scale_num > 1 &&
           (shorter * info_.scale_num / 2 + 7) / 8 >= static_cast<unsigned>(short_side_min)) {
      info_.scale_num /= 2;
    }
    jpeg_start_decompress(&info_);
  }

  void read_pixels(std::uint8_t* pixels) {
    const std::size_t stride = std::size_t{3} * info_.output_width;
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = pixels + (stride * info_.output_scanline);
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
  }

  Bytes file_;
  jpeg_decompress_struct info_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf trap_{};
  std::array<char, JMSG_LENGTH_MAX> why_{};
  Orientation orientation_ = Orientation::top_left;
};

}  // namespace

Result<Decoded> decode_jpeg(Bytes file, int short_side_min, std::pmr::memory_resource& memory) {
  return Reader(file).picture(short_side_min, memory);
}

}  // namespace menshen::image_codec::detail
