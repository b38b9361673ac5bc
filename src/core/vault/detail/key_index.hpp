// Where in a key table the key of each name stands: 8 bytes a slot, so that a million persons
// need some twenty megabytes. It knows hashes only; whether a candidate is the one that was
// sought, the table must say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace menshen::vault {

class KeyIndex {
 public:
  // For so many keys without growing.
  void reserve(std::size_t keys);

  // `unit` is not 0.
  void add(std::uint32_t hash, std::uint32_t unit);

  // Puts `to` in place of `from`, which stands under `hash`.
  void replace(std::uint32_t hash, std::uint32_t from, std::uint32_t to);

  // Calls `is_it(unit)` for everything under the hash until one says yes; that unit, or 0.
  template <typename IsIt>
  [[nodiscard]] std::uint32_t find(std::uint32_t hash, const IsIt& is_it) const {
    if (slots_.empty()) return 0;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask; slots_[at].unit != 0; at = (at + 1) & mask) {
      if (slots_[at].hash == hash && is_it(slots_[at].unit)) return slots_[at].unit;
    }
    return 0;
  }

  // Whether exactly this unit stands under the hash.
  [[nodiscard]] bool holds(std::uint32_t hash, std::uint32_t unit) const {
    return find(hash, [unit](std::uint32_t each) { return each == unit; }) != 0;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t unit = 0;  // 0: free
  };

  void resize(std::size_t slots);
  void place(Slot slot);

  std::vector<Slot> slots_;  // none, or a power of two of them
  std::size_t size_ = 0;
};

}  // namespace menshen::vault
