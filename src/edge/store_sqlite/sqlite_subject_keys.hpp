// A key for each person, in the vault.
#pragma once

#include <optional>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/subject_keys.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteSubjectKeys final : public ledger::SubjectKeys {
 public:
  // `database` is of Kind::vault.
  SqliteSubjectKeys(Database& database, const Crypto& crypto)
      : connection_(database.connection()), crypto_(crypto) {}

  [[nodiscard]] Result<Digest> key_of(const SubjectId& subject) override;
  [[nodiscard]] Result<std::optional<Digest>> existing(const SubjectId& subject) const override;
  [[nodiscard]] Result<bool> destroy(const SubjectId& subject) override;
  [[nodiscard]] Result<std::vector<SubjectId>> all() const override;

 private:
  Connection& connection_;
  const Crypto& crypto_;
};

}  // namespace menshen::store_sqlite
