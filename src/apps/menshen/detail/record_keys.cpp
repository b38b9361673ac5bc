#include "menshen/detail/record_keys.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "crypto_openssl/openssl_sm2.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"
#include "machine/guarded_memory.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

constexpr auto kKind = ledger::KeyKind::ed25519;
constexpr std::string_view kName = "key of the record";
constexpr std::string_view kSm2Name = "SM2 key of the record";

std::unique_ptr<Signer> make_signer(std::span<const std::byte, 32> seed) {
  return std::make_unique<crypto_openssl::OpensslSigner>(seed);
}

std::unique_ptr<Sm2Signer> make_sm2_signer(std::span<const std::byte, 32> scalar) {
  return crypto_openssl::OpensslSm2Signer::make(scalar);
}

// Says which key it is about, and what to do: a file and the vault that it was sealed with are
// of one moment, or do not fit.
template <typename Value>
Result<Value> with_context(Result<Value> result, std::string_view name) {
  if (result) return result;
  Error error = in_context(std::move(result.error()), name);
  if (error.code == Code::corrupt) {
    error.what +=
        "; keep it as it is, and bring back the file, vault.keys and vault.kek that belong "
        "together";
  }
  return tl::unexpected<Error>(std::move(error));
}

ledger::KeyFile sealed_by_vault(const RecordKeys& keys, fs::path path) {
  return {.files = keys.files,
          .crypto = keys.crypto,
          .path = std::move(path),
          .sealing_key = [&vault = keys.vault] { return vault.key_for(kRecordUse); }};
}

template <typename Value>
Result<std::optional<Value>> if_there(Result<Value> result) {
  if (result) return std::optional(std::move(*result));
  if (result.error().code == Code::not_found) return std::nullopt;
  return tl::unexpected<Error>(std::move(result.error()));
}

}  // namespace

Result<std::unique_ptr<const Signer>> open_record_key(const RecordKeys& keys) {
  const auto file = sealed_by_vault(keys, keys.folder.record_key());
  MENSHEN_TRY(const auto segments, keys.files.list(keys.folder.journal()));
  if (!segments.empty()) {
    // A record whose key is gone must not get another one unasked.
    auto there = with_context(ledger::read_verifier_key(file, make_signer, kKind), kName);
    if (!there) return tl::unexpected<Error>(std::move(there.error()));
  }
  MENSHEN_TRY(
      auto pair,
      with_context(ledger::read_or_make_key(file, make_signer, kRecordOrigin, kKind), kName));
  return std::move(pair.signer);
}

Result<std::unique_ptr<const Sm2Signer>> open_record_sm2_key(const RecordKeys& keys,
                                                             Profile profile) {
  if (profile != Profile::sm) return nullptr;
  const auto file = sealed_by_vault(keys, keys.folder.record_sm2_key());
  MENSHEN_TRY(auto pair,
              with_context(ledger::read_or_make_sm2_key(file, make_sm2_signer, kRecordOrigin),
                           kSm2Name));
  return std::move(pair.signer);
}

Result<ledger::VerifierKey> RecordKeyReader::key() const {
  return with_context(ledger::read_verifier_key(file(folder_.record_key()), make_signer, kKind),
                      kName);
}

Result<std::optional<ledger::Sm2Key>> RecordKeyReader::sm2_key() const {
  return with_context(
      if_there(ledger::read_sm2_verifier_key(file(folder_.record_sm2_key()), make_sm2_signer)),
      kSm2Name);
}

Result<ledger::KeyPair> RecordKeyReader::pair() const {
  return with_context(ledger::read_key(file(folder_.record_key()), make_signer, kKind), kName);
}

Result<std::optional<ledger::Sm2KeyPair>> RecordKeyReader::sm2_pair() const {
  // A sealing key that is missing is not a file that is.
  MENSHEN_TRY(const auto there, sm2_key());
  if (!there) return std::nullopt;
  MENSHEN_TRY(auto pair, with_context(ledger::read_sm2_key(file(folder_.record_sm2_key()),
                                                           make_sm2_signer),
                                      kSm2Name));
  return std::optional(std::move(pair));
}

ledger::KeyFile RecordKeyReader::file(fs::path path) const {
  const auto sealing_key = [this]() -> Result<Digest> {
    MENSHEN_TRY(const auto config, read_vault_config(files_, folder_));
    MENSHEN_TRY(const auto memory, machine::GuardedMemory::make());
    return read_vault_key(files_, crypto_, *memory, folder_, config, kRecordUse);
  };
  return {
      .files = files_, .crypto = crypto_, .path = std::move(path), .sealing_key = sealing_key};
}

}  // namespace menshen::app
