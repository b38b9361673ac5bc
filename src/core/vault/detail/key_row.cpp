#include "vault/detail/key_row.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::vault {
namespace {

static_assert(std::endian::native == std::endian::little,
              "key tables are little-endian: swap bytes in put and take");

constexpr std::string_view kMagic = "menshen-keys v1\n";
constexpr std::size_t kSizeMax = std::numeric_limits<std::uint16_t>::max();

template <typename Number>
void put(std::span<std::byte> out, std::size_t at, Number value) {
  std::memcpy(out.subspan(at).data(), &value, sizeof value);
}

template <typename Number>
Number take(std::span<const std::byte> bytes, std::size_t at) {
  Number value{};
  std::memcpy(&value, bytes.subspan(at, sizeof value).data(), sizeof value);
  return value;
}

std::size_t sealed_size(std::size_t keys) { return keys * sizeof(Digest) + kSealedBytesMore; }

std::size_t whole_size(std::size_t names, std::size_t keys) {
  const std::size_t bytes = kRowHeadBytes + names + sealed_size(keys);
  return (bytes + kRowUnit - 1) / kRowUnit * kRowUnit;
}

bool is_zero(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte each) { return each == std::byte{0}; });
}

// A row of a person or a use names nothing else.
bool is_well_formed(const KeyName& name, std::size_t keys) {
  switch (name.scope) {
    case Scope::own:
    case Scope::use: return name.purpose.empty() && name.model.empty() && keys == 1;
    case Scope::reference: return keys == 1 || keys == kKeysMax;
  }
  return false;
}

}  // namespace

std::uint32_t hash_of(const KeyName& name) {
  const std::hash<std::string_view> hash;
  auto sum = static_cast<std::uint64_t>(name.scope);
  for (const std::string_view part : {name.subject, name.purpose, name.model}) {
    sum = (sum ^ hash(part)) * 0x9E37'79B9'7F4A'7C15U;  // 2^64 / the golden ratio: mixes
    sum ^= sum >> 32U;
  }
  return static_cast<std::uint32_t>(sum);
}

std::array<std::byte, kHeaderBytes - sizeof(Digest)> encode(const TableHeader& header) {
  std::array<std::byte, kHeaderBytes - sizeof(Digest)> out{};
  std::memcpy(out.data(), kMagic.data(), kMagic.size());
  put(out, kMagic.size(), header.epoch);
  put(out, kMagic.size() + 8, header.rows);
  std::ranges::copy(header.table, out.begin() + kRowUnit);
  return out;
}

std::optional<TableHeader> parse_table_header(std::span<const std::byte> bytes) {
  if (bytes.size() < kHeaderBytes ||
      std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0) {
    return std::nullopt;
  }
  TableHeader header{.epoch = take<std::uint64_t>(bytes, kMagic.size()),
                     .rows = take<std::uint64_t>(bytes, kMagic.size() + 8)};
  std::ranges::copy(bytes.subspan(kRowUnit, header.table.size()), header.table.begin());
  return header;
}

Result<std::vector<std::byte>> encode_row_head(const KeyName& name, std::size_t keys) {
  const std::size_t longest =
      std::max({name.subject.size(), name.purpose.size(), name.model.size()});
  if (longest > kSizeMax) {
    return fail(
        Code::invalid_input,
        fmt::format("a name of {} bytes; at most {} can have a key", longest, kSizeMax));
  }
  const std::size_t names = name.subject.size() + name.purpose.size() + name.model.size();
  const std::size_t size = whole_size(names, keys);
  std::vector<std::byte> head(size - sealed_size(keys));
  put(head, 0, static_cast<std::uint32_t>(size));
  put(head, 4, ~static_cast<std::uint32_t>(size));
  put(head, 8, static_cast<std::uint8_t>(name.scope));
  put(head, 9, static_cast<std::uint8_t>(keys));
  std::size_t at = 10;
  auto text = head.begin() + kRowHeadBytes;
  for (const std::string_view part : {name.subject, name.purpose, name.model}) {
    put(head, at, static_cast<std::uint16_t>(part.size()));
    at += 2;
    text = std::ranges::copy(std::as_bytes(std::span(part)), text).out;
  }
  return head;
}

std::optional<std::size_t> row_size(std::span<const std::byte> head) {
  const auto size = take<std::uint32_t>(head, 0);
  if (size != ~take<std::uint32_t>(head, 4) || size > kRowBytesMax || size % kRowUnit != 0 ||
      size < whole_size(0, 1)) {
    return std::nullopt;
  }
  return size;
}

std::optional<Row> parse_row(std::span<const std::byte> bytes) {
  if (bytes.size() < kRowHeadBytes || row_size(bytes) != bytes.size()) return std::nullopt;
  Row row{.keys = take<std::uint8_t>(bytes, 9)};
  row.name.scope = static_cast<Scope>(take<std::uint8_t>(bytes, 8));
  const std::array<std::size_t, 3> sizes{take<std::uint16_t>(bytes, 10),
                                         take<std::uint16_t>(bytes, 12),
                                         take<std::uint16_t>(bytes, 14)};
  const std::size_t names = sizes[0] + sizes[1] + sizes[2];
  if (whole_size(names, row.keys) != bytes.size()) return std::nullopt;
  const char* text = reinterpret_cast<const char*>(bytes.data()) + kRowHeadBytes;  // NOLINT
  row.name.subject = {text, sizes[0]};
  row.name.purpose = {text + sizes[0], sizes[1]};
  row.name.model = {text + sizes[0] + sizes[1], sizes[2]};
  row.bound = bytes.first(bytes.size() - sealed_size(row.keys));
  row.sealed = bytes.last(sealed_size(row.keys));
  if (!is_well_formed(row.name, row.keys) ||
      !is_zero(row.bound.subspan(kRowHeadBytes + names))) {
    return std::nullopt;
  }
  return row;
}

bool is_torn(std::span<const std::byte> rest) {
  if (rest.size() < kRowUnit) return true;  // the end was not written
  const auto size = row_size(rest);
  if (!size) return is_zero(rest.subspan(kRowSizeBytes / 2, kRowSizeBytes / 2));
  if (*size != rest.size()) return *size > rest.size();
  for (std::size_t at = 0; at < rest.size(); at += kRowUnit) {
    if (is_zero(rest.subspan(at, kRowUnit))) return true;
  }
  return false;
}

}  // namespace menshen::vault
