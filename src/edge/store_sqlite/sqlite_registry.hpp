// The registry's records, a table for each kind.
#pragma once

#include "registry/registry.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteRegistry final : public registry::Registry {
 public:
  explicit SqliteRegistry(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<> put(const registry::Record& record) override;
  [[nodiscard]] Result<registry::World> world(const PurposeId& purpose, const DeviceId& device,
                                              const SubjectId& subject) const override;
  [[nodiscard]] Result<std::size_t> withdraw(const SubjectId& subject, const PurposeId& purpose,
                                             Instant when) override;

 private:
  Connection& connection_;
};

}  // namespace menshen::store_sqlite
