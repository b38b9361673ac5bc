#include "backup/opened_backup.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "backup/create.hpp"
#include "backup/format.hpp"
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "ledger/archive.hpp"
#include "ledger/tree.hpp"

namespace menshen::backup {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> only_read() {
  return fail(Code::unavailable, "a backup is only read from");
}

tl::unexpected<Error> failed(const Result<>& result) {
  return tl::unexpected<Error>(result.error());
}

}  // namespace

// One sealed file, read a chunk at a time; the last chunk read is kept until another is asked
// for.
class OpenedBackup::Unsealed final : public File {
 public:
  Unsealed(const OpenedBackup& backup, std::size_t number, std::unique_ptr<File> file)
      : backup_(backup), number_(number), file_(std::move(file)) {}
  ~Unsealed() override { wipe(chunk_); }
  Unsealed(const Unsealed&) = delete;
  Unsealed& operator=(const Unsealed&) = delete;
  Unsealed(Unsealed&&) = delete;
  Unsealed& operator=(Unsealed&&) = delete;

  [[nodiscard]] const Kept& kept() const { return backup_.manifest_.files[number_]; }
  [[nodiscard]] std::uint64_t chunks() const { return chunks_of(kept().bytes); }

  // Its text is valid until the next one. Not for two threads.
  [[nodiscard]] Result<std::span<const std::byte>> load(std::uint64_t chunk) const {
    if (loaded_ == chunk) return std::span<const std::byte>(chunk_);
    loaded_.reset();
    const std::uint64_t left = kept().bytes - chunk * kChunkBytes;
    std::vector<std::byte> sealed(std::min<std::uint64_t>(kChunkBytes, left) +
                                  kSealedBytesMore);
    MENSHEN_TRY(const auto came,
                file_->read_at(chunk * (kChunkBytes + kSealedBytesMore), sealed));
    sealed.resize(came);
    const auto context = backup_.identity_.context(number_, chunk, chunk + 1 == chunks());
    auto text = backup_.crypto_.open(backup_.identity_.key(), bytes_of(context), sealed);
    if (!text) {
      return fail(Code::corrupt, fmt::format("`{}`, which holds {}, was changed in chunk {}",
                                             file_name(number_), kept().name, chunk));
    }
    wipe(chunk_);
    chunk_ = std::move(*text);
    loaded_ = chunk;
    return std::span<const std::byte>(chunk_);
  }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::byte> out) const override {
    const std::scoped_lock lock(mutex_);
    std::size_t done = 0;
    while (done < out.size() && offset < kept().size) {
      const auto rest =
          out.subspan(done, std::min<std::uint64_t>(out.size() - done, kept().size - offset));
      if (offset >= kept().bytes) {
        std::ranges::fill(rest, std::byte{0});
        return done + rest.size();
      }
      MENSHEN_TRY(const auto text, load(offset / kChunkBytes));
      const auto from = text.subspan(offset % kChunkBytes);
      const std::size_t count = std::min(from.size(), rest.size());
      std::ranges::copy(from.first(count), rest.begin());
      done += count;
      offset += count;
    }
    return done;
  }

  [[nodiscard]] Result<> write_at(std::uint64_t /*offset*/,
                                  std::span<const std::byte> /*bytes*/) override {
    return only_read();
  }
  [[nodiscard]] Result<> sync() override { return only_read(); }
  [[nodiscard]] Result<std::uint64_t> size() const override { return kept().size; }

  [[nodiscard]] Result<std::span<const std::byte>> view() const override {
    if (whole_.size() != kept().size) {
      std::vector<std::byte> all(kept().size);
      MENSHEN_TRY([[maybe_unused]] const auto came, read_at(0, all));
      const std::scoped_lock lock(mutex_);
      if (whole_.size() != all.size()) whole_ = std::move(all);
    }
    return std::span<const std::byte>(whole_);
  }

  // Neither shorter nor longer than what was kept. Errors: corrupt; unavailable.
  [[nodiscard]] Result<> check_size() const {
    MENSHEN_TRY(const auto size, file_->size());
    if (size == sealed_bytes(kept().bytes)) return {};
    return fail(Code::corrupt,
                fmt::format("`{}`, which holds {}, has {} bytes, not {}", file_name(number_),
                            kept().name, size, sealed_bytes(kept().bytes)));
  }

 private:
  const OpenedBackup& backup_;
  const std::size_t number_;
  const std::unique_ptr<File> file_;
  mutable std::mutex mutex_;  // of what follows
  mutable std::vector<std::byte> chunk_;
  mutable std::optional<std::uint64_t> loaded_;
  mutable std::vector<std::byte> whole_;
};

OpenedBackup::OpenedBackup(Files& files, const Crypto& crypto, Identity identity,
                           Manifest manifest, fs::path folder)
    : files_(files),
      crypto_(crypto),
      identity_(std::move(identity)),
      manifest_(std::move(manifest)),
      folder_(std::move(folder)) {}

Result<std::unique_ptr<OpenedBackup>> OpenedBackup::open(Files& files, const Crypto& crypto,
                                                         const Digest& operator_key,
                                                         const fs::path& folder) {
  const fs::path path = folder / kManifestName;
  auto text = read_whole(files, path, kManifestBytesMax);
  if (!text && text.error().code == Code::not_found) {
    return fail(Code::not_found,
                fmt::format("`{}` has no manifest, so it is no backup, or one that was not "
                            "finished",
                            folder.string()));
  }
  if (!text) return tl::unexpected<Error>(text.error());
  auto identity = Identity::of(*text, crypto, operator_key);
  if (!identity) return tl::unexpected<Error>(in_file(identity.error(), path.string()));
  const std::string head = identity->head();
  const auto opened =
      crypto.open(identity->key(), bytes_of(head), bytes_of(*text).subspan(head.size()));
  if (!opened) {
    return fail(Code::corrupt, fmt::format("`{}` was changed, or is of another vault; name the "
                                           "keys that were copied with it",
                                           path.string()));
  }
  MENSHEN_TRY(auto manifest, parse_manifest(*opened));
  return std::unique_ptr<OpenedBackup>(  // NOLINT: private constructor
      new OpenedBackup(files, crypto, std::move(*identity), std::move(manifest), folder));
}

Result<std::unique_ptr<OpenedBackup::Unsealed>> OpenedBackup::unsealed(std::size_t number) {
  MENSHEN_TRY(auto file, files_.open(folder_ / file_name(number), Files::Mode::read));
  auto opened = std::make_unique<Unsealed>(*this, number, std::move(file));
  if (auto right = opened->check_size(); !right) return failed(right);
  return opened;
}

std::uint64_t OpenedBackup::total() const {
  return std::accumulate(manifest_.files.begin(), manifest_.files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Kept& one) { return sum + one.bytes; });
}

Result<> OpenedBackup::verify_file(std::size_t number, std::uint64_t& done,
                                   const Progress& progress) {
  MENSHEN_TRY(const auto file, unsealed(number));
  std::vector<std::byte> digests;
  for (std::uint64_t chunk = 0; chunk < file->chunks(); ++chunk) {
    MENSHEN_TRY(const auto text, file->load(chunk));
    const Digest digest = crypto_.sha256(text);
    digests.insert(digests.end(), digest.begin(), digest.end());
    done += text.size();
    progress(done, total());
  }
  if (crypto_.sha256(digests) == file->kept().digest) return {};
  return fail(Code::corrupt, fmt::format("`{}` is not what the manifest says of {}",
                                         file_name(number), file->kept().name));
}

Result<ledger::TreeHead> OpenedBackup::verify(const Progress& progress) {
  std::uint64_t done = 0;
  for (std::size_t number = 0; number < manifest_.files.size(); ++number) {
    if (auto right = verify_file(number, done, progress); !right) return failed(right);
  }
  MENSHEN_TRY(const auto archive, ledger::open_archive(*this, crypto_, "record"));
  MENSHEN_TRY(const auto head, archive->audit());
  if (head.size < manifest_.entries) {
    return fail(Code::corrupt, fmt::format("the record in it has {} entries, and had {} when "
                                           "the backup was made",
                                           head.size, manifest_.entries));
  }
  MENSHEN_TRY(const auto then, archive->head_at(manifest_.entries));
  if (then.root == manifest_.root) return head;
  return fail(Code::corrupt, "the record in it is not the one that the backup was made of");
}

Result<> OpenedBackup::restore_file(std::size_t number, const fs::path& folder,
                                    std::uint64_t& done, const Progress& progress) {
  MENSHEN_TRY(const auto from, unsealed(number));
  const Kept& kept = from->kept();
  MENSHEN_TRY(const auto to, files_.open(folder / kept.name, Files::Mode::create));
  for (std::uint64_t chunk = 0; chunk < from->chunks(); ++chunk) {
    MENSHEN_TRY(const auto text, from->load(chunk));
    if (auto written = to->write_at(chunk * kChunkBytes, text); !written) return written;
    done += text.size();
    progress(done, total());
  }
  const std::vector<std::byte> zeros(kChunkBytes);
  for (std::uint64_t at = kept.bytes; at < kept.size;) {
    const auto piece =
        std::span(zeros).first(std::min<std::uint64_t>(zeros.size(), kept.size - at));
    if (auto written = to->write_at(at, piece); !written) return written;
    at += piece.size();
  }
  return to->sync();
}

Result<> OpenedBackup::restore(const fs::path& folder, const Progress& progress) {
  std::set<fs::path> folders{folder};
  for (const auto& kept : manifest_.files) {
    folders.insert((folder / kept.name).parent_path());
  }
  for (const auto& each : folders) {
    if (auto made = files_.make_folder(each); !made) return made;
  }
  std::uint64_t done = 0;
  for (std::size_t number = 0; number < manifest_.files.size(); ++number) {
    if (auto restored = restore_file(number, folder, done, progress); !restored) {
      return restored;
    }
  }
  for (const auto& each : folders) {
    if (auto synced = files_.sync_folder(each); !synced) return synced;
  }
  return {};
}

Result<std::unique_ptr<File>> OpenedBackup::open(const fs::path& file, Mode mode) {
  if (mode != Mode::read) return only_read();
  const auto found = std::ranges::find(manifest_.files, file.generic_string(), &Kept::name);
  if (found == manifest_.files.end()) {
    return fail(Code::not_found, fmt::format("the backup has no `{}`", file.string()));
  }
  return unsealed(static_cast<std::size_t>(found - manifest_.files.begin()));
}

Result<> OpenedBackup::rename(const fs::path& /*from*/, const fs::path& /*to*/) {
  return only_read();
}

Result<> OpenedBackup::remove(const fs::path& /*file*/) { return only_read(); }

Result<> OpenedBackup::make_folder(const fs::path& /*folder*/) { return only_read(); }

Result<std::vector<std::string>> OpenedBackup::list(const fs::path& folder) const {
  std::vector<std::string> names;
  for (const auto& kept : manifest_.files) {
    const fs::path name = kept.name;
    if (name.parent_path() == folder) names.push_back(name.filename().string());
  }
  std::ranges::sort(names);
  return names;
}

Result<> OpenedBackup::sync_folder(const fs::path& /*folder*/) { return only_read(); }

}  // namespace menshen::backup
