#include "menshen/detail/opened_record.hpp"

#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "ledger/archive.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "ledger/witnessing.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/detail/record_keys.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"

namespace menshen::app {

OpenedRecord::OpenedRecord() : crypto_(crypto_of(Profile::standard, openssl_)) {}

Result<std::unique_ptr<OpenedRecord>> OpenedRecord::open(const std::string& state) {
  std::unique_ptr<OpenedRecord> record(new OpenedRecord());  // NOLINT: private constructor
  record->folder_.folder = state;
  if (auto done = record->reopen(); !done) return tl::unexpected<Error>(done.error());
  return record;
}

Result<> OpenedRecord::reopen() {
  MENSHEN_TRY(archive_, ledger::open_archive(files_, *crypto_, folder_.record()));
  return {};
}

Result<std::string> OpenedRecord::signed_now() {
  MENSHEN_TRY(const auto config, read_vault_config(files_, folder_));
  MENSHEN_TRY(const auto own, keys().pair());
  std::optional<ledger::Sm2KeyPair> sm2;
  if (config.profile == Profile::sm) {
    MENSHEN_TRY(sm2, keys().sm2_pair());
  }
  return ledger::to_text(ledger::sign_checkpoint(archive_->head(), own.key.name, *own.signer,
                                                 *crypto_, sm2 ? sm2->signer.get() : nullptr)
                             .note);
}

Result<std::optional<std::string>> OpenedRecord::published() {
  return read_if_there(files_, folder_.checkpoint(), ledger::kNoteBytesMax);
}

Result<std::optional<std::string>> OpenedRecord::retention() {
  return read_if_there(files_, folder_.retention(), kPolicyBytesMax);
}

}  // namespace menshen::app
