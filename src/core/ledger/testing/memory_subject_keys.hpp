// The keys that other tests use. They pass the same contract as the databases.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/subject_keys.hpp"

namespace menshen::ledger {

class MemorySubjectKeys final : public SubjectKeys {
 public:
  explicit MemorySubjectKeys(const Crypto& crypto) : crypto_(crypto) {}

  Result<Digest> key_of(const SubjectId& subject) override {
    const std::scoped_lock lock(mutex_);
    return get_or_make(subject);
  }

  Result<> make_keys(std::span<const SubjectId> subjects) override {
    const std::scoped_lock lock(mutex_);
    for (const auto& subject : subjects) get_or_make(subject);
    return {};
  }

  Result<std::optional<Digest>> existing(const SubjectId& subject) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = find(subject);
    return found == keys_.end() ? std::nullopt : std::optional(found->second);
  }

  Result<bool> destroy(const SubjectId& subject) override {
    const std::scoped_lock lock(mutex_);
    return std::erase_if(keys_, [&](const auto& kept) { return kept.first == subject; }) > 0;
  }

  Result<std::vector<SubjectId>> all() const override {
    const std::scoped_lock lock(mutex_);
    std::vector<SubjectId> subjects;
    for (const auto& [subject, key] : keys_) subjects.push_back(subject);
    return subjects;
  }

 private:
  using Keys = std::vector<std::pair<SubjectId, Digest>>;

  Digest get_or_make(const SubjectId& subject) {
    if (const auto found = find(subject); found != keys_.end()) return found->second;
    Digest fresh{};
    crypto_.random(fresh);
    keys_.emplace_back(subject, fresh);
    return fresh;
  }

  [[nodiscard]] Keys::const_iterator find(const SubjectId& subject) const {
    return std::ranges::find(keys_, subject, &Keys::value_type::first);
  }

  const Crypto& crypto_;
  mutable std::mutex mutex_;
  Keys keys_;
};

}  // namespace menshen::ledger
