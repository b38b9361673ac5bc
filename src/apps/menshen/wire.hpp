// Makes every part once and hands out references. Nothing else in the program makes parts.
#pragma once

#include <filesystem>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/model_manifest.hpp"
#include "face/pipeline.hpp"
#include "gate/gate.hpp"
#include "gate/law_of_the_day.hpp"
#include "image_codec/image_codec.hpp"
#include "ledger/ledger.hpp"
#include "machine/system_clock.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_log.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_templates.hpp"

namespace menshen::app {

// Where the program's own files are: law, model manifests, and what set-up took out of
// packages.
struct Share {
  std::filesystem::path law;
  std::filesystem::path model_set;
  std::filesystem::path model_files;
  std::filesystem::path inference_library;
  std::filesystem::path portraits;  // for the demo
};

// Beside the program: ../share/menshen. Errors: not_found, with the remedy.
[[nodiscard]] Result<Share> find_share();

// Errors: those of the law's loader, each led by `law: `.
[[nodiscard]] Result<catalogue::Catalogue> load_law(const Share& share, const Crypto& crypto);

// Every part, made in the order in which they stand.
struct Parts {
  std::unique_ptr<const crypto_openssl::OpensslCrypto> crypto;
  std::unique_ptr<const machine::SystemClock> clock;
  std::unique_ptr<gate::LawOfTheDay> law;
  std::unique_ptr<store_sqlite::Database> database;
  std::unique_ptr<store_sqlite::SqliteLog> log;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry;
  std::unique_ptr<store_sqlite::SqliteTemplates> templates;
  std::unique_ptr<store_sqlite::SqliteKeyRing> keys;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<const image_codec::ImageCodec> decoder;
  std::unique_ptr<face::Runtime> runtime;
  std::unique_ptr<face::Pipeline> pipeline;
  gate::Matching matching;
  std::unique_ptr<gate::Gate> gate;
};

// Opens law, models, inference engine and the database file `state`. Errors: those of each
// part, with what it is in front.
[[nodiscard]] Result<Parts> make_parts(const Share& share, const std::filesystem::path& state,
                                       const gate::Site& site);

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
