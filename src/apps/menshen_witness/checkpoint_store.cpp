#include "menshen_witness/checkpoint_store.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_file.hpp"
#include "ledger/note.hpp"

namespace menshen::menshen_witness {

namespace fs = std::filesystem;

Result<CheckpointStore> CheckpointStore::open(Files& files, const Crypto& crypto,
                                              const fs::path& folder) {
  if (const auto made = files.make_folder(folder); !made) {
    return tl::unexpected<Error>(made.error());
  }
  auto lock = files.open(folder / "lock", Files::Mode::exclusive);
  if (!lock) return tl::unexpected<Error>(in_context(lock.error(), "another witness runs"));
  return CheckpointStore(files, crypto, folder, std::move(*lock));
}

// An origin may hold what a file's name may not.
fs::path CheckpointStore::file_of(std::string_view origin) const {
  return folder_ / (to_hex(crypto_->sha256(std::as_bytes(std::span(origin)))) + ".checkpoint");
}

Result<std::string> CheckpointStore::load(std::string_view origin) const {
  return read_whole(*files_, file_of(origin), ledger::kNoteBytesMax);
}

Result<> CheckpointStore::save(std::string_view origin, std::string_view note) {
  return replace_whole(*files_, file_of(origin), note);
}

}  // namespace menshen::menshen_witness
