// Sealed references, in vault.db.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"
#include "store_sqlite/database.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::store_sqlite {

class SqliteSealedStore final : public vault::SealedStore {
 public:
  // `database` is of Kind::vault.
  explicit SqliteSealedStore(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<> put(std::span<const vault::SealedRecord> records) override;
  [[nodiscard]] Result<std::optional<vault::SealedRecord>> get(
      const gallery::TemplateKey& key) const override;
  [[nodiscard]] Result<std::vector<vault::SealedRecord>> of_subject(
      const SubjectId& subject, const std::optional<PurposeId>& purpose) const override;
  [[nodiscard]] Result<> visit(const PurposeId& purpose, const std::string& model,
                               const Visit& visit) const override;
  [[nodiscard]] Result<> visit_keys(const VisitKeys& visit) const override;
  [[nodiscard]] Result<> erase(std::span<const gallery::TemplateKey> keys) override;

 private:
  Connection& connection_;
};

}  // namespace menshen::store_sqlite
