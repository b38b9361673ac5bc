// The store of sealed references that other tests use. It passes the same contract as the
// databases.
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::vault {

class MemorySealedStore final : public SealedStore {
 public:
  Result<> put(std::span<const SealedRecord> records) override {
    const std::scoped_lock lock(mutex_);
    if (is_failing_) return fail(Code::unavailable, "the store does not answer");
    for (const SealedRecord& record : records) {
      remove(record.key);
      records_.push_back(record);
    }
    return {};
  }

  Result<std::optional<SealedRecord>> get(const gallery::TemplateKey& key) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find_if(
        records_, [&](const SealedRecord& kept) { return same(kept.key, key); });
    return found == records_.end() ? std::nullopt : std::optional(*found);
  }

  Result<std::vector<SealedRecord>> of_subject(
      const SubjectId& subject, const std::optional<PurposeId>& purpose) const override {
    const std::scoped_lock lock(mutex_);
    std::vector<SealedRecord> found;
    for (const SealedRecord& record : records_) {
      if (record.key.subject != subject || (purpose && record.key.purpose != *purpose))
        continue;
      found.push_back(record);
    }
    return found;
  }

  Result<> visit(const PurposeId& purpose, const std::string& model,
                 const Visit& visit) const override {
    const std::scoped_lock lock(mutex_);
    for (const SealedRecord& record : records_) {
      if (record.key.purpose != purpose || record.key.model != model) continue;
      if (auto done = visit(record); !done) return done;
    }
    return {};
  }

  Result<> visit_keys(const VisitKeys& visit) const override {
    const std::scoped_lock lock(mutex_);
    for (const SealedRecord& record : records_) {
      if (auto done = visit(record.key, record.epoch); !done) return done;
    }
    return {};
  }

  Result<> erase(std::span<const gallery::TemplateKey> keys) override {
    const std::scoped_lock lock(mutex_);
    if (is_failing_) return fail(Code::unavailable, "the store does not answer");
    for (const auto& key : keys) remove(key);
    return {};
  }

  // For tests: what changes it fails, as long as it is set.
  void set_failing(bool is_failing) {
    const std::scoped_lock lock(mutex_);
    is_failing_ = is_failing;
  }

 private:
  static bool same(const gallery::TemplateKey& a, const gallery::TemplateKey& b) {
    return a.subject == b.subject && a.purpose == b.purpose && a.model == b.model;
  }
  void remove(const gallery::TemplateKey& key) {
    std::erase_if(records_, [&](const SealedRecord& kept) { return same(kept.key, key); });
  }

  mutable std::mutex mutex_;
  std::vector<SealedRecord> records_;
  bool is_failing_ = false;
};

}  // namespace menshen::vault
