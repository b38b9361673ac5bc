// An assessment for people and for programs: four formats of the same report.
#pragma once

#include <string>
#include <string_view>

#include "assessment/assess.hpp"
#include "law_desk/words.hpp"

namespace menshen::assessment {

using law_desk::Language;

// Which rules are shown with their conditions.
enum class Explaining { none, speaking, all };

// For a terminal of 80 columns.
[[nodiscard]] std::string as_text(const AssessReport& report, Language language,
                                  Explaining explaining, bool is_coloured);

// A document to file: a case a chapter.
[[nodiscard]] std::string as_markdown(const AssessReport& report, Language language,
                                      Explaining explaining);

// One object; `cases` where the manifests are a list. Both languages. The keys keep their
// order.
[[nodiscard]] std::string as_json(const AssessReport& report, Explaining explaining);

// SARIF 2.1.0 (OASIS, 2020): a violated rule is an error, an undetermined one a warning, and
// what only a draft says beside the law a note; each points at the manifest's line. `version`
// is the program's.
[[nodiscard]] std::string as_sarif(const AssessReport& report, Language language,
                                   std::string_view version);

}  // namespace menshen::assessment
