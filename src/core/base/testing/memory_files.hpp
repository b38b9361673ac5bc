// Files in memory that fail when a test says so, fill up, and lose power.
//
// What is not synced may be lost: a loss of power leaves each 512 bytes of a file as they were
// synced or as they were written, and each name that was not synced as it was or as it is,
// whatever a real file system would promise on top. What a sync failed to write is shown until
// then, as Linux does, and no later sync writes it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen {

enum class FileOperation { write, sync, open, rename, remove, sync_folder };
inline constexpr std::array kFileOperations = {
    FileOperation::write,  FileOperation::sync,   FileOperation::open,
    FileOperation::rename, FileOperation::remove, FileOperation::sync_folder};

// The n-th operation of its kind from the time it is set, counted from 1, fails once.
struct FileFault {
  FileOperation operation{};
  std::size_t nth = 1;
  Code code = Code::unavailable;
  bool is_short = false;  // of a write: half of the bytes are written first
};

namespace memory_files {

inline constexpr std::size_t kSectorBytes = 512;

struct Node {
  std::vector<std::byte> seen;     // what reading gives
  std::vector<std::byte> durable;  // what was synced
  std::size_t changed_from = 0;    // since the last sync
  std::size_t changed_to = 0;
  bool is_held = false;
};

using Names = std::map<std::filesystem::path, std::shared_ptr<Node>>;

// What one MemoryFiles and the files opened through it share.
struct Disk {
  std::mutex mutex;
  Names names;
  Names durable_names;
  std::set<std::filesystem::path> folders;
  std::optional<std::uint64_t> capacity;
  std::map<FileOperation, std::size_t> counts;
  std::optional<FileFault> fault;

  // Counts an operation, and says whether it is the one to fail.
  [[nodiscard]] std::optional<FileFault> count(FileOperation operation) {
    ++counts[operation];
    if (!fault || fault->operation != operation || --fault->nth > 0) return std::nullopt;
    return std::exchange(fault, std::nullopt);
  }

  [[nodiscard]] std::uint64_t used() const {
    std::uint64_t sum = 0;
    for (const auto& [name, node] : names) sum += node->seen.size();
    return sum;
  }
};

inline tl::unexpected<Error> failed(Code code, const std::filesystem::path& path,
                                    const char* what) {
  return fail(code, "`" + path.string() + "`: " + what);
}

class OpenFile final : public File {
 public:
  OpenFile(std::shared_ptr<Disk> disk, std::shared_ptr<Node> node, std::filesystem::path path,
           bool is_holder)
      : disk_(std::move(disk)),
        node_(std::move(node)),
        path_(std::move(path)),
        is_holder_(is_holder) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  OpenFile(OpenFile&&) = delete;
  OpenFile& operator=(OpenFile&&) = delete;
  ~OpenFile() override {
    const std::scoped_lock lock(disk_->mutex);
    if (is_holder_) node_->is_held = false;
  }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::byte> out) const override {
    const std::scoped_lock lock(disk_->mutex);
    const auto& bytes = node_->seen;
    if (offset >= bytes.size() || out.empty()) return 0U;
    const std::size_t count = std::min<std::size_t>(out.size(), bytes.size() - offset);
    std::memcpy(out.data(), bytes.data() + offset, count);
    return count;
  }

  [[nodiscard]] Result<> write_at(std::uint64_t offset,
                                  std::span<const std::byte> bytes) override {
    const std::scoped_lock lock(disk_->mutex);
    if (const auto fault = disk_->count(FileOperation::write)) {
      if (fault->is_short) put(offset, bytes.first(bytes.size() / 2));
      return failed(fault->code, path_, "write failed");
    }
    const std::size_t size = node_->seen.size();
    const std::size_t growth = std::max<std::size_t>(offset + bytes.size(), size) - size;
    if (growth > 0 && disk_->capacity && disk_->used() + growth > *disk_->capacity) {
      return failed(Code::exhausted, path_, "no space left");
    }
    put(offset, bytes);
    return {};
  }

  [[nodiscard]] Result<> sync() override {
    const std::scoped_lock lock(disk_->mutex);
    const auto fault = disk_->count(FileOperation::sync);
    const auto from = static_cast<std::ptrdiff_t>(std::exchange(node_->changed_from, 0));
    const auto to = static_cast<std::ptrdiff_t>(std::exchange(node_->changed_to, 0));
    if (fault) return failed(fault->code, path_, "sync failed");
    node_->durable.resize(node_->seen.size());
    std::copy(node_->seen.begin() + from, node_->seen.begin() + to,
              node_->durable.begin() + from);
    return {};
  }

  [[nodiscard]] Result<std::uint64_t> size() const override {
    const std::scoped_lock lock(disk_->mutex);
    return node_->seen.size();
  }

  [[nodiscard]] Result<std::span<const std::byte>> view() const override {
    const std::scoped_lock lock(disk_->mutex);
    return std::span<const std::byte>(node_->seen);
  }

 private:
  void put(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (bytes.empty()) return;
    auto& node = *node_;
    const std::size_t end = offset + bytes.size();
    const bool is_clean = node.changed_from == node.changed_to;
    const std::size_t from =
        std::min<std::size_t>(offset, node.seen.size());  // a gap is written too
    node.changed_from = is_clean ? from : std::min(node.changed_from, from);
    node.changed_to = is_clean ? end : std::max(node.changed_to, end);
    if (node.seen.size() < end) node.seen.resize(end);
    std::memcpy(node.seen.data() + offset, bytes.data(), bytes.size());
  }

  const std::shared_ptr<Disk> disk_;
  const std::shared_ptr<Node> node_;
  const std::filesystem::path path_;
  const bool is_holder_;
};

// What is left of a file.
inline std::shared_ptr<Node> after_crash(const Node& node, std::mt19937_64& random) {
  const auto is_new = [&] { return (random() & 1U) != 0; };
  auto left = std::make_shared<Node>();
  left->seen = node.durable;
  left->seen.resize(is_new() ? node.seen.size() : node.durable.size());
  const std::size_t end = std::min(left->seen.size(), node.seen.size());
  for (std::size_t at = 0; at < end; at += kSectorBytes) {
    const std::size_t count = std::min(kSectorBytes, end - at);
    if (is_new()) std::memcpy(left->seen.data() + at, node.seen.data() + at, count);
  }
  left->durable = left->seen;
  return left;
}

}  // namespace memory_files

class MemoryFiles final : public Files {
 public:
  MemoryFiles() : disk_(std::make_shared<memory_files::Disk>()) { disk_->folders = {"", "/"}; }

  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::filesystem::path& file,
                                                   Mode mode) override {
    const std::scoped_lock lock(disk_->mutex);
    if (const auto fault = disk_->count(FileOperation::open)) {
      return memory_files::failed(fault->code, file, "open failed");
    }
    const auto found = disk_->names.find(file);
    const bool is_there = found != disk_->names.end();
    const bool may_make = mode == Mode::create || mode == Mode::exclusive;
    if ((!is_there && !may_make) || !disk_->folders.contains(file.parent_path())) {
      return memory_files::failed(Code::not_found, file, "not there");
    }
    if (is_there && mode == Mode::create) {
      return memory_files::failed(Code::conflict, file, "is there");
    }
    auto node = is_there ? found->second : std::make_shared<memory_files::Node>();
    if (mode == Mode::exclusive && std::exchange(node->is_held, true)) {
      return memory_files::failed(Code::conflict, file, "held by another");
    }
    if (!is_there) disk_->names[file] = node;
    return std::make_unique<memory_files::OpenFile>(disk_, std::move(node), file,
                                                    mode == Mode::exclusive);
  }

  [[nodiscard]] Result<> rename(const std::filesystem::path& from,
                                const std::filesystem::path& to) override {
    const std::scoped_lock lock(disk_->mutex);
    if (const auto fault = disk_->count(FileOperation::rename)) {
      return memory_files::failed(fault->code, from, "rename failed");
    }
    const auto found = disk_->names.find(from);
    if (found == disk_->names.end() || !disk_->folders.contains(to.parent_path())) {
      return memory_files::failed(Code::not_found, from, "not there");
    }
    if (from == to) return {};
    disk_->names[to] = found->second;
    disk_->names.erase(found);
    return {};
  }

  [[nodiscard]] Result<> remove(const std::filesystem::path& file) override {
    const std::scoped_lock lock(disk_->mutex);
    if (const auto fault = disk_->count(FileOperation::remove)) {
      return memory_files::failed(fault->code, file, "remove failed");
    }
    disk_->names.erase(file);
    return {};
  }

  [[nodiscard]] Result<> make_folder(const std::filesystem::path& folder) override {
    const std::scoped_lock lock(disk_->mutex);
    std::filesystem::path made;
    for (const auto& part : folder) {
      made /= part;
      if (disk_->names.contains(made)) {
        return memory_files::failed(Code::unavailable, made, "is a file");
      }
      disk_->folders.insert(made);
    }
    return {};
  }

  [[nodiscard]] Result<std::vector<std::string>> list(
      const std::filesystem::path& folder) const override {
    const std::scoped_lock lock(disk_->mutex);
    std::vector<std::string> names;
    for (const auto& [path, node] : disk_->names) {
      if (path.parent_path() == folder) names.push_back(path.filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  [[nodiscard]] Result<> sync_folder(const std::filesystem::path& folder) override {
    const std::scoped_lock lock(disk_->mutex);
    if (const auto fault = disk_->count(FileOperation::sync_folder)) {
      return memory_files::failed(fault->code, folder, "sync failed");
    }
    if (!disk_->folders.contains(folder)) {
      return memory_files::failed(Code::unavailable, folder, "not there");
    }
    const auto is_here = [&](const auto& name) { return name.first.parent_path() == folder; };
    std::erase_if(disk_->durable_names, is_here);
    std::ranges::copy_if(
        disk_->names, std::inserter(disk_->durable_names, disk_->durable_names.end()), is_here);
    return {};
  }

  // For tests.

  void fail(FileFault fault) {
    const std::scoped_lock lock(disk_->mutex);
    disk_->fault = fault;
  }

  // Whether the fault that was set has not come to pass.
  [[nodiscard]] bool has_fault() const {
    const std::scoped_lock lock(disk_->mutex);
    return disk_->fault.has_value();
  }

  [[nodiscard]] std::size_t count(FileOperation operation) const {
    const std::scoped_lock lock(disk_->mutex);
    return disk_->counts[operation];
  }

  // How many bytes all files together may have; nothing for no limit.
  void set_capacity(std::optional<std::uint64_t> bytes) {
    const std::scoped_lock lock(disk_->mutex);
    disk_->capacity = bytes;
  }

  // What is found after a loss of power now. Files that are open still write to the old disk.
  [[nodiscard]] std::unique_ptr<MemoryFiles> crash(std::mt19937_64& random) const {
    const std::scoped_lock lock(disk_->mutex);
    auto left = std::make_unique<MemoryFiles>();
    left->disk_->folders = disk_->folders;
    left->disk_->capacity = disk_->capacity;
    std::map<const memory_files::Node*, std::shared_ptr<memory_files::Node>> nodes;
    memory_files::Names all = disk_->names;
    all.insert(disk_->durable_names.begin(), disk_->durable_names.end());
    for (const auto& name : all) {
      const auto& names = (random() & 1U) != 0 ? disk_->names : disk_->durable_names;
      const auto found = names.find(name.first);
      if (found == names.end()) continue;
      auto& node = nodes[found->second.get()];
      if (node == nullptr) node = memory_files::after_crash(*found->second, random);
      left->disk_->names[name.first] = node;
    }
    left->disk_->durable_names = left->disk_->names;
    return left;
  }

 private:
  std::shared_ptr<memory_files::Disk> disk_;
};

}  // namespace menshen
