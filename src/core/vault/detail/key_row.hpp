// The bytes of a key table. What they mean when they were changed, key_table.hpp says.
//
//   header, 96 bytes
//     "menshen-keys v1\n"  epoch u64  rows u64  table 32 bytes  seal 32 bytes
//   row, a multiple of 32 bytes, nowhere 32 zeros on a multiple of 32
//     size u32  ~size u32  scope u8  keys u8  three sizes u16  person  purpose  model
//     zeros up to the multiple  sealed keys
//
// Numbers are little-endian. `table` is random, and another for each table; `rows` says how
// many it was made with. The sealed keys are bound to `table`, to the seal of the row before,
// and to what stands before them in the row, so rows that were changed, moved, left out or
// taken from another table do not open.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::vault {

enum class Scope : std::uint8_t {
  own = 1,        // a person's own key
  reference = 2,  // of a person, for a purpose, by a model
  use = 3,        // of the organization's; its name stands for the person's
};

// Whose key, and what for. Views into whatever it was made of.
struct KeyName {
  Scope scope = Scope::own;
  std::string_view subject;
  std::string_view purpose;  // of a reference only, and so is the model
  std::string_view model;

  bool operator==(const KeyName&) const = default;
};

[[nodiscard]] std::uint32_t hash_of(const KeyName& name);

inline constexpr std::size_t kRowUnit = 32;
inline constexpr std::size_t kHeaderBytes = 3 * kRowUnit;
inline constexpr std::size_t kRowHeadBytes = 16;
inline constexpr std::size_t kRowSizeBytes = 8;  // size and ~size, which no row has as zeros
inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kKeysMax = 2;  // of a row
inline constexpr std::size_t kRowBytesMax = 262'144;

struct TableHeader {
  std::uint64_t epoch = 0;
  std::uint64_t rows = 0;
  Digest table{};
};

// Without the seal.
[[nodiscard]] std::array<std::byte, kHeaderBytes - sizeof(Digest)> encode(
    const TableHeader& header);
// Null when it is none. The seal is not looked at.
[[nodiscard]] std::optional<TableHeader> parse_table_header(std::span<const std::byte> bytes);

struct Row {
  KeyName name;
  std::size_t keys = 0;               // 1, or 2: the key, and the one that it replaced
  std::span<const std::byte> bound;   // what stands before the sealed keys
  std::span<const std::byte> sealed;  // as Crypto::seal gives it
};

// What stands before the sealed keys. Errors: invalid_input when a name has more than 65,535
// bytes.
[[nodiscard]] Result<std::vector<std::byte>> encode_row_head(const KeyName& name,
                                                             std::size_t keys);

// How long the row is that begins so, in bytes; null when none begins so. `head` has at least 8
// bytes.
[[nodiscard]] std::optional<std::size_t> row_size(std::span<const std::byte> head);

// Null when the bytes are not one whole row in its one form.
[[nodiscard]] std::optional<Row> parse_row(std::span<const std::byte> bytes);

// Whether a row that was being written when the power failed could have left these bytes, which
// end where the file ends, or several rows, whose first 8 bytes are written last: a part of it
// was never written.
[[nodiscard]] bool is_torn(std::span<const std::byte> rest);

}  // namespace menshen::vault
