// What an entry of a record says (docs/record-format.md). Nothing of it is believed for being
// well formed: it is shown to whoever asked, and the proof is about its bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace menshen::menshen_verify {

struct Entry {
  std::string event;
  std::string decision;
  std::uint64_t time_ms = 0;  // since 1970
  std::string actor;
  std::string action;
  std::string purpose;
  std::string place;
  std::array<std::uint8_t, 32> catalogue{};
  std::string verdict;
  std::vector<std::string> rules;
  std::array<std::uint8_t, 32> subject{};
  std::array<std::uint8_t, 32> payload{};
};

// Nothing when the bytes are not of version 1, in its one spelling.
[[nodiscard]] std::optional<Entry> read_entry(std::span<const std::uint8_t> bytes);

}  // namespace menshen::menshen_verify
