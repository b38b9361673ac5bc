// From a person to the place of the reference, in eight bytes a slot: the names stand in the
// chunks already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen::gallery {

// Open addressing with linear probing, at most three quarters full. `subject_at` answers whose
// reference stands in a place that was inserted. Not safe to call from two threads at once.
class SubjectTable {
 public:
  template <typename SubjectAt>
  [[nodiscard]] std::optional<std::size_t> find(std::string_view subject,
                                                const SubjectAt& subject_at) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t hash = hash_of(subject);
    for (std::size_t at = home(hash); slots_[at].place != kNone; at = next(at)) {
      if (slots_[at].hash == hash && subject_at(slots_[at].place) == subject) {
        return slots_[at].place;
      }
    }
    return std::nullopt;
  }

  // The subject must not be in it.
  void insert(std::string_view subject, std::size_t place) {
    MENSHEN_ASSERT(place < kNone);
    if ((count_ + 1) * 4 > slots_.size() * 3) grow();
    settle({.hash = hash_of(subject), .place = static_cast<std::uint32_t>(place)});
    ++count_;
  }

  // The subject must be in it, at `place`.
  void erase(std::string_view subject, std::size_t place) {
    std::size_t hole = slot_of(subject, place);
    slots_[hole] = {};
    --count_;
    // Whatever had to make way for it moves back, so that every search still ends at a hole.
    for (std::size_t at = next(hole); slots_[at].place != kNone; at = next(at)) {
      const std::size_t wanted = home(slots_[at].hash);
      const bool reaches = ((at - wanted) & mask()) >= ((at - hole) & mask());
      if (reaches) {
        slots_[hole] = std::exchange(slots_[at], {});
        hole = at;
      }
    }
  }

  // The subject must be in it, at `from`.
  void move(std::string_view subject, std::size_t from, std::size_t to) {
    slots_[slot_of(subject, from)].place = static_cast<std::uint32_t>(to);
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t kSlotsMin = 16;

  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t place = kNone;
  };

  static std::uint32_t hash_of(std::string_view subject) {
    const std::uint64_t hash = std::hash<std::string_view>{}(subject);
    return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
  }

  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }
  [[nodiscard]] std::size_t home(std::uint32_t hash) const { return hash & mask(); }
  [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & mask(); }

  [[nodiscard]] std::size_t slot_of(std::string_view subject, std::size_t place) const {
    std::size_t at = home(hash_of(subject));
    while (slots_[at].place != place) at = next(at);
    return at;
  }

  void settle(Slot slot) {
    std::size_t at = home(slot.hash);
    while (slots_[at].place != kNone) at = next(at);
    slots_[at] = slot;
  }

  void grow() {
    const auto before = std::exchange(
        slots_, std::vector<Slot>(slots_.empty() ? kSlotsMin : slots_.size() * 2));
    for (const Slot& slot : before) {
      if (slot.place != kNone) settle(slot);
    }
  }

  std::vector<Slot> slots_;  // a power of two
  std::size_t count_ = 0;
};

}  // namespace menshen::gallery
