// A Sealing whose keys are in memory: everybody has one until it is destroyed.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/sealing.hpp"

namespace menshen::registry {

class MemorySealing final : public Sealing {
 public:
  explicit MemorySealing(const Crypto& crypto) : crypto_(crypto) { crypto.random(root_); }

  void destroy(const SubjectId& subject) { destroyed_.insert(subject); }

  [[nodiscard]] Result<std::vector<std::byte>> seal(
      const std::optional<SubjectId>& subject, std::span<const std::byte> context,
      std::span<const std::byte> text) const override {
    const auto key = key_of(subject);
    if (!key) return fail(Code::not_found, "the person has no key");
    return crypto_.seal(*key, context, text);
  }

  [[nodiscard]] Result<std::optional<std::vector<std::byte>>> open(
      const std::optional<SubjectId>& subject, std::span<const std::byte> context,
      std::span<const std::byte> sealed) const override {
    const auto key = key_of(subject);
    if (!key) return std::nullopt;
    MENSHEN_TRY(auto text, crypto_.open(*key, context, sealed));
    return std::optional(std::move(text));
  }

 private:
  [[nodiscard]] std::optional<Digest> key_of(const std::optional<SubjectId>& subject) const {
    if (!subject) return derive_key(crypto_, root_, "nobody");
    if (destroyed_.contains(*subject)) return std::nullopt;
    return derive_key(crypto_, root_, "person " + subject->text());
  }

  const Crypto& crypto_;
  Digest root_{};
  std::set<SubjectId> destroyed_;
};

}  // namespace menshen::registry
