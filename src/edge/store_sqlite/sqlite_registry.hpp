// The registry's records, a table for each kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteRegistry final : public registry::Registry {
 public:
  // `database` is of Kind::state.
  explicit SqliteRegistry(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<> check(const registry::Change& change) override;
  [[nodiscard]] Result<std::size_t> apply(std::span<const registry::Change> changes,
                                          std::uint64_t next) override;
  [[nodiscard]] Result<std::uint64_t> applied() const override;
  [[nodiscard]] Result<std::vector<SubjectId>> persons() const override;
  [[nodiscard]] Result<std::vector<registry::Record>> all() const override;
  [[nodiscard]] Result<registry::World> world(const PurposeId& purpose, const DeviceId& device,
                                              const SubjectId& subject) const override;

 private:
  Connection& connection_;
};

}  // namespace menshen::store_sqlite
