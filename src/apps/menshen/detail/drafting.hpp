// From what a command says to a record that can be written.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "menshen/run_record.hpp"
#include "menshen/words.hpp"
#include "record_form/labels.hpp"
#include "registry/draft.hpp"
#include "registry/registry.hpp"

namespace menshen::app {

using record_form::option_of;

// What may be said of the fields `names`: option, need, question in that language, choices.
// `law` may be null: then without the law's questions.
[[nodiscard]] std::string field_help(registry::Kind kind, std::span<const std::string> names,
                                     const catalogue::Catalogue* law, Language language);

// Sets what the JSON file says, and then what the options say. Of a digest an option names a
// file, or `sha256:` and the digest itself. Errors: those of reading and of `Draft::set`.
[[nodiscard]] Result<> apply_options(const RecordOptions& options, const Crypto& crypto,
                                     registry::Draft& draft);

}  // namespace menshen::app
