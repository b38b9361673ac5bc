// The verbs of `menshen consent` that change something. No server may run.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "consent_desk/consent_receipt.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_record.hpp"
#include "menshen/wire.hpp"
#include "registry/records.hpp"
#include "state/state.hpp"

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
  std::string receipt;  // file for the receipt of the withdrawal; empty: none is written
  bool dry_run = false;
};

// At once, and in one step. Prints how much was withdrawn and forgotten. A receipt that cannot
// be given does not keep the consent from being withdrawn. Errors: those of receipt_of.
[[nodiscard]] Result<Exit> withdraw_consent(const WithdrawOptions& options);

struct ReceiptOptions {
  RecordOptions record;  // of kind consent
  std::string out;       // file for the signed receipt
};

// Writes the receipt of an answer, for whoever gave it (consent_desk), signed into the file;
// prints it as JSON. Errors: those of write_consent_receipt.
[[nodiscard]] Result<Exit> write_receipt(const ReceiptOptions& options);

// The same of an answer that is at hand. Errors: not_found when what it names is not on file;
// those of write_consent_receipt.
[[nodiscard]] Result<consent_desk::ConsentReceipt> receipt_of(
    Parts& parts, const catalogue::Catalogue& law,
    const registry::Kept<registry::Consent>& consent);

// Withdraws what stands of the person's consents to the purpose, to the end. Errors: those of
// State::withdraw and of the record.
[[nodiscard]] Result<state::Changed> withdraw_all(Parts& parts, const SubjectId& subject,
                                                  const PurposeId& purpose);

}  // namespace menshen::app
