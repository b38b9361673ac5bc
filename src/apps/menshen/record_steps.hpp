// Verbs of single kinds of records: what happens to one at the moment when it is said. No
// server may run.
#pragma once

#include <span>
#include <string_view>

#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_record.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

// A field is given the time, and others what is said besides.
struct Step {
  std::string_view kind;  // of record
  std::string_view verb;
  std::string_view stamps;                     // this field; it must be absent before
  std::span<const std::string_view> needs;     // fields that must be given
  std::span<const std::string_view> may_take;  // fields that may be given besides
  bool begins = false;                         // a new record; else one that is on file
  Words help;
};

[[nodiscard]] std::span<const Step> steps() noexcept;

// Errors: conflict when it happened already; those of put_record.
[[nodiscard]] Result<Exit> take_step(const Step& step, const RecordOptions& options);

}  // namespace menshen::app
