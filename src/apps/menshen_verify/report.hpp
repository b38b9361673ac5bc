// A finding in words, and as JSON.
#pragma once

#include <string>

#include "menshen_verify/finding.hpp"

namespace menshen::menshen_verify {

// Of a proof: with the decoded entry. Lines end in newlines; what was read is shown without
// anything that a terminal would obey.
[[nodiscard]] std::string proof_in_words(const Finding& found);
[[nodiscard]] std::string proof_as_json(const Finding& found);

[[nodiscard]] std::string record_in_words(const Finding& found);
[[nodiscard]] std::string record_as_json(const Finding& found);

}  // namespace menshen::menshen_verify
