// UTF-8 (RFC 3629) as the formats of the record demand it of their texts.
#pragma once

#include <string_view>

namespace menshen::ledger {

// Whether it is well formed: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// Well formed, without control characters below U+0020 other than newline: what a signed note
// may consist of.
[[nodiscard]] bool is_note_text(std::string_view text) noexcept;

}  // namespace menshen::ledger
