// The report for people and for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "law_desk/words.hpp"
#include "readiness/report.hpp"

namespace menshen::readiness {

using law_desk::Language;

// `menshen place put entrance --state DIR --flow-misleads no`, word by word.
[[nodiscard]] std::vector<std::string> command_words(const Put& put, std::string_view state);

// The same as one line for a POSIX shell, quoted where it must be.
[[nodiscard]] std::string command_line(const Put& put, std::string_view state);

// For a terminal of 80 columns, but for commands, which stay whole. `state` is the folder that
// the commands are to name.
[[nodiscard]] std::string as_text(const Report& report, std::string_view state,
                                  Language language);

// One object in both languages.
[[nodiscard]] std::string as_json(const Report& report, std::string_view state);

}  // namespace menshen::readiness
