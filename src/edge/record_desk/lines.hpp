// Entries as lines, for people and for programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "law_desk/words.hpp"
#include "ledger/entry.hpp"

namespace menshen::record_desk {

using law_desk::Language;
using law_desk::Words;

[[nodiscard]] Words words_for(ledger::Event event) noexcept;
[[nodiscard]] Words words_for(ledger::Verdict verdict) noexcept;

// One line: index, time, event, verdict, action, purpose, place, decision, rules. A leaf that
// is no entry is said to be none.
[[nodiscard]] std::string line_as_text(std::uint64_t index, std::span<const std::byte> leaf,
                                       Language language);

// One line: an object with what the leaf holds, in the names of ledger::Entry.
[[nodiscard]] std::string line_as_json(std::uint64_t index, std::span<const std::byte> leaf);

}  // namespace menshen::record_desk
