// A photograph as a camera would send it, and the models that see it, as `menshen` has them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/civil_date.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"
#include "machine/guarded_memory.hpp"
#include "permit/permit.hpp"

namespace menshen::bench {

using Bytes = std::vector<std::byte>;

// Of every permit and decoding here.
inline constexpr Instant kNow{std::chrono::milliseconds{1'764'000'000'000}};

// The astronaut's portrait on a canvas of the given size, as a JPEG.
[[nodiscard]] Bytes photograph(int width, int height, const PermitInUse& permit);

[[nodiscard]] face::ModelSet models();

[[nodiscard]] std::unique_ptr<face::Runtime> open_onnx(machine::GuardedMemory& memory);

// The engine that is compared with has no raw regressions, only the graph's own boxes.
[[nodiscard]] face::ModelSet for_opencv(face::ModelSet set);

}  // namespace menshen::bench
