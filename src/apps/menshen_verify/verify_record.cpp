#include "menshen_verify/verify_record.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "menshen_verify/detail/bundle.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/merkle.hpp"
#include "menshen_verify/detail/note.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/finding.hpp"
#include "menshen_verify/policy.hpp"
#include "menshen_verify/read_file.hpp"
#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {
namespace {

using Step = Checked<void>;
using Hash = std::optional<Digest>;  // none: of what was pruned

constexpr std::size_t kRetentionBytesMax = 65'536;
// A size that a checkpoint claims is not believed without bound.
constexpr std::uint64_t kEntriesMax = std::uint64_t{1} << 40U;

tl::unexpected<Fault> fault(Verdict verdict, std::string why) {
  return tl::unexpected(Fault{verdict, std::move(why)});
}

class Audit {
 public:
  Audit(const std::filesystem::path& folder, const Policy& policy, Finding& found)
      : folder_(folder), policy_(policy), found_(found) {}

  Step run() {
    if (auto step = read_checkpoint_file(); !step) return step;
    if (auto step = read_retention(); !step) return step;
    if (auto step = check_tree(); !step) return step;
    return check_note();
  }

 private:
  Step read_checkpoint_file() {
    auto step = read_file(folder_ / "checkpoint", kNoteBytesMax, checkpoint_bytes_);
    if (!step) return fault(Verdict::unreadable, "checkpoint: " + step.error().why);
    auto note = read_note(as_text(checkpoint_bytes_));
    if (!note) return fault(Verdict::malformed, "the checkpoint is not a signed note");
    const auto checkpoint = read_checkpoint(note->text);
    if (!checkpoint || checkpoint->size > kEntriesMax) {
      return fault(Verdict::malformed, "the checkpoint's text is not that of one");
    }
    note_ = *std::move(note);
    found_.origin = checkpoint->origin;
    found_.size = checkpoint->size;
    root_ = checkpoint->root;
    return {};
  }

  Step read_retention() {
    const auto step = read_file(folder_ / "retention", kRetentionBytesMax, bytes_);
    if (!step && step.error().verdict == Verdict::incomplete) return {};
    if (!step) return fault(Verdict::unreadable, "retention: " + step.error().why);
    const auto minimum = read_minimum_index(as_text(bytes_));
    if (!minimum || *minimum > found_.size) {
      return fault(Verdict::malformed, "retention: no minimum index of this record");
    }
    found_.minimum_index = *minimum;
    return {};
  }

  // Level by level; of each, the hashes over its full tiles are what the next must have.
  Step check_tree() {
    std::uint64_t nodes = found_.size;  // of this level
    std::uint64_t span = kTileWidth;    // entries below one tile of this level
    std::vector<Hash> below;
    std::vector<std::vector<Digest>> edges;  // the hashes of the last tile, where not full
    for (unsigned level = 0; nodes != 0; ++level, nodes /= kTileWidth, span *= kTileWidth) {
      std::vector<Hash> roots;
      std::vector<Digest> edge;
      for (std::uint64_t first = 0; first < nodes; first += kTileWidth) {
        const auto width = std::min<std::uint64_t>(kTileWidth, nodes - first);
        const Position at{.level = level, .index = first / kTileWidth, .width = width};
        const bool may_miss =
            width == kTileWidth && (at.index + 1) * span <= found_.minimum_index;
        std::vector<Digest> hashes;
        if (auto step = check_tile(at, below, may_miss, hashes); !step) return step;
        if (width != kTileWidth) {
          edge = std::move(hashes);
        } else {
          roots.push_back(hashes.empty() ? Hash{} : Hash(root_over(hashes)));
        }
      }
      edges.push_back(std::move(edge));
      below = std::move(roots);
    }
    return check_root(std::move(edges));
  }

  struct Position {
    unsigned level;
    std::uint64_t index;
    std::size_t width;
  };

  // Leaves `hashes` empty when the tile was pruned with all that is below it.
  Step check_tile(const Position& at, std::span<const Hash> below, bool may_miss,
                  std::vector<Digest>& hashes) {
    std::vector<Hash> known(at.width);  // from what lies below
    if (at.level == 0) {
      if (auto step = read_leaves(at, may_miss, known); !step) return step;
    } else {
      std::ranges::copy(below.subspan(at.index * kTileWidth, at.width), known.begin());
    }
    const auto path = tile_path(std::to_string(at.level), at.index, at.width);
    if (auto step = read_file(folder_ / path, kTileBytesMax, bytes_); !step) {
      const bool missing = step.error().verdict == Verdict::incomplete;
      if (!missing || !may_miss) return fault(step.error().verdict, in(path, step.error().why));
      return without_tile(path, known, hashes);
    }
    auto read = hashes_of(bytes_);
    if (!read || read->size() != at.width) {
      return fault(Verdict::malformed, in(path, "not the hashes of a tile of its width"));
    }
    hashes = *std::move(read);
    for (std::size_t i = 0; i < at.width; ++i) {
      const auto& expected = known[i];
      if (!expected || *expected == hashes[i]) continue;
      return at.level == 0
                 ? fault(Verdict::wrong_entry, in(path, "an entry is not that of its hash"))
                 : fault(Verdict::wrong_path, in(path, "a hash is not that of the tile below"));
    }
    return {};
  }

  // What was kept below a pruned tile is tied to the root only if all of it was kept.
  static Step without_tile(const std::filesystem::path& path, std::span<const Hash> known,
                           std::vector<Digest>& hashes) {
    const auto kept = static_cast<std::size_t>(
        std::ranges::count_if(known, [](const Hash& hash) { return hash.has_value(); }));
    if (kept != 0 && kept != known.size()) {
      return fault(Verdict::incomplete, in(path, "missing above entries that were kept"));
    }
    for (const Hash& hash : known) {
      if (hash) hashes.push_back(*hash);
    }
    return {};
  }

  Step read_leaves(const Position& at, bool may_miss, std::span<Hash> known) {
    const auto path = tile_path("entries", at.index, at.width);
    if (auto step = read_file(folder_ / path, kBundleBytesMax, bytes_); !step) {
      const bool pruned = may_miss && step.error().verdict == Verdict::incomplete;
      return pruned ? Step{} : fault(step.error().verdict, in(path, step.error().why));
    }
    const auto leaves = leaves_of(bytes_);
    if (!leaves || leaves->size() != at.width) {
      return fault(Verdict::malformed, in(path, "not as many entries as its name says"));
    }
    std::ranges::copy(*leaves, known.begin());
    found_.entries_checked += at.width;
    return {};
  }

  // From the right edge upwards: what a level has left over is the last node of the next.
  Step check_root(std::vector<std::vector<Digest>> edges) {
    Hash root;
    for (std::vector<Digest>& nodes : edges) {
      if (root) nodes.push_back(*root);
      if (!nodes.empty()) root = root_over(nodes);
    }
    found_.root = root.value_or(sha256({}));
    if (found_.root == root_) return {};
    return fault(Verdict::wrong_path,
                 "the entries are not those of the checkpoint: one was "
                 "changed, left out, added or moved");
  }

  Step check_note() {
    if (!policy_.record) {
      return fault(Verdict::no_key, "no key was given, so nobody's signature was checked");
    }
    auto signers = check_signatures(note_, found_.origin, *policy_.record, policy_);
    if (!signers) return tl::unexpected(signers.error());
    found_.signers = *std::move(signers);
    return {};
  }

  static std::string in(const std::filesystem::path& path, const std::string& why) {
    return path.string() + ": " + why;
  }

  const std::filesystem::path& folder_;
  const Policy& policy_;
  Finding& found_;
  std::vector<std::uint8_t> checkpoint_bytes_;
  std::vector<std::uint8_t> bytes_;
  Note note_;
  Digest root_{};
};

}  // namespace

Finding verify_record(const std::filesystem::path& folder, const Policy& policy) {
  Finding found;
  if (auto step = Audit(folder, policy, found).run(); !step) {
    found.verdict = step.error().verdict;
    found.why = step.error().why;
  }
  return found;
}

}  // namespace menshen::menshen_verify
