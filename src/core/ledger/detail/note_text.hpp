// What the text of a signed note may consist of.
#pragma once

#include <string_view>

namespace menshen::ledger {

// UTF-8 without control characters below U+0020 other than newline.
[[nodiscard]] bool is_note_text(std::string_view text) noexcept;

}  // namespace menshen::ledger
