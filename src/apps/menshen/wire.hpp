// Makes every part once and hands out references. Nothing else in the program makes parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "duty/clockwork.hpp"
#include "entrance/passes.hpp"
#include "face/model_manifest.hpp"
#include "face/pipeline.hpp"
#include "face/pipelines.hpp"
#include "gallery/gallery.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "gate/law_of_the_day.hpp"
#include "image_codec/image_codec.hpp"
#include "ledger/ledger.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/posix_files.hpp"
#include "machine/system_clock.hpp"
#include "menshen/vault_config.hpp"
#include "replay/replays.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_answer_rows.hpp"
#include "store_sqlite/sqlite_references.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "vault/key_provider.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/vault.hpp"

namespace menshen::app {

// Where the program's own files are: law, model manifests, and what set-up took out of
// packages.
struct Share {
  std::filesystem::path law;
  std::filesystem::path model_set;
  std::filesystem::path model_files;
  std::filesystem::path inference_library;
  std::filesystem::path contract;   // OpenAPI, as JSON
  std::filesystem::path portraits;  // for the demo
};

// Beside the program: ../share/menshen. Errors: not_found, with the remedy.
[[nodiscard]] Result<Share> find_share();

// Errors: those of the law's loader, each led by `law: `.
[[nodiscard]] Result<catalogue::Catalogue> load_law(const Share& share, const Crypto& crypto);

// How checkpoints and receipts name the record, and its key.
inline constexpr std::string_view kRecordOrigin = "menshen";

// Every part, made in the order in which they stand.
struct Parts {
  std::unique_ptr<machine::GuardedMemory> memory;  // for keys, templates and pictures
  std::unique_ptr<const crypto_openssl::OpensslCrypto> openssl;
  std::unique_ptr<const machine::SystemClock> clock;
  std::unique_ptr<machine::PosixFiles> files;
  VaultConfig config;
  std::unique_ptr<const Crypto> crypto;  // seals as the profile says, and opens either
  std::unique_ptr<gate::LawOfTheDay> law;
  std::unique_ptr<vault::KeyProvider> provider;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<const Signer> signer;
  std::unique_ptr<const Sm2Signer> sm2;  // in the SM profile alone
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<entrance::Passes> passes;
  std::unique_ptr<store_sqlite::Database> answers_file;
  std::unique_ptr<store_sqlite::SqliteAnswerRows> answers;
  std::unique_ptr<replay::Replays> replays;
  std::unique_ptr<store_sqlite::Database> state_file;
  std::unique_ptr<store_sqlite::Database> vault_file;
  std::unique_ptr<const state::PersonalSealing>
      sealing;  // of what the registry keeps of persons
  std::unique_ptr<store_sqlite::SqliteRegistry> registry;
  std::unique_ptr<store_sqlite::SqliteSealedStore> sealed;
  std::unique_ptr<const store_sqlite::SqliteReferences> references;
  std::unique_ptr<vault::SealedTemplates> templates;
  std::unique_ptr<gallery::Galleries> galleries;
  std::unique_ptr<state::State> state;
  std::unique_ptr<const image_codec::ImageCodec> decoder;
  std::unique_ptr<face::Runtime> runtime;
  std::unique_ptr<face::Pipelines> pipelines;
  std::vector<face::ModelManifest> models;  // of each pipeline
  gate::Matching matching;                  // without a point when not calibrated for it
  std::vector<Error> not_searchable;        // of each gallery that could not be made: why
  std::unique_ptr<gate::Gates> gates;

  // Those of whoever works alone.
  [[nodiscard]] gate::Gate& gate() const noexcept { return gates->for_records(); }
  [[nodiscard]] face::Pipeline& pipeline() const noexcept { return pipelines->first(); }
};

// Opens law, models, inference engine and the state folder, which is made when it is not there:
//
//   record/     the record (journal/journal.hpp)
//   record.key  the private key that signs it, sealed under one of the vault
//   record.sm2.key  in the SM profile: the one that signs its checkpoints too, likewise
//   state.db    what is on file; made anew from the record when it is not there
//   vault.yaml  which profile, and what protects the keys, where that is not the standard
//   vault.keys  the keys that references and side records are sealed under, wrapped
//   vault.kek   what opens the wrapping, protected by passphrase, HSM or TPM
//   vault.db    sealed references
//   entrance.sealed  passes and PINs of entrances, once there are any
//   answers.db  answers that are given again for a day, sealed
//
// `engines`: how many may work on pixels at once, at least one; each takes the memory of its
// models. Errors: those of each part, with what it is in front.
[[nodiscard]] Result<Parts> make_parts(const Share& share, const std::filesystem::path& folder,
                                       std::size_t engines = 1);

// The record of the folder and what is on file, without law, models and gate, for keeping
// house. No server may run. Errors: not_found when there is no record; conflict when it is in
// use; those of make_parts.
[[nodiscard]] Result<std::unique_ptr<Parts>> open_state(const std::filesystem::path& folder);

// The same of a folder that is new, which gets all of it. Errors: conflict when there is a
// record; those of make_parts.
[[nodiscard]] Result<std::unique_ptr<Parts>> begin_state(const std::filesystem::path& folder);

// Makes state.db anew from the record, in place of the older one. No server may run. Returns
// how many entries were read. Errors: conflict when the record is in use, or entries it takes
// were pruned and no snapshot stands for them; then the older one is back in its place; those
// of make_parts.
[[nodiscard]] Result<std::uint64_t> rebuild_state(const std::filesystem::path& folder);

// What is owed by those whose records these are; for as long as both live.
[[nodiscard]] std::unique_ptr<duty::Clockwork> make_clockwork(const Parts& parts,
                                                              gate::LawOfTheDay& law);

// A folder of its own that is gone with the object.
class TemporaryFolder {
 public:
  [[nodiscard]] static Result<TemporaryFolder> make();

  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace menshen::app
