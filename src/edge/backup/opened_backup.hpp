// A backup as files that can be read: whoever reads one gets what was kept, or an error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "backup/create.hpp"
#include "backup/format.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "ledger/tree.hpp"

namespace menshen::backup {

// Its files have their names in the state folder as paths: `record/lock`, `vault.db`. Whatever
// would write is refused as unavailable. Safe to call from several threads at once.
class OpenedBackup final : public Files {
 public:
  // `files` and `crypto` must outlive it. Errors: not_found when the folder has no manifest;
  // corrupt when it was changed, or is of another operator key.
  [[nodiscard]] static Result<std::unique_ptr<OpenedBackup>> open(
      Files& files, const Crypto& crypto, const Digest& operator_key,
      const std::filesystem::path& folder);

  [[nodiscard]] const Manifest& manifest() const noexcept { return manifest_; }

  // Reads every chunk, recomputes every digest, and audits the record. Returns the record's
  // head. Errors: corrupt, naming the file; unavailable.
  [[nodiscard]] Result<ledger::TreeHead> verify(const Progress& progress);

  // Writes every file below `folder`, durable when it returns. None of them may be there.
  // Errors: conflict; exhausted; unavailable; corrupt.
  [[nodiscard]] Result<> restore(const std::filesystem::path& folder, const Progress& progress);

  // Files. What was changed is corrupt when it is read.
  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::filesystem::path& file,
                                                   Mode mode) override;
  [[nodiscard]] Result<> rename(const std::filesystem::path& from,
                                const std::filesystem::path& to) override;
  [[nodiscard]] Result<> remove(const std::filesystem::path& file) override;
  [[nodiscard]] Result<> make_folder(const std::filesystem::path& folder) override;
  [[nodiscard]] Result<std::vector<std::string>> list(
      const std::filesystem::path& folder) const override;
  [[nodiscard]] Result<> sync_folder(const std::filesystem::path& folder) override;

 private:
  class Unsealed;

  OpenedBackup(Files& files, const Crypto& crypto, Identity identity, Manifest manifest,
               std::filesystem::path folder);

  [[nodiscard]] Result<std::unique_ptr<Unsealed>> unsealed(std::size_t number);
  [[nodiscard]] Result<> verify_file(std::size_t number, std::uint64_t& done,
                                     const Progress& progress);
  [[nodiscard]] Result<> restore_file(std::size_t number, const std::filesystem::path& folder,
                                      std::uint64_t& done, const Progress& progress);
  [[nodiscard]] std::uint64_t total() const;

  Files& files_;
  const Crypto& crypto_;
  Identity identity_;
  Manifest manifest_;
  std::filesystem::path folder_;
};

}  // namespace menshen::backup
