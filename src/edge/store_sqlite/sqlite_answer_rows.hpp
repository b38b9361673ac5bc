// Answers that are given again, in answers.db.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "replay/answer_rows.hpp"
#include "store_sqlite/database.hpp"

namespace menshen::store_sqlite {

class SqliteAnswerRows final : public replay::AnswerRows {
 public:
  // `database` is of Kind::answers.
  explicit SqliteAnswerRows(Database& database) : connection_(database.connection()) {}

  [[nodiscard]] Result<std::optional<replay::AnswerRow>> begin(const Digest& key,
                                                               const replay::AnswerRow& row,
                                                               Instant oldest) override;
  [[nodiscard]] Result<> answer(const Digest& key, std::span<const std::byte> sealed) override;
  [[nodiscard]] Result<> remove(std::span<const Digest> keys) override;
  [[nodiscard]] Result<> trim(const replay::RowLimits& limits) override;
  [[nodiscard]] Result<> visit(const Visit& visit) const override;

 private:
  Connection& connection_;
};

}  // namespace menshen::store_sqlite
