#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/batch_walk.hpp"
#include "journal/detail/format.hpp"
#include "journal/detail/recovery.hpp"

namespace menshen::journal {
namespace {

namespace fs = std::filesystem;

[[nodiscard]] Result<std::vector<std::uint64_t>> segments_in(const Files& files,
                                                             const fs::path& folder) {
  MENSHEN_TRY(const auto names, files.list(folder));
  std::vector<std::uint64_t> segments;
  for (const std::string& name : names) {
    if (const auto first = read_segment_name(name)) segments.push_back(*first);
  }
  std::ranges::sort(segments);
  return segments;
}

[[nodiscard]] Result<SegmentHeader> header_of(const File& file, const fs::path& path) {
  std::array<std::byte, kSegmentHeaderBytes> bytes{};
  MENSHEN_TRY(const std::size_t came, file.read_at(0, bytes));
  MENSHEN_TRY(const std::uint64_t size, file.size());
  const auto header = read_segment_header(std::span(bytes).first(came));
  if (!header || header->bytes != size ||
      segment_name(header->first) != path.filename().string()) {
    return fail(Code::corrupt, fmt::format("`{}` has no right header", path.string()));
  }
  return *header;
}

// Every segment is there, and each follows on the one before it. The header of the last.
[[nodiscard]] Result<SegmentHeader> check_chain(Files& files, const fs::path& folder,
                                                const std::vector<std::uint64_t>& segments) {
  SegmentHeader header;
  std::optional<std::uint64_t> before;
  for (const std::uint64_t first : segments) {
    const fs::path path = folder / segment_name(first);
    MENSHEN_TRY(const auto file, files.open(path, Files::Mode::read));
    MENSHEN_TRY(header, header_of(*file, path));
    if (before && header.previous != *before) {
      return fail(Code::corrupt, fmt::format("`{}` follows a segment that is missing: `{}`",
                                             path.string(), segment_name(header.previous)));
    }
    before = first;
  }
  return header;
}

// Goes on from what was found in the last segment over the batches that are whole.
[[nodiscard]] Result<> walk_batches(Recovered& found) {
  OpenSegment& last = found.last;
  BatchWalk walk(*last.file, last.header.bytes, last.place, found.end);
  while (true) {
    MENSHEN_TRY(const auto batch, walk.next());
    if (!batch || !is_whole(*batch)) return {};
    last.batches.push_back({.first = batch->header.first, .place = batch->header.place});
    found.written = std::max(found.written, batch->header.written);
    last.place = walk.place();
    found.end = walk.record();
  }
}

[[nodiscard]] Result<std::vector<std::byte>> rest_of(const OpenSegment& segment) {
  std::vector<std::byte> rest(segment.header.bytes - segment.place);
  MENSHEN_TRY(const std::size_t came, segment.file->read_at(segment.place, rest));
  rest.resize(came);
  return rest;
}

[[nodiscard]] std::uint64_t used_bytes(std::span<const std::byte> rest) {
  while (!rest.empty() && rest.back() == std::byte{0}) rest = rest.first(rest.size() - 1);
  return rest.size();
}

// What stands behind the last whole batch: zeros, or a batch that nobody was told of. One that
// is followed by another was durable once, and is damaged; unless a writer of another process
// wrote both since the walk, which another walk tells.
[[nodiscard]] Result<> look_behind(Recovered& found, const fs::path& path) {
  const OpenSegment& last = found.last;
  while (true) {
    MENSHEN_TRY(const auto rest, rest_of(last));
    found.torn_bytes = used_bytes(rest);
    const auto used = std::span(rest).first(found.torn_bytes);
    if (!holds_later_batch(used, last.place, found.end)) return {};
    const std::uint64_t place = last.place;
    if (auto walked = walk_batches(found); !walked) return walked;
    if (last.place == place) {
      return fail(Code::corrupt, fmt::format("`{}` is damaged at byte {}, in record {} or near",
                                             path.string(), place, found.end));
    }
  }
}

}  // namespace

Result<Recovered> recover(Files& files, const fs::path& folder, Files::Mode mode) {
  Recovered found;
  MENSHEN_TRY(found.segments, segments_in(files, folder));
  if (found.segments.empty()) return found;
  MENSHEN_TRY(const SegmentHeader header, check_chain(files, folder, found.segments));
  const fs::path path = folder / segment_name(header.first);
  MENSHEN_TRY(found.last.file, files.open(path, mode));
  found.last.header = header;
  found.last.place = kSegmentHeaderBytes;
  found.end = header.first;
  found.written = header.written;
  if (auto walked = walk_batches(found); !walked) {
    return tl::unexpected<Error>(std::move(walked).error());
  }
  if (auto looked = look_behind(found, path); !looked) {
    return tl::unexpected<Error>(std::move(looked).error());
  }
  return found;
}

Result<> repair(Files& files, const fs::path& folder, const Recovered& found) {
  const OpenSegment& last = found.last;
  if (last.file == nullptr) return {};
  // The last batch may be one whose sync failed: the system shows what it could not write, and
  // holds it to be clean. So it is written again, with zeros over what is torn behind it.
  const std::uint64_t place = last.batches.empty() ? last.place : last.batches.back().place;
  std::vector<std::byte> bytes(last.place - place + found.torn_bytes);
  const auto batch = std::span(bytes).first(last.place - place);
  MENSHEN_TRY(const std::size_t came, last.file->read_at(place, batch));
  if (came != batch.size()) return fail(Code::unavailable, "the last segment became shorter");
  if (!bytes.empty()) {
    if (auto done = last.file->write_at(place, bytes); !done) return done;
  }
  if (auto done = last.file->sync(); !done) return done;
  return files.sync_folder(folder);
}

}  // namespace menshen::journal
