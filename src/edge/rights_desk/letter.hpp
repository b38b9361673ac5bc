// What a person is handed when something was done as they asked: what was asked, when it was
// answered, and what was done, in one short letter.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "law_desk/words.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"

namespace menshen::rights_desk {

struct Letter {
  const registry::Request& request;
  const registry::Organization* organization = nullptr;  // none: not on file
  Instant answered_at;
  std::vector<std::string> done;  // a line each
};

// What is asked for, in words: `更正`, `correction`. Empty of what is no kind of request.
[[nodiscard]] law_desk::Words words_for_request(std::string_view kind) noexcept;

// A line for each field that is another afterwards. Both of one kind.
[[nodiscard]] std::vector<std::string> changes_in_words(const registry::Draft& before,
                                                        const registry::Draft& after,
                                                        law_desk::Language language);

// Times are told at `utc_offset`, as the person's clock shows them.
[[nodiscard]] std::string letter_as_text(const Letter& letter, std::chrono::minutes utc_offset,
                                         law_desk::Language language);

// {"type": "menshen.answer", "version": 1, …}; times in UTC.
[[nodiscard]] std::string letter_as_json(const Letter& letter);

}  // namespace menshen::rights_desk
