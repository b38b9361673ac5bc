// Records as text for a terminal, in Chinese or English. Values are written as they are
// entered.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "record_form/labels.hpp"
#include "registry/draft.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {

// What it is and where it comes from, then a line for each field that is there.
[[nodiscard]] std::string kept_as_text(const registry::KeptRecord& kept, Language language);

// A line for each record, and at the end of a full page what to ask for next.
[[nodiscard]] std::string page_as_text(std::span<const registry::KeptRecord> records,
                                       std::size_t limit, Language language);

// A line for each field that is another afterwards; empty when none is. Both of one kind.
[[nodiscard]] std::string changes_as_text(const registry::Draft& before,
                                          const registry::Draft& after);

}  // namespace menshen::record_form
