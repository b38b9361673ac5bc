#include "ledger/detail/nodes.hpp"

#include <algorithm>  // NOLINT(misc-include-cleaner): of ranges::binary_search
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

constexpr std::uint64_t kFileBytes = kChunkNodes * sizeof(Digest);
constexpr std::size_t kRoot = kChunkNodes - 1;

std::span<const Digest> as_digests(std::span<const std::byte> bytes) {
  static_assert(alignof(Digest) == 1 && sizeof(Digest) == 32);
  return {reinterpret_cast<const Digest*>(bytes.data()),  // NOLINT: an array of bytes
          bytes.size() / sizeof(Digest)};
}

}  // namespace

std::filesystem::path Nodes::path_of(std::uint64_t number, std::string_view kind) const {
  return folder_ / fmt::format("{:020}.{}", number, kind);
}

Result<Nodes::Chunk> Nodes::open_file(std::uint64_t number) const {
  const auto path = path_of(number);
  MENSHEN_TRY(auto file, files_.open(path, Files::Mode::read));
  MENSHEN_TRY(const auto view, file->view());
  const auto nodes = as_digests(view);
  if (view.size() != kFileBytes && view.size() != sizeof(Digest)) {
    return fail(Code::corrupt,
                fmt::format("`{}` has {} bytes; remove it, and it is made anew from the record",
                            path.string(), view.size()));
  }
  return Chunk{.memory = nullptr, .file = std::move(file), .nodes = nodes};
}

Result<std::uint64_t> Nodes::load() {
  MENSHEN_TRY(const auto names, files_.list(folder_));
  const auto is_there = [this, &names](const std::filesystem::path& path) {
    return std::ranges::binary_search(names, path.lexically_relative(folder_).string());
  };
  for (std::uint64_t number = 0; is_there(path_of(number)); ++number) {
    MENSHEN_TRY(auto chunk, open_file(number));
    const std::unique_lock lock(mutex_);
    add_root(chunk.nodes.back());
    if (chunk.nodes.size() == 1) chunk.nodes = {};
    chunks_.push_back(std::move(chunk));
    size_ += kChunkLeaves;
  }
  const auto leaves = path_of(chunks_.size(), "leaves");
  if (!is_there(leaves)) return size_;
  MENSHEN_TRY(const auto file, files_.open(leaves, Files::Mode::read));
  MENSHEN_TRY(const auto view, file->view());
  for (const Digest& leaf : as_digests(view)) append(leaf);
  return size_;
}

void Nodes::add_root(const Digest& root) {
  Digest node = root;
  for (std::size_t level = 0;; ++level) {
    if (upper_.size() == level) upper_.emplace_back();
    auto& nodes = upper_[level];
    nodes.push_back(node);
    if (nodes.size() % 2 != 0) return;
    node = node_hash(crypto_, nodes[nodes.size() - 2], nodes.back());
  }
}

void Nodes::append(const Digest& leaf) {
  std::uint64_t index = size_ % kChunkLeaves;
  if (index == 0) {
    Chunk chunk;
    chunk.memory = std::make_shared_for_overwrite<Digest[]>(kChunkNodes);  // NOLINT: as above
    last_ = {chunk.memory.get(), kChunkNodes};
    chunk.nodes = last_;
    const std::unique_lock lock(mutex_);
    chunks_.push_back(std::move(chunk));
  }
  ++size_;
  Digest node = leaf;
  for (unsigned level = 0;; ++level) {
    last_[place_in_chunk(level, index)] = node;
    if (level == kChunkLevels) break;
    if (index % 2 == 0) return;
    node = node_hash(crypto_, last_[place_in_chunk(level, index - 1)], node);
    index /= 2;
  }
  const std::unique_lock lock(mutex_);
  add_root(node);
}

void Nodes::truncate(std::uint64_t size) {
  const std::unique_lock lock(mutex_);
  size_ = size;
  chunks_.resize((size + kChunkLeaves - 1) / kChunkLeaves);
  for (std::size_t level = 0; level < upper_.size(); ++level) {
    upper_[level].resize(size >> (kChunkLevels + level));
  }
  last_ = {};
  if (size % kChunkLeaves != 0) last_ = {chunks_.back().memory.get(), kChunkNodes};
}

Result<Digest> Nodes::read(NodeId id) const {
  const std::shared_lock lock(mutex_);
  return find(id);
}

void Nodes::fetch_path(std::uint64_t leaf) const {
  const std::shared_lock lock(mutex_);
  const std::uint64_t number = leaf / kChunkLeaves;
  if (number >= chunks_.size() || chunks_[number].nodes.empty()) return;
  for (unsigned level = 0; level < kChunkLevels; ++level) {
    const std::uint64_t sibling = ((leaf % kChunkLeaves) >> level) ^ 1U;
    __builtin_prefetch(&chunks_[number].nodes[place_in_chunk(level, sibling)]);
  }
}

Result<Digest> Nodes::find(NodeId id) const {
  if (id.level >= kChunkLevels) {
    const std::size_t level = id.level - kChunkLevels;
    if (level < upper_.size() && id.index < upper_[level].size()) {
      return upper_[level][id.index];
    }
  } else {
    const std::uint64_t number = id.index >> (kChunkLevels - id.level);
    const std::uint64_t within = id.index - (number << (kChunkLevels - id.level));
    if (number < chunks_.size() && !chunks_[number].nodes.empty()) {
      return chunks_[number].nodes[place_in_chunk(id.level, within)];
    }
  }
  return fail(Code::not_found,
              fmt::format("node {} of level {} is not kept (any more)", id.index, id.level));
}

Nodes::Chunk Nodes::chunk(std::uint64_t number) const {
  const std::shared_lock lock(mutex_);
  return chunks_[number];
}

Result<> Nodes::write_file(const std::filesystem::path& path, std::span<const Digest> nodes) {
  const auto part = std::filesystem::path(path.string() + ".part");
  if (auto done = files_.remove(part); !done) return done;
  {
    MENSHEN_TRY(const auto file, files_.open(part, Files::Mode::create));
    if (auto done = file->write_at(0, std::as_bytes(nodes)); !done) return done;
    if (auto done = file->sync(); !done) return done;
  }
  if (auto done = files_.rename(part, path); !done) return done;
  return files_.sync_folder(folder_);
}

Result<> Nodes::keep_chunks(std::uint64_t size) {
  for (std::uint64_t number = 0; number < size / kChunkLeaves; ++number) {
    const Chunk chunk = this->chunk(number);
    if (chunk.memory == nullptr) continue;
    if (auto done = write_file(path_of(number), chunk.nodes); !done) return done;
    MENSHEN_TRY(auto kept, open_file(number));
    if (auto done = files_.remove(path_of(number, "leaves")); !done) return done;
    const std::unique_lock lock(mutex_);
    chunks_[number] = std::move(kept);
  }
  return {};
}

Result<> Nodes::keep_leaves(std::uint64_t leaf) {
  const std::uint64_t number = leaf / kChunkLeaves;
  if (leaf % kChunkLeaves == 0) return {};
  const Chunk chunk = this->chunk(number);
  if (chunk.memory == nullptr) return {};
  std::vector<Digest> leaves(leaf % kChunkLeaves);
  for (std::uint64_t i = 0; i < leaves.size(); ++i) {
    leaves[i] = chunk.nodes[place_in_chunk(0, i)];
  }
  return write_file(path_of(number, "leaves"), leaves);
}

Result<> Nodes::prune(std::uint64_t leaf) {
  for (std::uint64_t number = 0; number < leaf / kChunkLeaves; ++number) {
    const Chunk chunk = this->chunk(number);
    if (chunk.memory != nullptr || chunk.nodes.empty()) continue;
    const Digest root = chunk.nodes[kRoot];
    if (auto done = write_file(path_of(number), std::span(&root, 1)); !done) return done;
    const std::unique_lock lock(mutex_);
    chunks_[number] = {};
  }
  return {};
}

}  // namespace menshen::ledger
