// Some of the facts of a vocabulary: one bit each, in fixed memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "catalogue/vocabulary.hpp"

namespace menshen::policy {

class FactSet {
 public:
  static constexpr std::size_t kWords = catalogue::kFactsMax / 64;

  void add(catalogue::FactIndex fact) noexcept { words_[fact / 64] |= bit(fact); }
  void remove(catalogue::FactIndex fact) noexcept { words_[fact / 64] &= ~bit(fact); }
  [[nodiscard]] bool has(catalogue::FactIndex fact) const noexcept {
    return (words_[fact / 64] & bit(fact)) != 0;
  }
  // The facts from 64 * i on.
  [[nodiscard]] std::uint64_t word(std::size_t i) const noexcept { return words_[i]; }

 private:
  static std::uint64_t bit(catalogue::FactIndex fact) noexcept {
    return std::uint64_t{1} << (fact % 64);
  }

  std::array<std::uint64_t, kWords> words_{};
};

}  // namespace menshen::policy
