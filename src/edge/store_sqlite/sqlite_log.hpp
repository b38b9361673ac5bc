// The record as a table that only grows.
#pragma once

#include "ledger/log_store.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteLog final : public ledger::LogStore {
 public:
  explicit SqliteLog(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<std::uint64_t> append(std::span<const std::byte> entry) override;
  [[nodiscard]] Result<std::vector<std::byte>> read(std::uint64_t sequence) const override;
  [[nodiscard]] Result<std::uint64_t> size() const override;

 private:
  Connection& connection_;
};

}  // namespace menshen::store_sqlite
