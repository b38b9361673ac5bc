// References, in the vault.
#pragma once

#include <cstddef>
#include <optional>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteTemplates final : public gallery::TemplateStore {
 public:
  // `database` is of Kind::vault.
  explicit SqliteTemplates(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<> put(const gallery::TemplateRecord& record) override;
  [[nodiscard]] Result<std::optional<gallery::TemplateRecord>> get(
      const gallery::TemplateKey& key) const override;
  [[nodiscard]] Result<std::size_t> erase(const SubjectId& subject,
                                          const std::optional<PurposeId>& purpose,
                                          Instant enrolled_until) override;
  [[nodiscard]] Result<std::size_t> count(const SubjectId& subject) const override;

 private:
  Connection& connection_;
};

}  // namespace menshen::store_sqlite
