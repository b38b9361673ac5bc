// `menshen request answer`: does what the person asked for, and hands over the answer. No
// server may run.
#pragma once

#include <string>

#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_record.hpp"

namespace menshen::app {

struct AnswerOptions {
  RecordOptions record;    // of kind request; `purpose` narrows a withdrawal
  std::string out;         // file for what is handed over; never written over another
  std::string correction;  // JSON file with fields of the person's record
};

// By the kind of the request:
//   access, explanation  the person's file, as text, or JSON with --json
//   copy                 the same as JSON, with the receipts of the person's answers
//   correction           the person's record with the fields of `correction`, and a letter
//   freeze, unfreeze     the use of what is kept ends, or goes on, and a letter
//   withdrawal           every standing consent is withdrawn, or that to one purpose, and a
//   letter deletion             everything is destroyed, and the deletion certificate
// The request keeps the SHA-256 of what was handed over; after a deletion it is gone, too. With
// `--outcome refused` and a reason, nothing is done but that. A correction or explanation that
// was made by hand is put on file with `--answer`. Errors: conflict when it was answered, or
// nobody checked who asks, or `out` is there.
[[nodiscard]] Result<Exit> answer_request(const AnswerOptions& options);

}  // namespace menshen::app
