// Whether a record is one that can be kept, whatever else is on file.
#pragma once

#include <span>
#include <string_view>

#include "base/error.hpp"
#include "registry/records.hpp"

namespace menshen::registry {

inline constexpr std::size_t kIdBytesMax = 128;
inline constexpr std::size_t kTextBytesMax = 8'192;
inline constexpr std::size_t kTextsMax = 64;

// The words that a field may hold, for fields whose words are not the law's; empty when there
// are none. `kind` and `field` as registry/fields.hpp has them.
[[nodiscard]] std::span<const std::string_view> words_of(std::string_view kind,
                                                         std::string_view field) noexcept;

// Errors: invalid_input, naming field, problem and remedy: an empty or overlong identifier, a
// line break or control character in a word or list, bytes that are no UTF-8, a word that the
// field does not have, a negative count, days that end before they begin, and what makes no
// sense together (two scopes of one declaration, a paper without its scan, one person who is
// both of two).
[[nodiscard]] Result<> validate(const Record& record);

}  // namespace menshen::registry
