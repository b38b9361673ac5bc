// The registry's records, a table for each kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/sealing.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteRegistry final : public registry::Registry {
 public:
  // `database` is of Kind::state. Both outlive this object.
  SqliteRegistry(Database& database, const registry::Sealing& sealing)
      : connection_(database.connection()), sealing_(sealing) {}

  [[nodiscard]] Result<> check(std::span<const registry::Change> changes) override;
  [[nodiscard]] Result<std::size_t> apply(std::span<const registry::Recorded> changes,
                                          std::uint64_t next) override;
  [[nodiscard]] Result<std::uint64_t> applied() const override;
  [[nodiscard]] Result<std::vector<SubjectId>> persons() const override;
  [[nodiscard]] Result<std::size_t> count(const SubjectId& subject) const override;
  [[nodiscard]] Result<std::vector<PurposeId>> purposes() const override;
  [[nodiscard]] Result<registry::MaybeKept<registry::Organization>> organization()
      const override;
  [[nodiscard]] Result<std::vector<registry::KeptRecord>> all() const override;
  [[nodiscard]] Result<registry::Setting> setting(const PurposeId& purpose,
                                                  const DeviceId& device) const override;
  [[nodiscard]] Result<registry::Person> person(const SubjectId& subject,
                                                const PurposeId& purpose) const override;
  [[nodiscard]] Result<std::optional<registry::KeptRecord>> find(
      registry::Kind kind, std::string_view id) const override;
  [[nodiscard]] Result<std::vector<registry::KeptRecord>> list(
      registry::Kind kind, const registry::Scope& scope,
      const registry::Page& page) const override;

 private:
  Connection& connection_;
  const registry::Sealing& sealing_;
};

}  // namespace menshen::store_sqlite
