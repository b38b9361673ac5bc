// A few hundred references side by side, in the form that the kernels read. Once in the hands
// of readers a chunk is never changed: whoever wants another one copies it.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "gallery/detail/kernel.hpp"
#include "gallery/index.hpp"

namespace menshen::gallery {

// Values and names stand in the memory it was given, and are wiped when it dies. References
// stand in places 0..size-1.
class Chunk {
 public:
  static constexpr std::size_t kBlocks = 16;
  static constexpr std::size_t kPlaces = kBlocks * kLanes;

  // Empty. `dimension` is padded. Errors: exhausted.
  [[nodiscard]] static Result<std::shared_ptr<Chunk>> make(std::size_t dimension,
                                                           std::pmr::memory_resource& memory);
  [[nodiscard]] Result<std::shared_ptr<Chunk>> copy() const;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const std::uint8_t* blocks() const noexcept;
  [[nodiscard]] std::string_view subject(std::size_t place) const noexcept;
  [[nodiscard]] std::vector<std::string_view> subjects() const;
  [[nodiscard]] Standing standing(std::size_t place) const noexcept;
  [[nodiscard]] bool is_usable(std::size_t place, CivilDate today) const noexcept;

  // Names the references, in the order of their places, and sets how many there are. The names
  // may be its own. Errors: exhausted.
  [[nodiscard]] Result<> name(std::span<const std::string_view> subjects);

  //   values  int8[dimension]
  void write(std::size_t place, std::span<const std::int8_t> values, Standing standing);
  void write(std::size_t place, const Chunk& from, std::size_t its_place);
  void set_standing(std::size_t place, Standing standing) noexcept;
  void clear(std::size_t place);

 private:
  Chunk(std::size_t dimension, std::pmr::memory_resource& memory, Secret blocks, Secret names)
      : dimension_(dimension),
        memory_(&memory),
        blocks_(std::move(blocks)),
        names_(std::move(names)) {}

  [[nodiscard]] std::uint8_t* group(std::size_t place, std::size_t number) noexcept;
  [[nodiscard]] const std::uint8_t* group(std::size_t place, std::size_t number) const noexcept;

  std::size_t dimension_;
  std::pmr::memory_resource* memory_;
  Secret blocks_;
  Secret names_;  // behind one another
  std::size_t size_ = 0;
  std::array<std::uint32_t, kPlaces> ends_{};      // of each name
  std::array<std::int32_t, kPlaces> last_days_{};  // days since 1970
  std::bitset<kPlaces> frozen_;
};

}  // namespace menshen::gallery
