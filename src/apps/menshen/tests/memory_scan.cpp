#include "memory_scan.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ios>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kMask = 0xA7;
constexpr std::uint32_t kMask32 = 0x5A17'C3E9;
constexpr std::size_t kAnchor = 8;  // bytes
constexpr std::size_t kRun = 16;    // values of a direction

std::size_t two_bytes(const std::byte* at) {
  std::uint16_t two = 0;
  std::memcpy(&two, at, sizeof two);
  return two;
}

bool is_proportional(float a, float b, float c, float d) {
  const float left = a * d;
  const float right = b * c;
  return std::abs(left - right) <= 1e-4F * std::abs(left) + 1e-12F;
}

struct Mapping {
  const std::byte* begin = nullptr;
  std::size_t size = 0;
  std::string name;
};

// The kernel's own pages and what is mapped from files read-only are left out: nothing of ours
// is ever written there.
std::vector<Mapping> readable_mappings() {
  std::vector<Mapping> mappings;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::string may;
    std::string skipped;
    std::string name;
    words >> std::hex >> begin >> dash >> end >> may >> skipped >> skipped >> skipped;
    std::getline(words >> std::ws, name);
    if (!may.starts_with("rw") || name.starts_with("[v")) continue;
    mappings.push_back({.begin = reinterpret_cast<const std::byte*>(begin),  // NOLINT: what a
                        .size = end - begin,                                 // map is
                        .name = name.empty() ? "anonymous" : name});
  }
  return mappings;
}

void look(std::span<const std::byte> hay, const std::string& place, const Sought& sought,
          std::vector<Find>& finds) {
  const auto look_for = [&](const auto& one) {
    if (one.find_in(hay) != nullptr) finds.push_back({.needle = one.name(), .place = place});
  };
  std::ranges::for_each(sought.needles, look_for);
  std::ranges::for_each(sought.directions, look_for);
  std::ranges::for_each(sought.lanes, look_for);
}

// Whether a block of an index begins at `block` whose first lane is in use, and no other.
bool is_lone_reference(std::span<const std::byte> block) {
  constexpr std::byte kZero{128};
  bool is_used = false;
  for (; !block.empty(); block = block.subspan(Lane::kStride)) {
    const auto others = block.first(Lane::kStride).subspan(Lane::kFour);
    if (!std::ranges::all_of(others, [](std::byte byte) { return byte == kZero; }))
      return false;
    is_used = is_used || std::ranges::any_of(block.first(Lane::kFour),
                                             [](std::byte byte) { return byte != kZero; });
  }
  return is_used;
}

}  // namespace

Needle::Needle(std::string name, std::span<const std::byte> bytes, std::size_t window)
    : name_(std::move(name)), window_(window), first_two_(1U << 16U) {
  MENSHEN_ASSERT(kAnchor <= window && window <= bytes.size());
  for (const std::byte byte : bytes) {
    masked_.push_back(std::to_integer<std::uint8_t>(byte) ^ kMask);
  }
  for (std::size_t at = 0; at + kAnchor <= bytes.size(); at += window - kAnchor + 1) {
    anchors_.push_back(at);
    first_two_[two_bytes(bytes.data() + at)] = true;
  }
}

const std::byte* Needle::find_in(std::span<const std::byte> hay) const {
  for (std::size_t at = 0; at + kAnchor <= hay.size(); ++at) {
    if (!first_two_[two_bytes(hay.data() + at)]) continue;
    for (const std::size_t anchor : anchors_) {
      if (is_run(hay, at, anchor)) return hay.data() + at;
    }
  }
  return nullptr;
}

bool Needle::is_run(std::span<const std::byte> hay, std::size_t at, std::size_t anchor) const {
  const auto same = [&](std::size_t in_hay, std::size_t in_needle) {
    return (std::to_integer<std::uint8_t>(hay[in_hay]) ^ kMask) == masked_[in_needle];
  };
  std::size_t after = 0;
  while (at + after < hay.size() && anchor + after < masked_.size() &&
         same(at + after, anchor + after)) {
    ++after;
  }
  if (after < kAnchor) return false;
  std::size_t before = 0;
  while (before < at && before < anchor && same(at - before - 1, anchor - before - 1)) ++before;
  return before + after >= window_;
}

Direction::Direction(std::string name, std::span<const float> values) : name_(std::move(name)) {
  for (const float value : values) {
    masked_.push_back(std::bit_cast<std::uint32_t>(value) ^ kMask32);
  }
}

float Direction::value(std::size_t index) const noexcept {
  return std::bit_cast<float>(masked_[index] ^ kMask32);
}

const std::byte* Direction::find_in(std::span<const std::byte> hay) const {
  const auto* const begin = reinterpret_cast<const float*>(hay.data());  // NOLINT: aligned
  const std::size_t size = hay.size() / sizeof(float);
  for (std::size_t at = 0; at + 1 < size; ++at) {
    const float first = begin[at];
    const float second = begin[at + 1];
    if (!(std::abs(first) > 1e-9F && std::abs(first) < 1e9F)) continue;
    if (!(std::abs(second) > 1e-9F && std::abs(second) < 1e9F)) continue;
    for (std::size_t anchor = 0; anchor + 1 < masked_.size(); anchor += kRun - 1) {
      if (is_proportional(first, second, value(anchor), value(anchor + 1)) &&
          is_run(begin + at, at, size - at, anchor)) {
        return hay.data() + at * sizeof(float);
      }
    }
  }
  return nullptr;
}

bool Direction::is_run(const float* hay, std::size_t before, std::size_t after,
                       std::size_t anchor) const {
  std::size_t run = 1;
  while (run < after && anchor + run < masked_.size() &&
         is_proportional(hay[0], hay[run], value(anchor), value(anchor + run))) {
    ++run;
  }
  for (std::size_t back = 1;
       back <= before && back <= anchor &&
       is_proportional(hay[0], *(hay - back), value(anchor), value(anchor - back));
       ++back) {
    ++run;
  }
  return run >= kRun;
}

Lane::Lane(std::string name, std::span<const std::byte> bytes) : name_(std::move(name)) {
  MENSHEN_ASSERT(bytes.size() >= kRun * kFour && bytes.size() % kFour == 0);
  for (; !bytes.empty(); bytes = bytes.subspan(kFour)) {
    std::uint32_t four = 0;
    std::memcpy(&four, bytes.data(), kFour);
    masked_.push_back(four ^ kMask32);
  }
}

bool Lane::is_four(const std::byte* at, std::size_t number) const {
  std::uint32_t four = 0;
  std::memcpy(&four, at, kFour);
  return (four ^ kMask32) == masked_[number];
}

const std::byte* Lane::find_in(std::span<const std::byte> hay) const {
  for (std::size_t at = 0; at + kFour <= hay.size(); at += kFour) {
    // Every run holds one of these.
    for (std::size_t anchor = kRun - 1; anchor < masked_.size(); anchor += kRun) {
      if (!is_four(hay.data() + at, anchor)) continue;
      std::size_t run = 1;
      for (std::size_t i = 1;
           anchor + i < masked_.size() && at + i * kStride + kFour <= hay.size() &&
           is_four(hay.data() + at + i * kStride, anchor + i);
           ++i) {
        ++run;
      }
      for (std::size_t i = 1; i <= anchor && i * kStride <= at &&
                              is_four(hay.data() + at - i * kStride, anchor - i);
           ++i) {
        ++run;
      }
      if (run >= kRun) return hay.data() + at;
    }
  }
  return nullptr;
}

std::vector<Find> scan_memory(const Sought& sought) {
  std::vector<Find> finds;
  for (const Mapping& mapping : readable_mappings()) {
    look({mapping.begin, mapping.size}, mapping.name, sought, finds);
  }
  return finds;
}

std::vector<Find> scan_files(const fs::path& folder, const Sought& sought) {
  std::vector<Find> finds;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::vector<std::byte> bytes(entry.file_size());
    std::ifstream file(entry.path(), std::ios::binary);
    file.read(reinterpret_cast<char*>(bytes.data()),  // NOLINT: iostreams read characters
              static_cast<std::streamsize>(bytes.size()));
    // At every offset, for a file aligns nothing.
    for (std::size_t skip = 0; skip < sizeof(float) && skip < bytes.size(); ++skip) {
      bytes.erase(bytes.begin(), bytes.begin() + (skip > 0 ? 1 : 0));
      look(bytes, entry.path().filename(), sought, finds);
    }
    std::ranges::fill(bytes, std::byte{0});
  }
  return finds;
}

std::vector<std::byte> lone_reference(std::size_t dimension) {
  const std::size_t size = dimension / Lane::kFour * Lane::kStride;
  std::vector<std::byte> found;
  for (const Mapping& mapping : readable_mappings()) {
    const std::span<const std::byte> hay(mapping.begin, mapping.size);
    for (std::size_t at = 0; at + size <= hay.size() && found.empty(); at += Lane::kStride) {
      if (!is_lone_reference(hay.subspan(at, size))) continue;
      for (std::size_t i = 0; i < size; i += Lane::kStride) {
        const auto four = hay.subspan(at + i, Lane::kFour);
        found.insert(found.end(), four.begin(), four.end());
      }
    }
  }
  return found;
}

}  // namespace menshen::app
