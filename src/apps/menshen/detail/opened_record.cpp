#include "menshen/detail/opened_record.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/archive.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"

namespace menshen::app {

ledger::MakeSigner openssl_signer() {
  return [](std::span<const std::byte, 32> seed) -> std::unique_ptr<Signer> {
    return std::make_unique<crypto_openssl::OpensslSigner>(seed);
  };
}

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

Result<std::optional<std::string>> OpenedRecord::text_of(const std::filesystem::path& file) {
  auto text = read_whole(files_, file, ledger::kNoteBytesMax);
  if (text) return std::optional(std::move(*text));
  if (text.error().code == Code::not_found) return std::optional<std::string>();
  return tl::unexpected<Error>(text.error());
}

Result<std::optional<std::string>> OpenedRecord::published() {
  return text_of(folder_.checkpoint());
}

Result<std::optional<std::string>> OpenedRecord::retention() {
  return text_of(folder_.retention());
}

}  // namespace menshen::app
