#include "parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "crypto_openssl/openssl_crypto.hpp"
#include "face/detail/align.hpp"
#include "face/detail/resample.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"
#include "image_codec/decode_image.hpp"
#include "infer_onnx/onnx_runtime.hpp"
#include "model_files/load_models.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::model_files {
namespace {

// Tests stop with the error's own words, which name the remedy.
template <typename Value>
Value value_of(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return *std::move(result);
}

face::InputFormat plain_pixels(int width, int height, float gain) {
  return {.name = "pixels",
          .layout = face::Layout::nhwc,
          .width = width,
          .height = height,
          .colours = face::Colours::rgb,
          .divide_by = {1 / gain, 1 / gain, 1 / gain}};
}

void store(std::span<const float> values, std::span<std::uint8_t> pixels) {
  std::ranges::transform(values, pixels.begin(), [](float value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
  });
}

}  // namespace

std::vector<std::byte> read_bytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    throw std::runtime_error(path.filename().string() + " is not there: run `./dev setup`");
  }
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::filesystem::path manifest_path(std::string_view name) {
  return std::filesystem::path(MENSHEN_MANIFESTS_DIR) / name;
}

std::filesystem::path models_dir() {
  return std::filesystem::path(MENSHEN_DEPS_DIR) / "models";
}

std::unique_ptr<face::Runtime> open_onnx() {
  return value_of(infer_onnx::OnnxRuntime::open(std::filesystem::path(MENSHEN_DEPS_DIR) /
                                                "onnxruntime/lib/libonnxruntime.so.1"));
}

face::ModelSet default_models() {
  const crypto_openssl::OpensslCrypto crypto;
  return value_of(load_model_set(manifest_path("default.yaml"), models_dir(), crypto));
}

face::Image portrait(std::string_view file) {
  const auto permit = PermitForTest::in_use(Act::evaluate);
  return value_of(image_codec::decode_image(
      read_bytes(std::filesystem::path(MENSHEN_DEPS_DIR) / "portraits" / file), permit, kNow));
}

face::Image changed(const face::Image& image, double scale, double degrees, double gain) {
  const double radians = degrees * std::numbers::pi / 180;
  face::SimilarityTransform transform{.a = scale * std::cos(radians),
                                      .b = scale * std::sin(radians)};
  const face::Point centre{.x = static_cast<float>(image.width()) / 2,
                           .y = static_cast<float>(image.height()) / 2};
  const face::Point moved = transform.apply(centre);
  transform.dx = centre.x - moved.x;
  transform.dy = centre.y - moved.y;
  std::vector<float> values(image.reveal().size());
  face::write_warped(image, transform,
                     plain_pixels(image.width(), image.height(), static_cast<float>(gain)),
                     values);
  auto made = value_of(face::Image::make(image.width(), image.height()));
  store(values, made.reveal());
  return made;
}

face::Image tiled(const face::Image& image, int columns, int rows, int side) {
  std::vector<float> values(3 * static_cast<std::size_t>(side) *
                            static_cast<std::size_t>(side));
  const face::InputFormat tile = plain_pixels(side, side, 1);
  face::write_letterboxed(image, face::Letterbox::fit(image.width(), image.height(), tile),
                          tile, values);
  std::vector<std::uint8_t> pixels(values.size());
  store(values, pixels);
  auto made = value_of(face::Image::make(columns * side, rows * side));
  const auto line = 3 * static_cast<std::size_t>(side);
  for (int y = 0; y < rows * side; ++y) {
    for (int column = 0; column < columns; ++column) {
      const auto from =
          std::span(pixels).subspan(static_cast<std::size_t>(y % side) * line, line);
      const auto at = static_cast<std::size_t>(y * columns + column) * line;
      std::ranges::copy(from, made.reveal().subspan(at).begin());
    }
  }
  return made;
}

}  // namespace menshen::model_files
