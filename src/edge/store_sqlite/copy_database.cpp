#include "store_sqlite/copy_database.hpp"

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/error.hpp"

namespace menshen::store_sqlite {
namespace {

namespace fs = std::filesystem;

constexpr int kWaitMs = 5'000;  // for one who writes at this moment

struct Close {
  void operator()(sqlite3* raw) const { sqlite3_close_v2(raw); }
};
using Opened = std::unique_ptr<sqlite3, Close>;

tl::unexpected<Error> failed(const fs::path& file, int answer) {
  return fail(Code::unavailable, fmt::format("cannot copy the database `{}`: {}; check that "
                                             "the disk has room",
                                             file.string(), sqlite3_errstr(answer)));
}

Result<Opened> open(const fs::path& file, int flags) {
  sqlite3* raw = nullptr;
  const int answer = sqlite3_open_v2(
      file.c_str(), &raw, flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, nullptr);
  Opened opened(raw);
  if (answer != SQLITE_OK) return failed(file, answer);
  sqlite3_busy_timeout(raw, kWaitMs);
  return opened;
}

// Empty, and its owner's alone before anything is in it.
Result<> make_private(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    ::close(descriptor);
    return {};
  }
  return fail(errno == EEXIST ? Code::conflict : Code::unavailable,
              fmt::format("cannot make `{}`: {}", file.string(),
                          std::generic_category().message(errno)));
}

// In one step, so that all of it is of one moment.
Result<> copy_pages(const fs::path& from, const fs::path& to) {
  MENSHEN_TRY(const auto source, open(from, SQLITE_OPEN_READWRITE));
  MENSHEN_TRY(const auto target, open(to, SQLITE_OPEN_READWRITE));
  sqlite3_backup* backup = sqlite3_backup_init(target.get(), "main", source.get(), "main");
  if (backup == nullptr) return failed(to, sqlite3_extended_errcode(target.get()));
  const int answer = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (answer != SQLITE_DONE) return failed(from, answer);
  return {};
}

}  // namespace

Result<> copy_database(const fs::path& from, const fs::path& to) {
  if (!fs::exists(from)) {
    return fail(Code::not_found, fmt::format("`{}` is not there", from.string()));
  }
  if (auto made = make_private(to); !made) return made;
  auto copied = copy_pages(from, to);
  if (!copied) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      std::error_code ignored;
      fs::remove(to.string() + suffix, ignored);
    }
  }
  return copied;
}

}  // namespace menshen::store_sqlite
