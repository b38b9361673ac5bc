// The real parts, as the programs wire them, for tests on photographs.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"
#include "face/pipeline.hpp"
#include "permit/permit.hpp"

namespace menshen::model_files {

inline constexpr Instant kNow{std::chrono::milliseconds{1'764'000'000'000}};

// Files that `./dev setup` puts in place; their absence fails the test and says so.
[[nodiscard]] std::vector<std::byte> read_bytes(const std::filesystem::path& path);

[[nodiscard]] std::filesystem::path manifest_path(std::string_view name);
[[nodiscard]] std::filesystem::path models_dir();

[[nodiscard]] std::unique_ptr<face::Runtime> open_onnx();
[[nodiscard]] face::ModelSet default_models();

[[nodiscard]] face::Image portrait(std::string_view file);

// `image` scaled by `scale` and turned by `degrees` about its centre, its pixels multiplied by
// `gain`, on a canvas of its own size.
[[nodiscard]] face::Image changed(const face::Image& image, double scale, double degrees,
                                  double gain);

// The whole of `image` `columns` × `rows` times, each `side` pixels square.
[[nodiscard]] face::Image tiled(const face::Image& image, int columns, int rows, int side);

}  // namespace menshen::model_files
