#include "photograph.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <jpeglib.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "face/detail/resample.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"
#include "image_codec/decode_image.hpp"
#include "infer_onnx/onnx_runtime.hpp"
#include "machine/guarded_memory.hpp"
#include "model_files/load_models.hpp"
#include "must.hpp"
#include "permit/permit.hpp"

namespace menshen::bench {
namespace {

const std::filesystem::path kShare = MENSHEN_SHARE_DIR;

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// A baseline JPEG, 4:2:0, quality 90, as a camera would send.
Bytes encode_jpeg(const face::Image& image) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* memory = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): libjpeg's type
  jpeg_mem_dest(&encoder, &memory, &size);
  encoder.image_width = static_cast<JDIMENSION>(image.width());
  encoder.image_height = static_cast<JDIMENSION>(image.height());
  encoder.input_components = 3;
  encoder.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, 90, TRUE);
  jpeg_start_compress(&encoder, TRUE);
  const auto stride = 3 * static_cast<std::size_t>(image.width());
  while (encoder.next_scanline < encoder.image_height) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): libjpeg takes rows as writable
    auto* row = const_cast<JSAMPLE*>(image.reveal().data() + encoder.next_scanline * stride);
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  const auto bytes = std::as_bytes(std::span(memory, size));
  Bytes copy(bytes.begin(), bytes.end());
  std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): libjpeg's malloc
  return copy;
}

}  // namespace

Bytes photograph(int width, int height, const PermitInUse& permit) {
  const auto portrait = must(image_codec::decode_image(
      read_file(kShare / "deps/portraits/astronaut.png"), permit, kNow));
  const face::InputFormat canvas{.name = "canvas",
                                 .layout = face::Layout::nhwc,
                                 .width = width,
                                 .height = height,
                                 .colours = face::Colours::rgb,
                                 .pad = 127};
  std::vector<float> values(canvas.size());
  face::write_letterboxed(portrait,
                          face::Letterbox::fit(portrait.width(), portrait.height(), canvas),
                          canvas, values);
  auto image = must(face::Image::make(width, height));
  std::ranges::transform(values, image.reveal().begin(),
                         [](float value) { return static_cast<std::uint8_t>(value + 0.5F); });
  return encode_jpeg(image);
}

face::ModelSet models() {
  const crypto_openssl::OpensslCrypto crypto;
  return must(model_files::load_model_set(kShare / "models/default.yaml",
                                          kShare / "deps/models", crypto));
}

std::unique_ptr<face::Runtime> open_onnx(machine::GuardedMemory& memory) {
  return must(infer_onnx::OnnxRuntime::open(kShare / "deps/onnxruntime/lib/libonnxruntime.so.1",
                                            memory));
}

face::ModelSet for_opencv(face::ModelSet set) {
  set.detector.manifest.outputs = {"scores", "boxes"};
  set.detector.manifest.decoder = face::Decoder::boxes;
  set.detector.manifest.detector.second_pass.reset();
  return set;
}

}  // namespace menshen::bench
