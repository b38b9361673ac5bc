#include "machine/posix_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::machine {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnersFile = 0600;
constexpr mode_t kOwnersFolder = 0700;

[[nodiscard]] Code code_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return Code::not_found;
    case ENOSPC:
    case EDQUOT:  // NOLINT(misc-include-cleaner): of <cerrno>
    case EFBIG:
    case EMFILE:
    case ENFILE: return Code::exhausted;
    default: return Code::unavailable;
  }
}

[[nodiscard]] tl::unexpected<Error> failed_as(Code code, std::string_view act,
                                              const fs::path& path, int error) {
  return fail(code, fmt::format("cannot {} `{}`: {}", act, path.string(),
                                std::generic_category().message(error)));
}

// Names the act and the file, with what the system says in errno.
[[nodiscard]] tl::unexpected<Error> failed(std::string_view act, const fs::path& path) {
  const int error = errno;
  return failed_as(code_of(error), act, path, error);
}

// As above, where there is no name that could be missing.
[[nodiscard]] tl::unexpected<Error> failed_open_file(std::string_view act,
                                                     const fs::path& path) {
  const int error = errno;
  const Code code = code_of(error);
  return failed_as(code == Code::exhausted ? code : Code::unavailable, act, path, error);
}

// Repeats a call that a signal interrupted.
template <typename Call>
[[nodiscard]] auto uninterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

[[nodiscard]] Descriptor open_descriptor(const fs::path& path, int flags) {
  return Descriptor(uninterrupted(
      [&] { return ::openat(AT_FDCWD, path.c_str(), flags | O_CLOEXEC, kOwnersFile); }));
}

class PosixFile final : public File {
 public:
  PosixFile(Descriptor descriptor, fs::path path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  PosixFile(PosixFile&&) = delete;
  PosixFile& operator=(PosixFile&&) = delete;
  ~PosixFile() override {
    if (mapped_ != nullptr) ::munmap(mapped_, mapped_bytes_);
  }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::byte> out) const override {
    std::size_t done = 0;
    while (done < out.size()) {
      const auto rest = out.subspan(done);
      const ssize_t count = uninterrupted([&] {
        return ::pread(descriptor_.get(), rest.data(), rest.size(),
                       static_cast<off_t>(offset + done));
      });
      if (count < 0) return failed_as(Code::unavailable, "read", path_, errno);
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

  [[nodiscard]] Result<> write_at(std::uint64_t offset,
                                  std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = uninterrupted([&] {
        return ::pwrite(descriptor_.get(), bytes.data(), bytes.size(),
                        static_cast<off_t>(offset));
      });
      if (count < 0) return failed_open_file("write", path_);
      offset += static_cast<std::uint64_t>(count);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

  [[nodiscard]] Result<> sync() override {
    // Not again after EINTR: what was written by then is as unknown as after any other error.
    if (::fdatasync(descriptor_.get()) != 0) return failed_open_file("sync", path_);
    return {};
  }

  [[nodiscard]] Result<std::uint64_t> size() const override {
    struct stat status{};
    if (::fstat(descriptor_.get(), &status) != 0) {
      return failed_as(Code::unavailable, "look at", path_, errno);
    }
    return static_cast<std::uint64_t>(status.st_size);
  }

  [[nodiscard]] Result<std::span<const std::byte>> view() const override {
    const std::scoped_lock lock(mutex_);
    if (mapped_ == nullptr) {
      MENSHEN_TRY(const std::uint64_t bytes, size());
      if (bytes == 0) return std::span<const std::byte>{};
      void* const mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor_.get(), 0);
      if (mapped == MAP_FAILED) {  // NOLINT: a cast of the system's
        return failed_as(Code::unavailable, "map", path_, errno);
      }
      mapped_ = mapped;
      mapped_bytes_ = bytes;
    }
    return std::span(static_cast<const std::byte*>(mapped_), mapped_bytes_);
  }

 private:
  const Descriptor descriptor_;
  const fs::path path_;
  mutable std::mutex mutex_;  // of what follows
  mutable void* mapped_ = nullptr;
  mutable std::size_t mapped_bytes_ = 0;
};

[[nodiscard]] int flags_of(Files::Mode mode) {
  switch (mode) {
    case Files::Mode::read: return O_RDONLY;
    case Files::Mode::write: return O_RDWR;
    case Files::Mode::create: return O_RDWR | O_CREAT | O_EXCL;
    case Files::Mode::exclusive: return O_RDWR | O_CREAT;
  }
  return O_RDONLY;
}

}  // namespace

Result<std::unique_ptr<File>> PosixFiles::open(const fs::path& file, Mode mode) {
  Descriptor descriptor = open_descriptor(file, flags_of(mode));
  if (descriptor.get() < 0) {
    if (errno == EEXIST) return failed_as(Code::conflict, "make", file, EEXIST);
    return failed("open", file);
  }
  if (mode == Mode::exclusive &&
      uninterrupted([&] { return ::flock(descriptor.get(), LOCK_EX | LOCK_NB); }) != 0) {
    if (errno != EWOULDBLOCK) return failed_open_file("lock", file);
    return fail(Code::conflict, fmt::format("`{}` is held by another process", file.string()));
  }
  return std::make_unique<PosixFile>(std::move(descriptor), file);
}

Result<> PosixFiles::rename(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return failed("rename", from);
  return {};
}

Result<> PosixFiles::remove(const fs::path& file) {
  if (::unlink(file.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return {};
  return failed_as(Code::unavailable, "remove", file, errno);
}

Result<> PosixFiles::make_folder(const fs::path& folder) {
  fs::path made;
  for (const fs::path& part : folder) {
    const fs::path above = made.empty() ? fs::path(".") : made;
    made /= part;
    if (part.empty() || ::mkdir(made.c_str(), kOwnersFolder) != 0) {
      if (part.empty() || errno == EEXIST) continue;
      return failed_open_file("make", made);
    }
    if (auto synced = sync_folder(above); !synced) return synced;
  }
  std::error_code failure;
  if (fs::is_directory(folder, failure)) return {};
  return failed_as(Code::unavailable, "make", folder, ENOTDIR);
}

Result<std::vector<std::string>> PosixFiles::list(const fs::path& folder) const {
  std::vector<std::string> names;
  std::error_code failure;
  fs::directory_iterator entry(folder, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    if (entry->is_regular_file(failure)) names.push_back(entry->path().filename().string());
  }
  if (failure && failure != std::errc::no_such_file_or_directory) {
    return failed_as(Code::unavailable, "list", folder, failure.value());
  }
  std::ranges::sort(names);
  return names;
}

Result<> PosixFiles::sync_folder(const fs::path& folder) {
  const Descriptor descriptor =
      open_descriptor(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY);
  if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0) {
    return failed_as(Code::unavailable, "sync folder", folder, errno);
  }
  return {};
}

}  // namespace menshen::machine
