#include "menshen/detail/opened_record.hpp"

#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "ledger/archive.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {

Result<std::unique_ptr<OpenedRecord>> OpenedRecord::open(const std::string& state) {
  std::unique_ptr<OpenedRecord> record(new OpenedRecord());  // NOLINT: private constructor
  record->folder_.folder = state;
  if (auto done = record->reopen(); !done) return tl::unexpected<Error>(done.error());
  return record;
}

Result<> OpenedRecord::reopen() {
  MENSHEN_TRY(archive_, ledger::open_archive(files_, crypto_, folder_.record()));
  return {};
}

Result<ledger::KeyPair> OpenedRecord::key() {
  return ledger::read_key(files_, crypto_, openssl_signer(), folder_.record_key(),
                          ledger::KeyKind::ed25519);
}

Result<std::optional<std::string>> OpenedRecord::published() {
  return read_if_there(files_, folder_.checkpoint(), ledger::kNoteBytesMax);
}

Result<std::optional<std::string>> OpenedRecord::retention() {
  return read_if_there(files_, folder_.retention(), kPolicyBytesMax);
}

}  // namespace menshen::app
