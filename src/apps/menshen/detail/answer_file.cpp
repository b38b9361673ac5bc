#include "menshen/detail/answer_file.hpp"

#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::app {

tl::unexpected<Error> is_there_already(const std::filesystem::path& path) {
  return fail(Code::conflict,
              fmt::format("`{}` is there, and an answer is written over nothing; "
                          "name another file",
                          path.string()));
}

Result<AnswerFile> AnswerFile::make(Files& files, std::filesystem::path path) {
  auto file = files.open(path, Files::Mode::create);
  if (!file && file.error().code == Code::conflict) return is_there_already(path);
  if (!file) return tl::unexpected<Error>(file.error());
  return AnswerFile(files, std::move(path), std::move(*file));
}

AnswerFile::~AnswerFile() {
  if (!file_) return;
  file_.reset();
  static_cast<void>(files_->remove(path_));
}

Result<Digest> AnswerFile::write(std::string_view text, const Crypto& crypto) {
  MENSHEN_ASSERT(file_ != nullptr);
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  const auto done = file_->write_at(0, bytes).and_then([&] { return file_->sync(); });
  if (!done) return tl::unexpected<Error>(done.error());
  return crypto.sha256(bytes);
}

}  // namespace menshen::app
