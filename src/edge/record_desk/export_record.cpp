#include "record_desk/export_record.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/note.hpp"
#include "ledger/tiles.hpp"
#include "machine/files.hpp"
#include "record_desk/tile_bytes.hpp"

namespace menshen::record_desk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCheckpoint = "checkpoint";

Result<ledger::Checkpoint> parse(std::string_view note) {
  MENSHEN_TRY(const auto parsed, ledger::parse_note(note));
  return ledger::parse_checkpoint(parsed.text);
}

// Refuses a folder with another record, or another past of this one.
Result<> check_older(const ledger::Archive& archive, const ledger::Checkpoint& checkpoint,
                     const fs::path& folder) {
  const auto bytes = machine::read_file(folder / kCheckpoint, ledger::kNoteBytesMax);
  if (!bytes && bytes.error().code == Code::not_found) return {};
  const auto conflict = fail(
      Code::conflict, fmt::format("`{}` holds an export that this record does not continue; "
                                  "export to another folder, and find out why",
                                  folder.string()));
  if (!bytes) return conflict;
  const auto older =
      parse({reinterpret_cast<const char*>(bytes->data()), bytes->size()});  // NOLINT
  if (!older || older->origin != checkpoint.origin) return conflict;
  if (older->head.size > checkpoint.head.size) return conflict;
  const auto head = archive.head_at(older->head.size);
  return head && *head == older->head ? Result<>() : conflict;
}

std::string path_of(const ledger::Tile& tile) {
  return tile.kind == ledger::TileKind::entries
             ? ledger::bundle_path(tile.index, tile.width)
             : ledger::tile_path(tile.level, tile.index, tile.width);
}

// One row of tiles, the hashes of a level or the bundles.
class Row {
 public:
  Row(const ledger::Archive& archive, const fs::path& folder, ledger::Tile first,
      const ledger::TileLevel& level)
      : archive_(archive), folder_(folder), tile_(first), level_(level) {}

  Result<> write() {
    for (std::uint64_t index = 0; index < level_.full; ++index) {
      if (auto done = write_tile(index, ledger::kTileWidth); !done) return done;
    }
    return level_.partial == 0 ? Result<>() : write_tile(level_.full, level_.partial);
  }

  // Partial tiles of checkpoints before, from the end backwards: where there are none any more,
  // an earlier export has been.
  Result<> remove_old_partials() {
    std::error_code failure;
    const fs::path last = partials_of(level_.full);
    const fs::path needed =
        folder_ / path_of(tile_at(level_.full, std::max<std::size_t>(level_.partial, 1)));
    std::vector<fs::path> old;
    for (fs::directory_iterator at(last, failure), end; !failure && at != end;
         at.increment(failure)) {
      if (level_.partial == 0 || at->path() != needed) old.push_back(at->path());
    }
    for (const fs::path& file : old) fs::remove(file, failure);
    for (std::uint64_t index = level_.full; index-- > 0;) {
      const fs::path partials = partials_of(index);
      if (!fs::exists(partials, failure)) continue;
      fs::remove_all(partials, failure);
      if (failure) {
        return fail(Code::unavailable, fmt::format("cannot remove `{}`: {}", partials.string(),
                                                   failure.message()));
      }
    }
    return {};
  }

 private:
  [[nodiscard]] ledger::Tile tile_at(std::uint64_t index, std::size_t width) const {
    ledger::Tile tile = tile_;
    tile.index = index;
    tile.width = width;
    return tile;
  }

  // The folder `….p` of a place.
  [[nodiscard]] fs::path partials_of(std::uint64_t index) const {
    return (folder_ / path_of(tile_at(index, 1))).parent_path();
  }

  Result<> write_tile(std::uint64_t index, std::size_t width) {
    const ledger::Tile tile = tile_at(index, width);
    if (ledger::is_prunable(tile, archive_.minimum_index())) return {};
    const fs::path file = folder_ / path_of(tile);
    std::error_code failure;
    if (fs::exists(file, failure)) return {};  // tiles never change, and are written whole
    MENSHEN_TRY(const auto bytes, tile_bytes(archive_, tile));
    return machine::write_file(file, bytes);
  }

  const ledger::Archive& archive_;
  const fs::path& folder_;
  ledger::Tile tile_;
  ledger::TileLevel level_;
};

std::vector<Row> rows_of(const ledger::Archive& archive, const fs::path& folder,
                         std::uint64_t size) {
  std::vector<Row> rows;
  const auto levels = ledger::tile_levels(size);
  for (unsigned level = 0; level < levels.size(); ++level) {
    if (level == 0) {
      rows.emplace_back(archive, folder, ledger::Tile{.kind = ledger::TileKind::entries},
                        levels[level]);
    }
    rows.emplace_back(archive, folder, ledger::Tile{.level = level}, levels[level]);
  }
  return rows;
}

Result<> write_page(const fs::path& file, std::string_view text) {
  return text.empty() ? Result<>() : machine::write_file(file, text);
}

}  // namespace

Result<> export_record(const ledger::Archive& archive, const std::string& checkpoint,
                       const fs::path& folder, const ExportedPages& pages) {
  MENSHEN_TRY(const auto parsed, parse(checkpoint));
  MENSHEN_TRY(const auto head, archive.head_at(parsed.head.size));
  if (head != parsed.head) return fail(Code::corrupt, "the checkpoint is not of this record");
  if (auto done = check_older(archive, parsed, folder); !done) return done;

  auto rows = rows_of(archive, folder, parsed.head.size);
  for (Row& row : rows) {
    if (auto done = row.write(); !done) return done;
  }
  if (auto done = write_page(folder / "key", pages.key); !done) return done;
  if (auto done = write_page(folder / "retention", pages.retention); !done) return done;
  // Last, so that a checkpoint never speaks of tiles that are not there yet.
  if (auto done = machine::write_file(folder / kCheckpoint, checkpoint); !done) return done;
  for (Row& row : rows) {
    if (auto done = row.remove_old_partials(); !done) return done;
  }
  return {};
}

}  // namespace menshen::record_desk
