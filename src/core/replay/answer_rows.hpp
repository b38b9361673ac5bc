// What replays need of a database. They own this port; adapters obey it.
// testing/answer_rows_contract.hpp says in code what every adapter must do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::replay {

// One request. Who asked, and what, only the owner of the keys can tell.
struct AnswerRow {
  Digest asked{};  // of all that was asked
  Instant since;
  std::vector<std::byte> sealed;  // the answer; empty while there is none

  bool operator==(const AnswerRow&) const = default;
};

// Of all rows; the oldest go first.
struct RowLimits {
  Instant oldest;
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;  // sealed
};

// Safe to call from several threads at once. Every call is one transaction, and what changed
// survives a loss of power when it returns. Errors of all: unavailable.
class AnswerRows {
 public:
  AnswerRows() = default;
  AnswerRows(const AnswerRows&) = delete;
  AnswerRows& operator=(const AnswerRows&) = delete;
  AnswerRows(AnswerRows&&) = delete;
  AnswerRows& operator=(AnswerRows&&) = delete;
  virtual ~AnswerRows();

  // Puts `row`, in place of one from before `oldest`; returns none then. A younger one stays,
  // and is returned.
  [[nodiscard]] virtual Result<std::optional<AnswerRow>> begin(const Digest& key,
                                                               const AnswerRow& row,
                                                               Instant oldest) = 0;

  // Gives the row its answer; without the row nothing happens.
  [[nodiscard]] virtual Result<> answer(const Digest& key,
                                        std::span<const std::byte> sealed) = 0;

  // What was removed is in no file any more. To remove what is not there is no error.
  [[nodiscard]] virtual Result<> remove(std::span<const Digest> keys) = 0;

  [[nodiscard]] virtual Result<> trim(const RowLimits& limits) = 0;

  // In no particular order, until the end or an error of `visit`, which changes nothing here.
  using Visit = std::function<Result<>(const Digest& key, const AnswerRow& row)>;
  [[nodiscard]] virtual Result<> visit(const Visit& visit) const = 0;
};

}  // namespace menshen::replay
