// From a record that can be written to one that is on file, and what is printed of it.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_record.hpp"
#include "menshen/wire.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::app {

// The program's own. Errors: those of load_law.
[[nodiscard]] Result<catalogue::Catalogue> law_of(const Parts& parts);

// The record of the options' kind and id.
[[nodiscard]] Result<std::optional<registry::KeptRecord>> on_file(Parts& parts,
                                                                  const RecordOptions& options);

// Says nothing of whose it is: an identifier may be a person's.
[[nodiscard]] tl::unexpected<Error> is_not_there(registry::Kind kind);

// Checks the draft and, unless it is only asked or changes nothing, writes it; then prints it.
// Errors: those of Draft::record, of the law's words, and of State::put.
[[nodiscard]] Result<Exit> write(Parts& parts, const RecordOptions& options,
                                 const catalogue::Catalogue& law, const registry::Draft& before,
                                 const registry::Draft& draft);

// Prints the record as it was written, or would be, and what of it is another than `before`.
[[nodiscard]] Result<Exit> print_written(Parts& parts, const RecordOptions& options,
                                         const registry::Draft& before,
                                         const registry::Record& record);

}  // namespace menshen::app
