// The law's own words in records: a field that answers a fact of the law holds one of its
// words.
#pragma once

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "registry/records.hpp"

namespace menshen::record_form {

// Errors: invalid_input, naming the field and the words that the law knows, when a field holds
// another, or a declaration states no fact that somebody may state.
[[nodiscard]] Result<> check_law_words(const registry::Record& record,
                                       const catalogue::Vocabulary& vocabulary);

}  // namespace menshen::record_form
