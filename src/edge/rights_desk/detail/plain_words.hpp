// Words of the records and of the record, in plain language.
#pragma once

#include <string_view>

#include "law_desk/words.hpp"

namespace menshen::rights_desk {

// Each gives the word back where it knows no other.

// Of the lawful basis of a purpose.
[[nodiscard]] std::string_view basis_in_words(std::string_view basis,
                                              law_desk::Language language) noexcept;

// Of where references are stored.
[[nodiscard]] std::string_view storage_in_words(std::string_view place,
                                                law_desk::Language language) noexcept;

// Of an action of the record that is no act of the law.
[[nodiscard]] std::string_view change_in_words(std::string_view action,
                                               law_desk::Language language) noexcept;

}  // namespace menshen::rights_desk
