// Looks for what should be gone in everything the process can read, and in files. What it looks
// for it holds masked, so that it does not find itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace menshen::app {

// Bytes of which any run of `window` is a find.
class Needle {
 public:
  // At least `window` bytes; `window` is 8 or more.
  Needle(std::string name, std::span<const std::byte> bytes, std::size_t window);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  // Where in `hay` a run of the window begins; null when there is none.
  [[nodiscard]] const std::byte* find_in(std::span<const std::byte> hay) const;

 private:
  [[nodiscard]] bool is_run(std::span<const std::byte> hay, std::size_t at,
                            std::size_t anchor) const;

  std::string name_;
  std::vector<std::uint8_t> masked_;
  std::size_t window_;
  std::vector<std::size_t> anchors_;  // every run of the window holds one of them whole
  std::vector<bool> first_two_;       // of each anchor: which two bytes are worth a look
};

// A template whatever its scale: any 16 float32 values in the proportions of 16 neighbours of
// it, as they stand before it is scaled to length 1, too.
class Direction {
 public:
  Direction(std::string name, std::span<const float> values);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::byte* find_in(std::span<const std::byte> hay) const;

 private:
  [[nodiscard]] float value(std::size_t index) const noexcept;
  [[nodiscard]] bool is_run(const float* hay, std::size_t before, std::size_t after,
                            std::size_t anchor) const;

  std::string name_;
  std::vector<std::uint32_t> masked_;
};

// A reference as it stands in a gallery's index (gallery/detail/kernel.hpp): four bytes, then
// those of fifteen others, and so on. Any run of 16 fours is a find, beside whomever.
class Lane {
 public:
  static constexpr std::size_t kFour = 4;
  static constexpr std::size_t kStride = 64;

  // At least 64 bytes, a multiple of 4.
  Lane(std::string name, std::span<const std::byte> bytes);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::byte* find_in(std::span<const std::byte> hay) const;

 private:
  [[nodiscard]] bool is_four(const std::byte* at, std::size_t number) const;

  std::string name_;
  std::vector<std::uint32_t> masked_;
};

// What should be gone.
struct Sought {
  std::vector<Needle> needles;
  std::vector<Direction> directions;
  std::vector<Lane> lanes;

  [[nodiscard]] std::size_t size() const {
    return needles.size() + directions.size() + lanes.size();
  }
};

struct Find {
  std::string needle;
  std::string place;  // the mapping, as /proc/self/maps calls it, or the file

  bool operator==(const Find&) const = default;

  friend std::ostream& operator<<(std::ostream& out, const Find& find) {
    return out << find.needle << " in " << find.place;
  }
};

// Every mapping of this process that can be read, its stacks and its guarded memory among them.
[[nodiscard]] std::vector<Find> scan_memory(const Sought& sought);

// Every file under `folder`.
[[nodiscard]] std::vector<Find> scan_files(const std::filesystem::path& folder,
                                           const Sought& sought);

// The bytes of the one reference in any index of this process that has no other beside it, as
// they stand there: 128 is zero. Empty when there is none. To be wiped by whoever asked.
//   dimension  of the index, padded
[[nodiscard]] std::vector<std::byte> lone_reference(std::size_t dimension);

}  // namespace menshen::app
