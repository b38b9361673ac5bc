// The store that other tests use. It passes the same contract as the databases.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/erasure.hpp"
#include "base/error.hpp"
#include "gallery/template_store.hpp"

namespace menshen::gallery {

class MemoryTemplateStore final : public TemplateStore {
 public:
  // Called at the begin of each visit: as where a large store takes its time.
  // NOLINTNEXTLINE: set by the tests
  std::function<void(const PurposeId&, const std::string&)> on_visit = [](auto&...) {};

  Result<> put(const TemplateRecord& record) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(records_, [&](const auto& kept) { return same(kept.key, record.key); });
    records_.push_back(copy(record));
    return {};
  }

  Result<std::optional<TemplateRecord>> get(const TemplateKey& key) const override {
    const std::scoped_lock lock(mutex_);
    for (const auto& record : records_) {
      if (same(record.key, key)) return std::optional(copy(record));
    }
    return std::nullopt;
  }

  Result<> visit(const PurposeId& purpose, const std::string& model,
                 const Visit& visit) const override {
    on_visit(purpose, model);
    const std::scoped_lock lock(mutex_);
    for (const auto& record : records_) {
      if (record.key.purpose != purpose || record.key.model != model) continue;
      if (auto done = visit(copy(record)); !done) return done;
    }
    return {};
  }

  Result<std::size_t> set_frozen(const SubjectId& subject,
                                 const std::optional<PurposeId>& purpose,
                                 bool is_frozen) override {
    const std::scoped_lock lock(mutex_);
    std::size_t count = 0;
    for (auto& record : records_) {
      if (record.key.subject != subject || (purpose && record.key.purpose != *purpose))
        continue;
      record.is_frozen = is_frozen;
      ++count;
    }
    return count;
  }

  Result<std::size_t> erase_all(std::span<const Erasure> erasures) override {
    const std::scoped_lock lock(mutex_);
    return std::erase_if(records_, [&](const auto& kept) {
      return std::ranges::any_of(erasures, [&kept](const Erasure& erasure) {
        const auto& [subject, purpose, enrolled_until] = erasure;
        return kept.key.subject == subject && (!purpose || kept.key.purpose == *purpose) &&
               kept.enrolled_at <= enrolled_until;
      });
    });
  }

  Result<std::size_t> count(const SubjectId& subject) const override {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count_if(
        records_, [&](const auto& kept) { return kept.key.subject == subject; }));
  }

 private:
  static bool same(const TemplateKey& a, const TemplateKey& b) {
    return a.subject == b.subject && a.purpose == b.purpose && a.model == b.model;
  }

  static TemplateRecord copy(const TemplateRecord& record) {
    return {.key = record.key,
            .reference = face::Embedding::from_bytes(record.reference.reveal_bytes()).value(),
            .enrolled_at = record.enrolled_at,
            .keep_until = record.keep_until,
            .is_frozen = record.is_frozen};
  }

  mutable std::mutex mutex_;
  std::vector<TemplateRecord> records_;
};

}  // namespace menshen::gallery
