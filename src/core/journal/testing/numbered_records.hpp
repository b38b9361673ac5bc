// Records that tell by their bytes which they are, so that a journal can be asked whether it
// lost, doubled or mixed up any.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/journal.hpp"

namespace menshen::journal {

inline Instant at_ms(std::uint64_t ms) {
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(ms)}};
}

// From 8 to 256 bytes, of `bytes_more` more than that.
inline std::vector<std::byte> numbered(std::uint64_t record, std::size_t bytes_more = 0) {
  std::vector<std::byte> bytes(8 + record * 97 % 249 + bytes_more,
                               static_cast<std::byte>(record * 31));
  std::memcpy(bytes.data(), &record, sizeof record);
  return bytes;
}

inline std::vector<std::byte> copied(std::span<const std::byte> bytes) {
  return {bytes.begin(), bytes.end()};
}

// Appends the records from where the journal stands, as one batch written at their number.
inline Result<> append_numbered(Journal& journal, std::size_t count) {
  const std::uint64_t first = journal.reader().end();
  std::vector<std::vector<std::byte>> bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(numbered(first + i));
  std::vector<Record> batch;
  for (const auto& one : bytes) batch.push_back({.bytes = one, .crc32c = crc32c(one)});
  return journal.append(batch, at_ms(first));
}

// Whether a scan gives the records that it should, all of them and nothing else.
inline Result<> check_numbered(const Reader& reader) {
  std::uint64_t expected = reader.first();
  const std::uint64_t end = reader.end();
  auto scanned = reader.scan(expected, [&](std::uint64_t record, auto bytes, Instant written) {
    EXPECT_EQ(record, expected);
    EXPECT_EQ(copied(bytes), numbered(record));
    EXPECT_LE(written, at_ms(record));
    ++expected;
    return Result<>();
  });
  if (scanned) {
    EXPECT_GE(expected, end);  // of one that is being written, perhaps more
    EXPECT_LE(expected, reader.end());
  }
  return scanned;
}

}  // namespace menshen::journal
