#include "gallery/rotation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory_resource>
#include <numeric>
#include <span>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/wipe.hpp"
#include "face/embedding.hpp"
#include "gallery/detail/view_as.hpp"

namespace menshen::gallery {
namespace {

constexpr std::size_t kRounds = 3;
constexpr std::uint16_t kNegative = 0x8000;
constexpr std::uint16_t kFrom = 0x7fff;
static_assert(face::Embedding::kDimensionMax <= kFrom);

// HMAC-SHA-256 of 0, 1, 2, … under the key, 32 bits at a time.
class Stream {
 public:
  Stream(const Digest& key, const Crypto& crypto) : key_(key), crypto_(crypto) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  Stream(Stream&&) = delete;
  Stream& operator=(Stream&&) = delete;
  ~Stream() { wipe(block_); }

  std::uint32_t next() {
    if (used_ == block_.size()) {
      std::array<std::byte, sizeof counter_> counter{};
      std::memcpy(counter.data(), &counter_, counter.size());
      block_ = crypto_.hmac_sha256(key_, counter);
      ++counter_;
      used_ = 0;
    }
    std::uint32_t word = 0;
    std::memcpy(&word, block_.data() + used_, sizeof word);
    used_ += sizeof word;
    return word;
  }

  // 0..count-1; uneven by less than count / 2^32.
  std::size_t below(std::size_t count) { return (std::uint64_t{next()} * count) >> 32U; }

 private:
  const Digest& key_;
  const Crypto& crypto_;
  std::uint64_t counter_ = 0;
  Digest block_{};
  std::size_t used_ = sizeof(Digest);
};
static_assert(std::endian::native == std::endian::little, "the counter is little-endian");

// Fisher-Yates, with a sign on each.
void draw(std::span<std::uint16_t> steps, Stream& stream) {
  std::iota(steps.begin(), steps.end(), std::uint16_t{0});
  for (std::size_t left = steps.size(); left > 1; --left) {
    std::swap(steps[left - 1], steps[stream.below(left)]);
  }
  for (std::uint16_t& step : steps) {
    if ((stream.next() & 1U) != 0) step |= kNegative;
  }
}

constexpr std::size_t kAtOnce = 8;

// The first three steps of the transform, on eight neighbours that stay in registers.
void transform_eight(float* values) {
  std::array<float, kAtOnce> sums{};
  for (std::size_t i = 0; i < kAtOnce; i += 2) {
    sums[i] = values[i] + values[i + 1];
    sums[i + 1] = values[i] - values[i + 1];
  }
  for (const std::size_t i : {0U, 1U, 4U, 5U}) {
    const float low = sums[i];
    sums[i] = low + sums[i + 2];
    sums[i + 2] = low - sums[i + 2];
  }
  for (std::size_t i = 0; i < kAtOnce / 2; ++i) {
    values[i] = sums[i] + sums[i + 4];
    values[i + 4] = sums[i] - sums[i + 4];
  }
}

// The transform of a power of two of values, divided by the root of their number.
void walsh_hadamard(std::span<float> values) {
  const std::size_t done = values.size() < kAtOnce ? 1 : kAtOnce;
  for (std::size_t from = 0; done > 1 && from < values.size(); from += kAtOnce) {
    transform_eight(values.data() + from);
  }
  for (std::size_t half = done; half < values.size(); half *= 2) {
    for (std::size_t from = 0; from < values.size(); from += 2 * half) {
      float* const low = values.data() + from;
      float* const high = low + half;
      for (std::size_t i = 0; i < half; ++i) {
        const float a = low[i];
        const float b = high[i];
        low[i] = a + b;
        high[i] = a - b;
      }
    }
  }
  const float norm = 1.0F / std::sqrt(static_cast<float>(values.size()));
  for (float& value : values) value *= norm;
}

}  // namespace

Result<Rotation> Rotation::make(std::size_t dimension, const Digest& key, const Crypto& crypto,
                                std::pmr::memory_resource& memory) {
  MENSHEN_ASSERT(dimension > 0 && dimension <= face::Embedding::kDimensionMax);
  MENSHEN_TRY(auto steps, Secret::make(kRounds * dimension * sizeof(std::uint16_t), memory));
  Stream stream(key, crypto);
  for (std::size_t round = 0; round < kRounds; ++round) {
    draw(view_as<std::uint16_t>(steps.reveal()).subspan(round * dimension, dimension), stream);
  }
  return Rotation(dimension, std::move(steps));
}

void Rotation::apply(std::span<float> values, std::span<float> scratch) const noexcept {
  MENSHEN_ASSERT(values.size() == dimension_ && scratch.size() == dimension_);
  const std::size_t window = std::bit_floor(dimension_);
  for (std::size_t round = 0; round < kRounds; ++round) {
    const auto steps =
        view_as<std::uint16_t>(steps_.reveal()).subspan(round * dimension_, dimension_);
    for (std::size_t i = 0; i < dimension_; ++i) {
      const float value = values[steps[i] & kFrom];
      scratch[i] = (steps[i] & kNegative) != 0 ? -value : value;
    }
    walsh_hadamard(scratch.first(window));
    if (window != dimension_) walsh_hadamard(scratch.last(window));
    std::ranges::copy(scratch, values.begin());
  }
}

}  // namespace menshen::gallery
