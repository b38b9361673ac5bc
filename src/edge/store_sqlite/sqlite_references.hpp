// How many references are kept, and until when, as vault.db says.
#pragma once

#include <cstdint>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "duty/due.hpp"
#include "duty/references.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteReferences final : public duty::References {
 public:
  // `database` is of Kind::vault.
  explicit SqliteReferences(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<std::int64_t> persons() const override;
  // Of references by several models, the one whose last lawful day is the earliest.
  [[nodiscard]] Result<std::vector<duty::Reference>> expired(CivilDate day) const override;

 private:
  Connection& connection_;
};

}  // namespace menshen::store_sqlite
