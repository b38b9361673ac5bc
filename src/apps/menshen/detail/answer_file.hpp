// The file that a person is handed: readable by its owner alone, never in place of another, and
// gone when there is nothing to hand over.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::app {

// What is said when the file is there already.
[[nodiscard]] tl::unexpected<Error> is_there_already(const std::filesystem::path& path);

class AnswerFile {
 public:
  // Makes the file, empty, so that one that cannot be written is found out before anything is
  // done. `files` must outlive it. Errors: conflict when it is there; those of Files::open.
  [[nodiscard]] static Result<AnswerFile> make(Files& files, std::filesystem::path path);

  AnswerFile(const AnswerFile&) = delete;
  AnswerFile& operator=(const AnswerFile&) = delete;
  AnswerFile(AnswerFile&& other) noexcept
      : files_(other.files_), path_(std::move(other.path_)), file_(std::move(other.file_)) {}
  AnswerFile& operator=(AnswerFile&&) = delete;
  ~AnswerFile();

  // Writes it, once. Returns its SHA-256. Errors: those of File.
  [[nodiscard]] Result<Digest> write(std::string_view text, const Crypto& crypto);

  // From now on it stays.
  void keep() noexcept { file_.reset(); }

 private:
  AnswerFile(Files& files, std::filesystem::path path, std::unique_ptr<File> file)
      : files_(&files), path_(std::move(path)), file_(std::move(file)) {}

  Files* files_;
  std::filesystem::path path_;
  std::unique_ptr<File> file_;  // null once it is kept
};

}  // namespace menshen::app
