// The record of a state folder, opened for reading, with what stands beside it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/archive.hpp"
#include "machine/posix_files.hpp"
#include "menshen/detail/record_keys.hpp"
#include "menshen/state_folder.hpp"

namespace menshen::app {

class OpenedRecord {
 public:
  // Errors: not_found when the folder holds no record; those of open_archive.
  [[nodiscard]] static Result<std::unique_ptr<OpenedRecord>> open(const std::string& state);

  [[nodiscard]] const ledger::Archive& archive() const noexcept { return *archive_; }
  [[nodiscard]] const Crypto& crypto() const noexcept { return *crypto_; }
  [[nodiscard]] Files& files() noexcept { return files_; }
  [[nodiscard]] const StateFolder& folder() const noexcept { return folder_; }

  // The record as it is now. Errors: as `open`.
  [[nodiscard]] Result<> reopen();

  // Those of the record, as long as this object lives.
  [[nodiscard]] RecordKeyReader keys() { return {files_, *crypto_, folder_}; }

  // The present head, signed as the profile says. Errors: those of the keys and of vault.yaml.
  [[nodiscard]] Result<std::string> signed_now();

  // The checkpoint that was published last, as a note, or the policy of retention; none when
  // there is none. Errors: corrupt; unavailable.
  [[nodiscard]] Result<std::optional<std::string>> published();
  [[nodiscard]] Result<std::optional<std::string>> retention();

 private:
  OpenedRecord();

  StateFolder folder_;
  crypto_openssl::OpensslCrypto openssl_;
  std::unique_ptr<const Crypto> crypto_;  // opens what either profile sealed
  machine::PosixFiles files_;
  std::unique_ptr<ledger::Archive> archive_;
};

}  // namespace menshen::app
