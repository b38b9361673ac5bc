// Accounts, API keys, invitations and approvals: held in memory as one value that never
// changes, and kept as one sealed file. A change is made on a copy, recorded, written, and then
// shown to everybody at once.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sealed_file.hpp"
#include "base/sealed_value.hpp"
#include "caller/access.hpp"

namespace menshen::caller {

// An entry of the record of what is done, before it is done. Errors are handed on, and then
// nothing is done.
using Recorder = std::function<Result<>(std::string_view action, const std::string& actor)>;

// What to write into the record about a change.
struct Noted {
  std::string actor;                 // `account:<id>`, `operator`
  std::vector<std::string> actions;  // `account.put`, …; empty: nothing is recorded
};

// Safe to call from several threads at once.
class Directory {
 public:
  struct Ports {
    Files& files;
    const Crypto& crypto;
    Recorder record;
  };

  // Reads `file`; without one there is nobody. `key` is of the vault, for this use alone: what
  // seals the file, and what tokens are kept under, is made of it. Errors: corrupt, with the
  // remedy, when it is another vault's or was changed; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Directory>> open(Ports ports,
                                                               std::filesystem::path file,
                                                               const Digest& key);
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  Directory(Directory&&) = delete;
  Directory& operator=(Directory&&) = delete;
  ~Directory();

  // How it stands now.
  [[nodiscard]] std::shared_ptr<const Access> now() const { return access_.now(); }

  // Gives `edit` a copy; when it takes it and `check` does, it is recorded, written and shown.
  // One change at a time; a crash in between leaves an entry of a change that was not made,
  // and whoever asked for it without an answer. Errors: those of `edit`, `check` and the
  // recorder; exhausted or unavailable of the file. Then it stands as it stood, but after an
  // error of the file the next start may find the change made.
  [[nodiscard]] Result<> change(const Noted& noted,
                                const std::function<Result<>(Access&)>& edit);

  // What of a token is kept, apart for each use; nobody without the vault can make it.
  [[nodiscard]] Digest mac(std::string_view use, std::string_view token) const;

 private:
  Directory(Ports ports, std::filesystem::path file, const Digest& sealing_key,
            const Digest& token_key);

  Ports ports_;
  SealedFile file_;
  Digest token_key_{};
  SealedValue<Access> access_;
};

}  // namespace menshen::caller
