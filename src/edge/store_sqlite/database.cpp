#include "store_sqlite/database.hpp"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/detail/schema.hpp"

namespace menshen::store_sqlite {
namespace {

Result<> make_private(const std::filesystem::path& file) {
  std::error_code failure;
  std::filesystem::permissions(
      file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failure);
  if (!failure) return {};
  return fail(Code::unavailable,
              fmt::format("cannot keep the database `{}` from other users: {}", file.string(),
                          failure.message()));
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Kind kind) {
  MENSHEN_TRY(auto connection, Connection::open(file));
  if (const auto done = make_private(file); !done) return tl::unexpected<Error>(done.error());
  if (const auto done = connection->execute(kSettings); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (const auto done = bring_to_schema(*connection, kind); !done) {
    return tl::unexpected<Error>(in_file(done.error(), file.string()));
  }
  return std::unique_ptr<Database>(new Database(std::move(connection)));  // NOLINT: private
}

Result<bool> Database::is_outdated(const std::filesystem::path& file, Kind kind) {
  if (!std::filesystem::exists(file)) return false;
  MENSHEN_TRY(const auto connection, Connection::open(file));
  auto outdated = is_of_older_schema(*connection, kind);
  if (!outdated) return tl::unexpected<Error>(in_file(outdated.error(), file.string()));
  return outdated;
}

Database::Database(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}

Database::~Database() = default;

}  // namespace menshen::store_sqlite
