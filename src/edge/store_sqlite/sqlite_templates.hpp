// References and per-person keys.
#pragma once

#include "base/crypto.hpp"
#include "gallery/key_ring.hpp"
#include "gallery/template_store.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteTemplates final : public gallery::TemplateStore {
 public:
  explicit SqliteTemplates(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<> put(const gallery::TemplateRecord& record) override;
  [[nodiscard]] Result<std::optional<gallery::TemplateRecord>> get(
      const gallery::TemplateKey& key) const override;
  [[nodiscard]] Result<std::size_t> erase(const SubjectId& subject,
                                          const PurposeId& purpose) override;
  [[nodiscard]] Result<std::size_t> count(const SubjectId& subject) const override;

 private:
  Connection& connection_;
};

class SqliteKeyRing final : public gallery::KeyRing {
 public:
  SqliteKeyRing(Database& database, const Crypto& crypto)
      : connection_(database.connection()), crypto_(crypto) {}

  [[nodiscard]] Result<Digest> key_of(const SubjectId& subject) override;
  [[nodiscard]] Result<bool> destroy(const SubjectId& subject) override;

 private:
  Connection& connection_;
  const Crypto& crypto_;
};

}  // namespace menshen::store_sqlite
