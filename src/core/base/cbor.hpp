// The part of CBOR (RFC 8949) that the record is written in, in its one deterministic form
// (section 4.2.1): shortest heads, definite lengths, map keys in ascending order of their
// bytes. No floats, no undefined value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen {

// Items one after another; the caller sees to it that arrays and maps get as many items as
// they were opened with, and map keys in ascending order.
class CborWriter {
 public:
  void reserve(std::size_t bytes) { out_.reserve(bytes); }

  void unsigned_integer(std::uint64_t value) { head(0, value); }
  void integer(std::int64_t value);
  void bytes(std::span<const std::byte> value);
  void text(std::string_view value);  // UTF-8
  void array(std::size_t count) { head(4, count); }
  void map(std::size_t pairs) { head(5, pairs); }
  void tag(std::uint64_t number) { head(6, number); }  // of the item that follows
  void boolean(bool value);
  void null();

  [[nodiscard]] std::span<const std::byte> written() const noexcept { return out_; }
  [[nodiscard]] std::vector<std::byte> take() && { return std::move(out_); }

 private:
  void head(unsigned major, std::uint64_t value);

  std::vector<std::byte> out_;
};

inline constexpr std::size_t kCborDepthMax = 8;

// Reads what CborWriter writes, item by item, and nothing that could be written otherwise.
// Spans and views point into the bytes it was given. After an error it is of no more use.
//
// Errors of every function: invalid_input, with the place, when the next item is of another
// type, not in its one form, not whole, or a key that is not above the one before it; when
// arrays and maps are nested more than kCborDepthMax deep.
class CborReader {
 public:
  explicit CborReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[nodiscard]] Result<std::uint64_t> unsigned_integer();
  [[nodiscard]] Result<std::int64_t> integer();
  [[nodiscard]] Result<std::span<const std::byte>> bytes();
  [[nodiscard]] Result<std::string_view> text();  // valid UTF-8
  [[nodiscard]] Result<std::size_t> array();      // how many items follow
  [[nodiscard]] Result<std::size_t> map();        // how many pairs follow
  [[nodiscard]] Result<> tag(std::uint64_t number);
  [[nodiscard]] Result<bool> boolean();
  [[nodiscard]] Result<> null();
  [[nodiscard]] Result<> skip();  // an item of any type but a tag, with all that is in it

  // Whether the next item is null.
  [[nodiscard]] bool is_null() const noexcept;

  // Nothing may be left, neither bytes nor items of an open array or map.
  [[nodiscard]] Result<> end() const;

 private:
  // An array or map whose items are being read.
  struct Open {
    std::uint64_t items = 0;  // still to come; of a map, keys and values
    bool is_map = false;
    std::span<const std::byte> key;  // the one read last
  };
  struct Head {
    unsigned major = 0;
    std::uint64_t value = 0;
  };

  [[nodiscard]] Result<Head> head();
  [[nodiscard]] Result<std::uint64_t> head_of(unsigned major, std::string_view wanted);
  [[nodiscard]] Result<std::span<const std::byte>> string_of(unsigned major,
                                                             std::string_view wanted);
  [[nodiscard]] Result<std::size_t> open(unsigned major, std::string_view wanted);
  // Counts the item that was read, and gives its value on.
  template <typename Value>
  [[nodiscard]] Result<Value> ended(Value value);
  [[nodiscard]] bool stands_at_key() const noexcept;
  [[nodiscard]] tl::unexpected<Error> refuse(std::string_view why) const;

  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;    // behind what was read
  std::size_t item_ = 0;  // where the present item starts
  std::size_t depth_ = 0;
  std::array<Open, kCborDepthMax> open_{};
};

}  // namespace menshen
