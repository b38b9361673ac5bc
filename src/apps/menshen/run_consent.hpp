// The verbs of `menshen consent` that change something. No server may run.
#pragma once

#include <string>

#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_record.hpp"

namespace menshen::app {

// A person's answer on paper, entered by one of the staff and compared by another. Nobody can
// press a button for somebody else, so there is no other answer that a command takes.
struct PaperOptions {
  RecordOptions record;  // of kind consent
  bool came_unasked = false;
};
[[nodiscard]] Result<Exit> enter_paper(const PaperOptions& options);

struct WithdrawOptions {
  CommonOptions common;
  std::string state;  // folder
  std::string subject;
  std::string purpose;
  bool dry_run = false;
};

// At once, and in one step. Prints how much was withdrawn and forgotten.
[[nodiscard]] Result<Exit> withdraw_consent(const WithdrawOptions& options);

struct ReceiptOptions {
  RecordOptions record;  // of kind consent
  std::string out;       // file for the signed receipt
};

// Writes the receipt of an answer, for whoever gave it (consent_desk), signed into the file;
// prints it as JSON. Errors: those of write_consent_receipt.
[[nodiscard]] Result<Exit> write_receipt(const ReceiptOptions& options);

}  // namespace menshen::app
