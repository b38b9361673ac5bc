#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <memory_resource>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <png.h>
#include <pngconf.h>

#include "base/error.hpp"
#include "base/sized_block.hpp"
#include "face/image.hpp"
#include "image_codec/detail/attempt.hpp"
#include "image_codec/detail/decoders.hpp"
#include "image_codec/detail/orientation.hpp"
#include "image_codec/detail/refusals.hpp"

namespace menshen::image_codec::detail {
namespace {

// No chunk but the pixels themselves (IDAT, which is streamed) needs more.
constexpr png_alloc_size_t kChunkBytesMax = 1U << 20U;
constexpr png_uint_32 kChunksKeptMax = 16;

constexpr int kChunkSeen = 1;  // what a chunk callback returns

// In the units of the result: libpng widens it itself for 16-bit samples.
constexpr png_color_16 kWhite = {
    .index = 0, .red = 0xFF, .green = 0xFF, .blue = 0xFF, .gray = 0xFF};

class Reader {
 public:
  Reader(Bytes file, std::pmr::memory_resource& memory)
      : rest_(file),
        memory_(memory),
        png_(png_create_read_struct_2(PNG_LIBPNG_VER_STRING, this, &give_up, &ignore_warning,
                                      this, &allocate, &give_back)),
        info_(png_ == nullptr ? nullptr : png_create_info_struct(png_)) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  Reader(Reader&&) = delete;
  Reader& operator=(Reader&&) = delete;
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  Result<Decoded> picture() {
    if (info_ == nullptr) return no_memory();
    if (!attempt(trap_, [this] { read_header(); })) return refusal();
    if (animated_) return animated("PNG");
    const auto width = png_get_image_width(png_, info_);
    const auto height = png_get_image_height(png_, info_);
    if (const auto fits = check_size(width, height); !fits) {
      return tl::unexpected<Error>(fits.error());
    }
    MENSHEN_TRY(auto image,
                face::Image::make(static_cast<int>(width), static_cast<int>(height), memory_));

    const std::size_t stride = std::size_t{3} * width;
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = image.reveal().data() + y * stride;
    if (!attempt(trap_, [this, &rows] { read_pixels(rows.data()); })) return refusal();
    return Decoded{.image = std::move(image), .orientation = read_orientation(exif_)};
  }

 private:
  static png_voidp allocate(png_structp png, png_alloc_size_t size) {
    auto& self = *static_cast<Reader*>(png_get_mem_ptr(png));
    void* const block = take_sized(self.memory_, size);
    self.exhausted_ = block == nullptr && size > 0;
    return block;
  }
  static void give_back(png_structp /*png*/, png_voidp block) { give_back_sized(block); }

  [[noreturn]] static void give_up(png_structp png, png_const_charp why) {
    auto& self = *static_cast<Reader*>(png_get_error_ptr(png));
    std::string_view(why).copy(self.why_.data(), self.why_.size() - 1);
    std::longjmp(std::data(self.trap_), 1);  // NOLINT(cert-err52-cpp): lands in attempt()
  }

  static void ignore_warning(png_structp /*png*/, png_const_charp /*why*/) {}

  static void take_bytes(png_structp png, png_bytep target, std::size_t count) {
    auto& self = *static_cast<Reader*>(png_get_io_ptr(png));
    if (count > self.rest_.size()) {
      self.truncated_ = true;
      png_error(png, "ends early");
    }
    std::memcpy(target, self.rest_.data(), count);
    self.rest_ = self.rest_.subspan(count);
  }

  // Called for every chunk that the pixels do not need; of these only two matter.
  static int see_chunk(png_structp png, png_unknown_chunkp chunk) {
    auto& self = *static_cast<Reader*>(png_get_user_chunk_ptr(png));
    // The name has five bytes, the last of them zero.
    const std::string_view name(
        reinterpret_cast<const char*>(std::data(chunk->name)));  // NOLINT: C API
    if (name == "acTL") self.animated_ = true;
    // libpng frees its copy; the file's own bytes stand before the four of the checksum just
    // read. Copying here could throw through libpng's frames.
    if (name == "eXIf") self.exif_ = Bytes(self.rest_.data() - 4 - chunk->size, chunk->size);
    return kChunkSeen;
  }

  void read_header() {
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // check_size() judges
    png_set_chunk_malloc_max(png_, kChunkBytesMax);
    png_set_chunk_cache_max(png_, kChunksKeptMax);
    // No chunk but those of the pixels is interpreted: neither texts nor colour profiles,
    // which unpack to a thousand times their size.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_read_user_chunk_fn(png_, this, &see_chunk);
    png_set_read_fn(png_, this, &take_bytes);
    png_read_info(png_, info_);
  }

  void read_pixels(png_bytepp rows) {
    png_set_expand(png_);
    png_set_background(png_, &kWhite, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    png_set_scale_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) != std::size_t{3} * png_get_image_width(png_, info_)) {
      png_error(png_, "rows of an unexpected length");
    }
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
  }

  static tl::unexpected<Error> no_memory() {
    return fail(Code::exhausted, "no protected memory is left to read a PNG; try again");
  }

  [[nodiscard]] tl::unexpected<Error> refusal() const {
    if (exhausted_) return no_memory();
    return truncated_ ? truncated("PNG") : damaged("PNG", why_.data());
  }

  Bytes rest_;
  std::pmr::memory_resource& memory_;  // NOLINT(cppcoreguidelines-*): lent
  std::jmp_buf trap_{};
  std::array<char, 128> why_{};
  Bytes exif_;
  bool animated_ = false;
  bool truncated_ = false;
  bool exhausted_ = false;
  png_structp png_;
  png_infop info_;
};

}  // namespace

Result<Decoded> decode_png(Bytes file, std::pmr::memory_resource& memory) {
  return Reader(file, memory).picture();
}

}  // namespace menshen::image_codec::detail
