#include "vault/detail/key_index.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace menshen::vault {
namespace {

constexpr std::size_t kSlotsMin = 64;

// At most three quarters are taken, so that a search ends soon.
std::size_t slots_for(std::size_t keys) {
  return std::bit_ceil(std::max(kSlotsMin, keys + keys / 3 + 1));
}

}  // namespace

void KeyIndex::reserve(std::size_t keys) {
  if (slots_for(keys) > slots_.size()) resize(slots_for(keys));
}

void KeyIndex::add(std::uint32_t hash, std::uint32_t unit) {
  reserve(size_ + 1);
  place({.hash = hash, .unit = unit});
  ++size_;
}

void KeyIndex::replace(std::uint32_t hash, std::uint32_t from, std::uint32_t to) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].unit != from) at = (at + 1) & mask;
  slots_[at].unit = to;
}

void KeyIndex::resize(std::size_t slots) {
  const auto older = std::exchange(slots_, std::vector<Slot>(slots));
  for (const Slot& slot : older) {
    if (slot.unit != 0) place(slot);
  }
}

void KeyIndex::place(Slot slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = slot.hash & mask;
  while (slots_[at].unit != 0) at = (at + 1) & mask;
  slots_[at] = slot;
}

}  // namespace menshen::vault
