// law/facts/ and law/acts.yaml: the words of the law.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::law_yaml {

// The file of the facts whose first word is `topic`. Errors of both: invalid_input, with the
// line.
[[nodiscard]] Result<std::vector<catalogue::FactDefinition>> read_facts(std::string_view text,
                                                                        std::string_view topic);
[[nodiscard]] Result<std::vector<catalogue::ActDefinition>> read_acts(std::string_view text);

}  // namespace menshen::law_yaml
