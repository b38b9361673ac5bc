#include "menshen/wire.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): for mkdtemp

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/whole_file.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/model_manifest.hpp"
#include "face/pipeline.hpp"
#include "gate/gate.hpp"
#include "gate/gather.hpp"
#include "gate/law_of_the_day.hpp"
#include "image_codec/image_codec.hpp"
#include "infer_onnx/onnx_runtime.hpp"
#include "law_yaml/load_law.hpp"
#include "ledger/key_file.hpp"
#include "ledger/ledger.hpp"
#include "ledger/note.hpp"
#include "machine/posix_files.hpp"
#include "machine/priority.hpp"
#include "machine/system_clock.hpp"
#include "menshen/state_folder.hpp"
#include "model_files/load_models.hpp"
#include "record_desk/audit.hpp"
#include "state/catch_up.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_subject_keys.hpp"
#include "store_sqlite/sqlite_templates.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

// Verifications are judged at one false match in ten thousand.
constexpr double kFalseMatchRate = 1e-4;

Result<face::OperatingPoint> operating_point(const face::ModelManifest& embedder) {
  const auto& points = embedder.operating_points;
  const auto found =
      std::ranges::find(points, kFalseMatchRate, &face::OperatingPoint::false_match_rate);
  if (found != points.end()) return *found;
  return fail(
      Code::not_found,
      fmt::format("the manifest of `{}` has no operating point at a false match rate of "
                  "{}; calibrate the model and add one",
                  embedder.name, kFalseMatchRate));
}

// A record whose key is gone must not get another one unasked.
Result<std::unique_ptr<const Signer>> open_key(const Parts& parts, const StateFolder& folder) {
  MENSHEN_TRY(const auto segments, parts.files->list(folder.record()));
  const fs::path file = folder.record_key();
  auto pair = segments.empty()
                  ? ledger::read_or_make_key(*parts.files, *parts.crypto, openssl_signer(),
                                             file, kRecordOrigin, ledger::KeyKind::ed25519)
                  : ledger::read_key(*parts.files, *parts.crypto, openssl_signer(), file,
                                     ledger::KeyKind::ed25519);
  if (!pair) return tl::unexpected<Error>(in_context(pair.error(), "key of the record"));
  return std::move(pair->signer);
}

// Newest entries that are missing look like a record that is shorter; a checkpoint that was
// published knows better.
Result<> hold_to_checkpoint(const Parts& parts, const StateFolder& folder) {
  MENSHEN_TRY(auto note,
              read_if_there(*parts.files, folder.checkpoint(), ledger::kNoteBytesMax));
  if (!note) return {};
  const auto head = record_desk::published_head(
      {.checkpoint = std::move(*note),
       .key = {.name = parts.ledger->origin(), .key = parts.signer->public_key()}},
      parts.ledger->archive(), *parts.crypto);
  if (head) return {};
  return tl::unexpected<Error>(in_context(
      head.error(),
      fmt::format("`{}` and the record are not of each other; keep both as they are, and "
                  "bring the record back from a copy",
                  folder.checkpoint().string())));
}

Result<> open_record(Parts& parts, const StateFolder& folder) {
  parts.files = std::make_unique<machine::PosixFiles>();
  if (auto made = parts.files->make_folder(folder.folder); !made) return made;
  MENSHEN_TRY(parts.signer, open_key(parts, folder));
  MENSHEN_TRY(parts.ledger, ledger::Ledger::open(
                                {.files = *parts.files,
                                 .crypto = *parts.crypto,
                                 .signer = *parts.signer,
                                 .clock = *parts.clock},
                                folder.record(),
                                {.origin = std::string(kRecordOrigin), .on_commit_thread = [] {
                                   static_cast<void>(machine::run_before_others());
                                 }}));
  return hold_to_checkpoint(parts, folder);
}

// After the record, whose lock keeps others from the stores.
Result<> open_stores(Parts& parts, const StateFolder& folder) {
  using store_sqlite::Database;
  using store_sqlite::Kind;
  MENSHEN_TRY(parts.state_file, Database::open(folder.state_file(), Kind::state));
  MENSHEN_TRY(parts.vault_file, Database::open(folder.vault_file(), Kind::vault));
  parts.registry = std::make_unique<store_sqlite::SqliteRegistry>(*parts.state_file);
  parts.templates = std::make_unique<store_sqlite::SqliteTemplates>(*parts.vault_file);
  parts.keys =
      std::make_unique<store_sqlite::SqliteSubjectKeys>(*parts.vault_file, *parts.crypto);
  auto forget = [&templates = *parts.templates](const state::Forgotten& forgotten) {
    return templates.erase(forgotten.subject, forgotten.purpose, forgotten.enrolled_until);
  };
  auto state = state::State::open(
      {.ledger = *parts.ledger,
       .crypto = *parts.crypto,
       .clock = *parts.clock,
       .stores = {
           .keys = *parts.keys, .registry = *parts.registry, .forget = std::move(forget)}});
  if (!state) return tl::unexpected<Error>(in_context(state.error(), "what is on file"));
  parts.state = std::move(*state);
  return {};
}

// Without stores. A folder without a record gets none.
Result<std::unique_ptr<Parts>> open_record_alone(const StateFolder& folder) {
  if (!fs::exists(folder.record())) {
    return fail(Code::not_found, fmt::format("`{}` holds no record", folder.folder.string()));
  }
  auto parts = std::make_unique<Parts>();
  parts->crypto = std::make_unique<const crypto_openssl::OpensslCrypto>();
  parts->clock = std::make_unique<const machine::SystemClock>();
  if (const auto opened = open_record(*parts, folder); !opened) {
    return tl::unexpected<Error>(opened.error());
  }
  return parts;
}

// With what SQLite keeps beside it. What is not there is passed over.
void remove_database(const fs::path& file) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code failure;
    fs::remove(file.string() + suffix, failure);
  }
}

void move_database(const fs::path& from, const fs::path& to) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code failure;
    fs::remove(to.string() + suffix, failure);
    fs::rename(from.string() + suffix, to.string() + suffix, failure);
  }
}

}  // namespace

ledger::MakeSigner openssl_signer() {
  return [](std::span<const std::byte, 32> seed) -> std::unique_ptr<Signer> {
    return std::make_unique<crypto_openssl::OpensslSigner>(seed);
  };
}

Result<Share> find_share() {
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  const fs::path share = program.parent_path().parent_path() / "share" / "menshen";
  if (failure || !fs::exists(share / "law")) {
    return fail(Code::not_found,
                fmt::format("the program's files are not at `{}`; build with ./dev build, or "
                            "install the whole package",
                            share.string()));
  }
  return Share{
      .law = share / "law",
      .model_set = share / "models" / "default.yaml",
      .model_files = share / "deps" / "models",
      .inference_library = share / "deps" / "onnxruntime" / "lib" / "libonnxruntime.so.1",
      .portraits = share / "deps" / "portraits"};
}

Result<catalogue::Catalogue> load_law(const Share& share, const Crypto& crypto) {
  auto law = law_yaml::load_law(share.law, crypto);
  if (!law) return tl::unexpected<Error>(in_context(law.error(), "law"));
  return law;
}

Result<Parts> make_parts(const Share& share, const fs::path& folder, const gate::Site& site) {
  Parts parts{.crypto = std::make_unique<const crypto_openssl::OpensslCrypto>(),
              .clock = std::make_unique<const machine::SystemClock>()};
  MENSHEN_TRY(auto law, load_law(share, *parts.crypto));
  parts.law = std::make_unique<gate::LawOfTheDay>(std::move(law));
  const StateFolder state{folder};
  const auto opened =
      open_record(parts, state).and_then([&] { return open_stores(parts, state); });
  if (!opened) return tl::unexpected<Error>(opened.error());

  MENSHEN_TRY(const auto models,
              model_files::load_model_set(share.model_set, share.model_files, *parts.crypto));
  MENSHEN_TRY(auto point, operating_point(models.embedder.manifest));
  parts.matching = {.model = models.embedder.manifest.name, .point = std::move(point)};
  parts.decoder = std::make_unique<const image_codec::ImageCodec>();
  MENSHEN_TRY(parts.runtime, infer_onnx::OnnxRuntime::open(share.inference_library));
  MENSHEN_TRY(auto pipeline, face::Pipeline::make(models, *parts.runtime, *parts.clock));
  parts.pipeline = std::make_unique<face::Pipeline>(std::move(pipeline));

  parts.gate = std::make_unique<gate::Gate>(gate::Rooms{.law = *parts.law,
                                                        .state = *parts.state,
                                                        .templates = *parts.templates,
                                                        .keys = *parts.keys,
                                                        .ledger = *parts.ledger,
                                                        .decoder = *parts.decoder,
                                                        .pipeline = *parts.pipeline,
                                                        .crypto = *parts.crypto,
                                                        .clock = *parts.clock},
                                            site, parts.matching);
  return parts;
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): it owns what it points to
}

Result<std::unique_ptr<Parts>> open_state(const fs::path& folder) {
  const StateFolder state{folder};
  MENSHEN_TRY(auto parts, open_record_alone(state));
  if (const auto opened = open_stores(*parts, state); !opened) {
    return tl::unexpected<Error>(opened.error());
  }
  return parts;
}

Result<std::uint64_t> rebuild_state(const fs::path& folder) {
  const StateFolder state{folder};
  const fs::path file = state.state_file();
  const fs::path before = folder / "state.db.before";
  MENSHEN_TRY(auto parts, open_record_alone(state));
  move_database(file, before);
  const auto rebuilt = open_stores(*parts, state);
  if (rebuilt) {
    // It may hold persons who are erased since, or will be, and no erasure would look there.
    remove_database(before);
    const auto& archive = parts->ledger->archive();
    return archive.head().size - archive.minimum_index();
  }
  parts.reset();
  move_database(before, file);
  return tl::unexpected<Error>(rebuilt.error());
}

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code failure;
  const fs::path base = fs::temp_directory_path(failure);
  std::string path = (base / "menshen-XXXXXX").string();
  if (failure || mkdtemp(path.data()) == nullptr) {
    return fail(
        Code::unavailable,
        fmt::format("cannot make a folder in `{}`; set TMPDIR to one that can be written",
                    base.string()));
  }
  return TemporaryFolder(path);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace menshen::app
