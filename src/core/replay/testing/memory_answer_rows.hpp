// Rows in memory, for tests.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "replay/answer_rows.hpp"

namespace menshen::replay {

class MemoryAnswerRows final : public AnswerRows {
 public:
  [[nodiscard]] Result<std::optional<AnswerRow>> begin(const Digest& key, const AnswerRow& row,
                                                       Instant oldest) override {
    if (is_broken) return fail(Code::exhausted, "the disk is full");
    const std::scoped_lock lock(mutex_);
    const auto [at, is_new] = rows_.try_emplace(key, row);
    if (is_new) return std::nullopt;
    if (at->second.since >= oldest) return at->second;
    at->second = row;
    return std::nullopt;
  }

  [[nodiscard]] Result<> answer(const Digest& key, std::span<const std::byte> sealed) override {
    const std::scoped_lock lock(mutex_);
    const auto at = rows_.find(key);
    if (at != rows_.end()) at->second.sealed.assign(sealed.begin(), sealed.end());
    return {};
  }

  [[nodiscard]] Result<> remove(std::span<const Digest> keys) override {
    const std::scoped_lock lock(mutex_);
    for (const Digest& key : keys) rows_.erase(key);
    return {};
  }

  [[nodiscard]] Result<> trim(const RowLimits& limits) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(rows_, [&](const auto& each) { return each.second.since < limits.oldest; });
    while (!rows_.empty() && (rows_.size() > limits.count || bytes() > limits.bytes)) {
      rows_.erase(std::ranges::min_element(rows_, {},
                                           [](const auto& each) { return each.second.since; }));
    }
    return {};
  }

  [[nodiscard]] Result<> visit(const Visit& visit) const override {
    const std::scoped_lock lock(mutex_);
    for (const auto& [key, row] : rows_) {
      if (auto done = visit(key, row); !done) return done;
    }
    return {};
  }

  bool is_broken = false;  // NOLINT: set by tests; then nothing can be begun

 private:
  [[nodiscard]] std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [key, row] : rows_) sum += row.sealed.size();
    return sum;
  }

  mutable std::mutex mutex_;
  std::map<Digest, AnswerRow> rows_;
};

}  // namespace menshen::replay
