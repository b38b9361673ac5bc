#include "backup/create.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "backup/format.hpp"
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "journal/journal.hpp"
#include "ledger/archive.hpp"

namespace menshen::backup {
namespace {

namespace fs = std::filesystem;

class Sealing {
 public:
  Sealing(Files& files, const Crypto& crypto, const Identity& identity, fs::path folder,
          const Progress& progress, std::uint64_t total)
      : files_(files),
        crypto_(crypto),
        identity_(identity),
        folder_(std::move(folder)),
        progress_(progress),
        total_(total) {}

  Result<Kept> keep(const Source& source, std::size_t number) {
    std::unique_ptr<File> in;
    if (!source.text) {
      MENSHEN_TRY(in, files_.open(source.file, Files::Mode::read));
    }
    const fs::path path = folder_ / file_name(number);
    if (auto done = files_.remove(path); !done) return failed(done);
    MENSHEN_TRY(const auto out, files_.open(path, Files::Mode::create));
    const std::uint64_t chunks = chunks_of(source.bytes);
    std::vector<std::byte> digests;
    std::uint64_t place = 0;
    for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
      MENSHEN_TRY(auto text, chunk_of(in.get(), source, chunk));
      const Digest digest = crypto_.sha256(text);
      digests.insert(digests.end(), digest.begin(), digest.end());
      const auto sealed =
          crypto_.seal(identity_.key(),
                       bytes_of(identity_.context(number, chunk, chunk + 1 == chunks)), text);
      wipe(text);
      if (auto done = out->write_at(place, sealed); !done) return failed(done);
      place += sealed.size();
      done_ += text.size();
      progress_(done_, total_);
    }
    if (auto done = out->sync(); !done) return failed(done);
    return Kept{.name = source.name,
                .bytes = source.bytes,
                .size = source.size,
                .digest = crypto_.sha256(digests)};
  }

 private:
  static tl::unexpected<Error> failed(const Result<>& result) {
    return tl::unexpected<Error>(result.error());
  }

  static Result<std::vector<std::byte>> chunk_of(const File* in, const Source& source,
                                                 std::uint64_t chunk) {
    const std::uint64_t from = chunk * kChunkBytes;
    std::vector<std::byte> text(std::min<std::uint64_t>(kChunkBytes, source.bytes - from));
    if (source.text) {
      const auto bytes = std::as_bytes(std::span(*source.text)).subspan(from, text.size());
      std::ranges::copy(bytes, text.begin());
      return text;
    }
    MENSHEN_TRY(const auto came, in->read_at(from, text));
    if (came == text.size()) return text;
    return fail(Code::unavailable, fmt::format("`{}` became shorter while it was copied; begin "
                                               "the backup again",
                                               source.file.string()));
  }

  Files& files_;
  const Crypto& crypto_;
  const Identity& identity_;
  fs::path folder_;
  const Progress& progress_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
};

constexpr std::uint64_t kSmallBytesMax = std::uint64_t{1} << 20U;

// What is being made, and says nothing yet: a segment to come, a file to be renamed.
bool is_left_out(std::string_view name) { return name.ends_with(".new") || name == "next"; }

// A small file that may soon be another, as it is now.
Result<Source> as_it_is(Files& files, std::string name, const fs::path& file) {
  MENSHEN_TRY(auto text, read_whole(files, file, kSmallBytesMax));
  Source source{.name = std::move(name), .file = file};
  source.bytes = source.size = text.size();
  source.text = std::move(text);
  return source;
}

using Read = Result<Source> (*)(Files&, std::string, const fs::path&);

Result<> add_all(Files& files, const fs::path& folder, std::string_view called, Read read,
                 std::vector<Source>& sources) {
  MENSHEN_TRY(const auto names, files.list(folder));
  for (const auto& name : names) {
    if (is_left_out(name)) continue;
    MENSHEN_TRY(auto source, read(files, fmt::format("{}/{}", called, name), folder / name));
    sources.push_back(std::move(source));
  }
  return {};
}

}  // namespace

Result<Source> whole(Files& files, std::string name, const fs::path& file) {
  MENSHEN_TRY(const auto open, files.open(file, Files::Mode::read));
  MENSHEN_TRY(const auto bytes, open->size());
  return Source{.name = std::move(name), .file = file, .bytes = bytes, .size = bytes};
}

// What speaks of entries first, and the entries after it: so all that it speaks of is there.
Result<std::vector<Source>> record_sources(Files& files, const fs::path& folder) {
  std::vector<Source> sources;
  const auto added = add_all(files, folder, "record", as_it_is, sources).and_then([&] {
    return add_all(files, ledger::nodes_folder(folder), "record/tree", whole, sources);
  });
  if (!added) return tl::unexpected<Error>(added.error());
  const fs::path journal = ledger::journal_folder(folder);
  MENSHEN_TRY(auto lock, as_it_is(files, "record/journal/lock", journal / "lock"));
  sources.push_back(std::move(lock));
  MENSHEN_TRY(const auto extents, journal::extents(files, journal));
  for (const auto& extent : extents) {
    sources.push_back({.name = "record/journal/" + extent.name,
                       .file = journal / extent.name,
                       .bytes = extent.used,
                       .size = extent.bytes});
  }
  return sources;
}

Result<> create(Files& files, const Crypto& crypto, const Digest& operator_key,
                const Made& made, const std::vector<Source>& sources, const fs::path& folder,
                const std::function<Result<>()>& before_manifest, const Progress& progress) {
  if (auto done = files.make_folder(folder); !done) return done;
  const auto total =
      std::accumulate(sources.begin(), sources.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const Source& one) { return sum + one.bytes; });
  const auto identity = Identity::make(crypto, operator_key);
  Sealing sealing(files, crypto, identity, folder, progress, total);
  Manifest manifest{.made = made.at, .entries = made.entries, .root = made.root};
  for (const auto& source : sources) {
    MENSHEN_TRY(auto kept, sealing.keep(source, manifest.files.size()));
    manifest.files.push_back(std::move(kept));
  }
  if (auto done = files.sync_folder(folder); !done) return done;
  if (auto done = before_manifest(); !done) return done;
  std::string text = identity.head();
  const auto sealed =
      crypto.seal(identity.key(), std::as_bytes(std::span(text)), encode(manifest));
  const auto* first = reinterpret_cast<const char*>(sealed.data());  // NOLINT: text is bytes
  text.append(first, sealed.size());
  return replace_whole(files, folder / kManifestName, text);
}

}  // namespace menshen::backup
