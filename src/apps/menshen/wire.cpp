#include "menshen/wire.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): for mkdtemp

#include "base/crypto.hpp"
#include "base/error.hpp"
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
#include "ledger/ledger.hpp"
#include "machine/system_clock.hpp"
#include "model_files/load_models.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_log.hpp"
#include "store_sqlite/sqlite_registry.hpp"
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
      .portraits = share / "deps" / "portraits"};
}

Result<catalogue::Catalogue> load_law(const Share& share, const Crypto& crypto) {
  auto law = law_yaml::load_law(share.law, crypto);
  if (!law) return tl::unexpected<Error>(in_context(law.error(), "law"));
  return law;
}

Result<Parts> make_parts(const Share& share, const fs::path& state, const gate::Site& site) {
  Parts parts{.crypto = std::make_unique<const crypto_openssl::OpensslCrypto>(),
              .clock = std::make_unique<const machine::SystemClock>()};
  MENSHEN_TRY(auto law, load_law(share, *parts.crypto));
  parts.law = std::make_unique<gate::LawOfTheDay>(std::move(law));

  MENSHEN_TRY(parts.database, store_sqlite::Database::open(state));
  auto& database = *parts.database;
  parts.log = std::make_unique<store_sqlite::SqliteLog>(database);
  parts.registry = std::make_unique<store_sqlite::SqliteRegistry>(database);
  parts.templates = std::make_unique<store_sqlite::SqliteTemplates>(database);
  parts.keys = std::make_unique<store_sqlite::SqliteKeyRing>(database, *parts.crypto);
  parts.ledger = std::make_unique<ledger::Ledger>(*parts.log, *parts.crypto);

  MENSHEN_TRY(const auto models,
              model_files::load_model_set(share.model_set, share.model_files, *parts.crypto));
  MENSHEN_TRY(auto point, operating_point(models.embedder.manifest));
  parts.matching = {.model = models.embedder.manifest.name, .point = std::move(point)};
  parts.decoder = std::make_unique<const image_codec::ImageCodec>();
  MENSHEN_TRY(parts.runtime, infer_onnx::OnnxRuntime::open(share.inference_library));
  MENSHEN_TRY(auto pipeline, face::Pipeline::make(models, *parts.runtime, *parts.clock));
  parts.pipeline = std::make_unique<face::Pipeline>(std::move(pipeline));

  parts.gate = std::make_unique<gate::Gate>(gate::Rooms{.law = *parts.law,
                                                        .registry = *parts.registry,
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
