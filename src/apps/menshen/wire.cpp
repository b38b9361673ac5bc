#include "menshen/wire.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): for mkdtemp

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/signer.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "duty/clockwork.hpp"
#include "entrance/passes.hpp"
#include "face/calibration.hpp"
#include "face/model_manifest.hpp"
#include "face/pipeline.hpp"
#include "face/pipelines.hpp"
#include "gallery/gallery.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "gate/law_of_the_day.hpp"
#include "image_codec/decode_image.hpp"
#include "image_codec/image_codec.hpp"
#include "infer_onnx/onnx_runtime.hpp"
#include "law_yaml/load_law.hpp"
#include "ledger/ledger.hpp"
#include "ledger/note.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/posix_files.hpp"
#include "machine/priority.hpp"
#include "machine/system_clock.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/detail/prepare_galleries.hpp"
#include "menshen/detail/record_keys.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "model_files/load_models.hpp"
#include "record_desk/audit.hpp"
#include "replay/replays.hpp"
#include "state/catch_up.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_answer_rows.hpp"
#include "store_sqlite/sqlite_references.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "vault/sealed_templates.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

// Verifications are judged at one false match in ten thousand, renewals at one in a million. Of
// a hundred searches for somebody who is not in the gallery one may come up with a candidate.
constexpr double kFalseMatchRate = 1e-4;
constexpr double kFalsePositiveIdentificationRate = 0.01;
constexpr double kRenewalFalseMatchRate = 1e-6;

// While one act waits for the record, another works on pixels.
constexpr std::size_t kGatesPerPipeline = 2;

// At ten milliseconds each, about a second's work of one engine.
constexpr std::size_t kWaitingForGateMax = 100;

Result<face::OperatingPoint> operating_point(const face::ModelFile& embedder, double rate) {
  if (embedder.calibration) {
    return face::threshold_for_verification(*embedder.calibration, rate);
  }
  return fail(
      Code::not_found,
      fmt::format("model `{}` is not calibrated: measure it with `menshen evaluate "
                  "--scores`, and keep what `menshen calibrate --out` writes beside its "
                  "manifest",
                  embedder.manifest.name));
}

// One for each calibrated rate: how large a gallery may be that is searched at it.
std::vector<gallery::IdentificationThreshold> identification_thresholds(
    const face::ModelFile& embedder) {
  std::vector<gallery::IdentificationThreshold> thresholds;
  if (!embedder.calibration) return thresholds;
  for (const auto& point : embedder.calibration->points) {
    const std::size_t size =
        face::gallery_size_max(kFalsePositiveIdentificationRate, point.false_match_rate);
    if (size == 0) continue;
    thresholds.push_back(
        {.false_positive_identification_rate = kFalsePositiveIdentificationRate,
         .gallery_size_max = size,
         .threshold = point.threshold});
  }
  return thresholds;
}

Result<gate::Matching::Previous> previous_matching(const face::ModelFile& embedder) {
  gate::Matching::Previous previous{.model = embedder.manifest.name};
  MENSHEN_TRY(previous.point, operating_point(embedder, kFalseMatchRate));
  previous.identification = identification_thresholds(embedder);
  MENSHEN_TRY(previous.renewal, operating_point(embedder, kRenewalFalseMatchRate));
  return previous;
}

std::vector<face::ModelManifest> manifests_of(const face::ModelSet& models) {
  std::vector<face::ModelManifest> manifests{models.detector.manifest};
  if (models.landmarks) manifests.push_back(models.landmarks->manifest);
  manifests.push_back(models.embedder.manifest);
  if (models.attack_detector) manifests.push_back(models.attack_detector->manifest);
  return manifests;
}

// Newest entries that are missing look like a record that is shorter; a checkpoint that was
// published knows better.
Result<> hold_to_checkpoint(const Parts& parts, const StateFolder& folder) {
  MENSHEN_TRY(auto note,
              read_if_there(*parts.files, folder.checkpoint(), ledger::kNoteBytesMax));
  if (!note) return {};
  const auto head = record_desk::published_head(
      {.checkpoint = std::move(*note),
       .key = {.name = parts.ledger->origin(), .key = parts.signer->public_key()},
       .sm2 = parts.sm2.get()},
      parts.ledger->archive(), *parts.crypto);
  if (head) return {};
  return tl::unexpected<Error>(in_context(
      head.error(),
      fmt::format("`{}` and the record are not of each other; keep both as they are, and "
                  "bring the record back from a copy",
                  folder.checkpoint().string())));
}

Result<> begin(Parts& parts, const StateFolder& folder) {
  parts.openssl = std::make_unique<const crypto_openssl::OpensslCrypto>();
  parts.clock = std::make_unique<const machine::SystemClock>();
  parts.files = std::make_unique<machine::PosixFiles>();
  if (auto made = parts.files->make_folder(folder.folder); !made) return made;
  MENSHEN_TRY(parts.config, read_vault_config(*parts.files, folder));
  parts.crypto = crypto_of(parts.config.profile, *parts.openssl);
  MENSHEN_TRY(parts.memory, machine::GuardedMemory::make());
  MENSHEN_TRY(auto opened,
              open_vault(*parts.files, *parts.crypto, *parts.memory, folder, parts.config));
  parts.provider = std::move(opened.provider);
  parts.vault = std::move(opened.vault);
  return {};
}

Result<> open_record(Parts& parts, const StateFolder& folder) {
  const RecordKeys keys{
      .files = *parts.files, .crypto = *parts.crypto, .vault = *parts.vault, .folder = folder};
  MENSHEN_TRY(parts.signer, open_record_key(keys));
  MENSHEN_TRY(parts.sm2, open_record_sm2_key(keys, parts.config.profile));
  MENSHEN_TRY(parts.ledger, ledger::Ledger::open(
                                {.files = *parts.files,
                                 .crypto = *parts.crypto,
                                 .signer = *parts.signer,
                                 .clock = *parts.clock,
                                 .sm2 = parts.sm2.get()},
                                folder.record(),
                                {.origin = std::string(kRecordOrigin), .on_commit_thread = [] {
                                   static_cast<void>(machine::run_before_others());
                                 }}));
  return hold_to_checkpoint(parts, folder);
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

// Without a file the vault is asked for no key.
Result<std::unique_ptr<entrance::Passes>> open_passes(const Parts& parts,
                                                      const StateFolder& folder) {
  return entrance::Passes::open(
      {.files = *parts.files,
       .crypto = *parts.crypto,
       .key = [&vault = *parts.vault] { return vault.key_for(kEntranceUse); }},
      folder.entrance());
}

Result<> open_replays(Parts& parts, const StateFolder& folder) {
  MENSHEN_TRY(parts.answers_file,
              store_sqlite::Database::open(folder.answers_file(), store_sqlite::Kind::answers));
  parts.answers = std::make_unique<store_sqlite::SqliteAnswerRows>(*parts.answers_file);
  MENSHEN_TRY(Digest key, parts.vault->key_for(kAnswersUse));
  parts.replays = std::make_unique<replay::Replays>(
      replay::Replays::Ports{
          .rows = *parts.answers, .crypto = *parts.crypto, .clock = *parts.clock},
      key);
  wipe(key);
  return parts.replays->trim();
}

// Whoever is erased for all purposes. A pass is no face: who withdraws the consent to one
// purpose comes in by it as before.
std::vector<SubjectId> persons_of(std::span<const Erasure> erasures) {
  std::vector<SubjectId> persons;
  for (const Erasure& each : erasures) {
    if (!each.purpose) persons.push_back(each.subject);
  }
  return persons;
}

Result<> open_present_stores(Parts& parts, const StateFolder& folder) {
  using store_sqlite::Database;
  using store_sqlite::Kind;
  MENSHEN_TRY(parts.state_file, Database::open(folder.state_file(), Kind::state));
  MENSHEN_TRY(parts.vault_file, Database::open(folder.vault_file(), Kind::vault));
  parts.sealing = std::make_unique<const state::PersonalSealing>(*parts.vault, *parts.crypto);
  parts.registry =
      std::make_unique<store_sqlite::SqliteRegistry>(*parts.state_file, *parts.sealing);
  parts.sealed = std::make_unique<store_sqlite::SqliteSealedStore>(*parts.vault_file);
  parts.references = std::make_unique<const store_sqlite::SqliteReferences>(*parts.vault_file);
  MENSHEN_TRY(parts.templates, vault::SealedTemplates::open(*parts.vault, *parts.sealed,
                                                            *parts.crypto, *parts.memory));
  parts.galleries =
      std::make_unique<gallery::Galleries>(*parts.templates, *parts.crypto, *parts.memory);
  MENSHEN_TRY(parts.passes, open_passes(parts, folder));
  if (auto opened = open_replays(parts, folder); !opened) {
    return tl::unexpected<Error>(in_context(opened.error(), "answers"));
  }
  auto forget = [&galleries = *parts.galleries, &passes = *parts.passes,
                 &replays =
                     *parts.replays](std::span<const Erasure> erasures) -> Result<std::size_t> {
    const auto persons = persons_of(erasures);
    if (auto done = passes.forget(persons); !done) {
      return tl::unexpected<Error>(std::move(done.error()));
    }
    if (auto done = replays.forget(persons); !done) {
      return tl::unexpected<Error>(std::move(done.error()));
    }
    return galleries.erase_all(erasures);
  };
  auto freeze = [&galleries = *parts.galleries](const SubjectId& subject,
                                                const std::optional<PurposeId>& purpose,
                                                bool is_frozen) {
    return galleries.set_frozen(subject, purpose, is_frozen);
  };
  auto state = state::State::open({.ledger = *parts.ledger,
                                   .crypto = *parts.crypto,
                                   .clock = *parts.clock,
                                   .stores = {.keys = *parts.vault,
                                              .registry = *parts.registry,
                                              .forget = std::move(forget),
                                              .freeze = std::move(freeze)}});
  if (!state) return tl::unexpected<Error>(in_context(state.error(), "what is on file"));
  parts.state = std::move(*state);
  return {};
}

// Without stores.
Result<std::unique_ptr<Parts>> open_or_make_record(const StateFolder& folder) {
  auto parts = std::make_unique<Parts>();
  const auto opened =
      begin(*parts, folder).and_then([&] { return open_record(*parts, folder); });
  if (!opened) {
    return tl::unexpected<Error>(opened.error());
  }
  return parts;
}

// A folder without a record gets none.
Result<std::unique_ptr<Parts>> open_record_alone(const StateFolder& folder) {
  if (!fs::exists(folder.record())) {
    return fail(Code::not_found, fmt::format("`{}` holds no record", folder.folder.string()));
  }
  return open_or_make_record(folder);
}

// Makes state.db anew from the record, in place of the older one. Where that fails the older
// one is back in its place.
Result<> remake_stores(Parts& parts, const StateFolder& folder) {
  const fs::path file = folder.state_file();
  const fs::path before = folder.folder / "state.db.before";
  move_database(file, before);
  const auto rebuilt = open_present_stores(parts, folder);
  if (rebuilt) {
    // It may hold persons who are erased since, or will be, and no erasure would look there.
    remove_database(before);
    return {};
  }
  parts.state.reset();
  parts.registry.reset();
  parts.state_file.reset();
  move_database(before, file);
  return rebuilt;
}

// After the record, whose lock keeps others from the stores.
Result<> open_stores(Parts& parts, const StateFolder& folder) {
  MENSHEN_TRY(const bool is_outdated, store_sqlite::Database::is_outdated(
                                          folder.state_file(), store_sqlite::Kind::state));
  return is_outdated ? remake_stores(parts, folder) : open_present_stores(parts, folder);
}

}  // namespace

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
      .contract = share / "openapi.json",
      .portraits = share / "deps" / "portraits"};
}

Result<catalogue::Catalogue> load_law(const Share& share, const Crypto& crypto) {
  auto law = law_yaml::load_law(share.law, crypto);
  if (!law) return tl::unexpected<Error>(in_context(law.error(), "law"));
  return law;
}

Result<Parts> make_parts(const Share& share, const fs::path& folder, std::size_t engines) {
  MENSHEN_TRY(auto law, load_law(share, crypto_openssl::OpensslCrypto()));
  Parts parts;
  parts.law = std::make_unique<gate::LawOfTheDay>(std::move(law));
  const StateFolder state{folder};
  const auto opened =
      begin(parts, state).and_then([&] { return open_record(parts, state); }).and_then([&] {
        return open_stores(parts, state);
      });
  if (!opened) return tl::unexpected<Error>(opened.error());

  MENSHEN_TRY(const auto models,
              model_files::load_model_set(share.model_set, share.model_files, *parts.crypto));
  parts.models = manifests_of(models);
  parts.matching = {.model = models.embedder.manifest.name,
                    .point = operating_point(models.embedder, kFalseMatchRate),
                    .identification = identification_thresholds(models.embedder),
                    .previous = std::nullopt};
  if (models.previous_embedder) {
    MENSHEN_TRY(parts.matching.previous, previous_matching(*models.previous_embedder));
  }
  parts.decoder = std::make_unique<const image_codec::ImageCodec>(image_codec::DecodeOptions{},
                                                                  *parts.memory);
  MENSHEN_TRY(parts.runtime,
              infer_onnx::OnnxRuntime::open(share.inference_library, *parts.memory));
  std::vector<std::unique_ptr<face::Pipeline>> pipelines;
  while (pipelines.size() < engines) {
    MENSHEN_TRY(auto pipeline,
                face::Pipeline::make(models, *parts.runtime, *parts.clock, *parts.memory));
    pipelines.push_back(std::make_unique<face::Pipeline>(std::move(pipeline)));
  }
  parts.pipelines = std::make_unique<face::Pipelines>(std::move(pipelines));
  MENSHEN_TRY(
      parts.not_searchable,
      prepare_galleries(*parts.registry, searched_models(parts.matching, parts.pipeline()),
                        *parts.galleries));

  std::vector<std::unique_ptr<gate::Gate>> gates;
  while (gates.size() < kGatesPerPipeline * engines) {
    gates.push_back(std::make_unique<gate::Gate>(gate::Rooms{.law = *parts.law,
                                                             .state = *parts.state,
                                                             .galleries = *parts.galleries,
                                                             .keys = *parts.vault,
                                                             .ledger = *parts.ledger,
                                                             .decoder = *parts.decoder,
                                                             .pipelines = *parts.pipelines,
                                                             .crypto = *parts.crypto,
                                                             .clock = *parts.clock},
                                                 parts.matching));
  }
  parts.gates = std::make_unique<gate::Gates>(std::move(gates), kWaitingForGateMax);
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

Result<std::unique_ptr<Parts>> begin_state(const fs::path& folder) {
  const StateFolder state{folder};
  if (fs::exists(state.record())) {
    return fail(Code::conflict, fmt::format("`{}` holds a record already", folder.string()));
  }
  MENSHEN_TRY(auto parts, open_or_make_record(state));
  if (const auto opened = open_stores(*parts, state); !opened) {
    return tl::unexpected<Error>(opened.error());
  }
  return parts;
}

Result<std::uint64_t> rebuild_state(const fs::path& folder) {
  const StateFolder state{folder};
  MENSHEN_TRY(const auto parts, open_record_alone(state));
  if (const auto rebuilt = remake_stores(*parts, state); !rebuilt) {
    return tl::unexpected<Error>(rebuilt.error());
  }
  const auto& archive = parts->ledger->archive();
  return archive.head().size - archive.minimum_index();
}

std::unique_ptr<duty::Clockwork> make_clockwork(const Parts& parts, gate::LawOfTheDay& law) {
  return std::make_unique<duty::Clockwork>(
      duty::Clockwork::Ports{.state = *parts.state,
                             .record = parts.ledger->archive(),
                             .clock = *parts.clock,
                             .crypto = *parts.crypto,
                             .references = *parts.references,
                             .law = {.utc_offset = law.utc_offset(),
                                     .on = [&law](CivilDate day) { return law.on(day); }}});
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
