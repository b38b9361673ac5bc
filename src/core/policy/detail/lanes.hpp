// 512 lanes: one bit for each of as many conditions, moved together in vector registers.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace menshen::policy {

class Lanes {
 public:
  static constexpr std::size_t kWords = 8;
  static constexpr std::size_t kCount = 64 * kWords;

  // `words` holds kWords words.
  static Lanes load(const std::uint64_t* words) noexcept {
    Lanes lanes;
    std::memcpy(static_cast<void*>(&lanes), words, sizeof lanes);
    return lanes;
  }
  void store(std::uint64_t* words) const noexcept { std::memcpy(words, this, sizeof *this); }

  void set(std::size_t lane) noexcept {
    auto words = std::bit_cast<Words>(*this);
    words[lane / 64] |= std::uint64_t{1} << (lane % 64);
    *this = std::bit_cast<Lanes>(words);
  }

  Lanes& operator|=(const Lanes& other) noexcept {
    a_ |= other.a_;
    b_ |= other.b_;
    c_ |= other.c_;
    d_ |= other.d_;
    return *this;
  }

  [[nodiscard]] bool meets(const Lanes& other) const noexcept {
    const Part common = (a_ & other.a_) | (b_ & other.b_) | (c_ & other.c_) | (d_ & other.d_);
    return (common[0] | common[1]) != 0;
  }

 private:
  // Four members and not an array: so g++ keeps them in registers over a loop.
  using Part [[gnu::vector_size(16)]] = std::uint64_t;
  using Words = std::array<std::uint64_t, kWords>;

  Part a_{};
  Part b_{};
  Part c_{};
  Part d_{};
};

// Calls `visit` with the position of each bit, from the lowest on.
template <typename Visit>
void for_each_bit(std::uint64_t word, Visit visit) {
  for (; word != 0; word &= word - 1) {
    visit(static_cast<std::size_t>(std::countr_zero(word)));
  }
}

}  // namespace menshen::policy
