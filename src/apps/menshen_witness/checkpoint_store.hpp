// What a witness must not forget: the newest checkpoint it signed of each record.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::menshen_witness {

// One file for each record, in a folder that one process holds. Not safe to call from several
// threads at once.
class CheckpointStore {
 public:
  // Makes the folder when it is not there. Errors: conflict when another process holds it;
  // exhausted; unavailable.
  [[nodiscard]] static Result<CheckpointStore> open(Files& files, const Crypto& crypto,
                                                    const std::filesystem::path& folder);

  // The note that was saved last. Errors: not_found when none was; corrupt when it is larger
  // than any note; unavailable.
  [[nodiscard]] Result<std::string> load(std::string_view origin) const;

  // Durable when it returns; after an error either this note or the one before is there.
  // Errors: exhausted; unavailable.
  [[nodiscard]] Result<> save(std::string_view origin, std::string_view note);

 private:
  CheckpointStore(Files& files, const Crypto& crypto, std::filesystem::path folder,
                  std::unique_ptr<File> lock)
      : files_(&files), crypto_(&crypto), folder_(std::move(folder)), lock_(std::move(lock)) {}

  [[nodiscard]] std::filesystem::path file_of(std::string_view origin) const;

  Files* files_;
  const Crypto* crypto_;
  std::filesystem::path folder_;
  std::unique_ptr<File> lock_;
};

}  // namespace menshen::menshen_witness
