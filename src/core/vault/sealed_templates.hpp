// The store of references that the gallery works with: every reference is sealed under a key of
// its own, bound to whose it is, what for, by which model, until when, and whether it is
// frozen.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "vault/sealed_store.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {

// A reference that is replaced, or frozen, gets a fresh key: an older record of it that is put
// back does not open. Erasing destroys keys first and records after: a record whose key is
// gone is nobody's, counts for nothing, and is removed when the store is opened. It tells from
// the epoch that the record was sealed in whether a key that is missing was destroyed: in the
// present epoch none was.
class SealedTemplates final : public gallery::TemplateStore {
 public:
  // All must outlive it, and nothing else may write to `store`. What is opened lies in
  // `memory`. Errors: corrupt when the store has records of which the vault never had the keys;
  // unavailable.
  [[nodiscard]] static Result<std::unique_ptr<SealedTemplates>> open(
      Vault& vault, SealedStore& store, const Crypto& crypto,
      std::pmr::memory_resource& memory);

  // As TemplateStore. `corrupt` also when a record does not open: it was changed, or is of
  // another time or place.
  [[nodiscard]] Result<> put(const gallery::TemplateRecord& record) override;
  [[nodiscard]] Result<std::optional<gallery::TemplateRecord>> get(
      const gallery::TemplateKey& key) const override;
  [[nodiscard]] Result<> visit(const PurposeId& purpose, const std::string& model,
                               const Visit& visit) const override;
  [[nodiscard]] Result<std::size_t> set_frozen(const SubjectId& subject,
                                               const std::optional<PurposeId>& purpose,
                                               bool is_frozen) override;
  [[nodiscard]] Result<std::size_t> erase_all(std::span<const Erasure> erasures) override;
  [[nodiscard]] Result<std::size_t> count(const SubjectId& subject) const override;

 private:
  SealedTemplates(Vault& vault, SealedStore& store, const Crypto& crypto,
                  std::pmr::memory_resource& memory)
      : vault_(vault), store_(store), crypto_(crypto), memory_(memory) {}

  // A reference, and which of its keys opened it.
  struct Opened {
    face::Embedding reference;
    Digest key{};
  };

  [[nodiscard]] Result<> remove_erased();
  [[nodiscard]] Result<std::optional<Opened>> open(const SealedRecord& record) const;
  [[nodiscard]] Result<std::optional<gallery::TemplateRecord>> read(
      const gallery::TemplateKey& key) const;
  [[nodiscard]] Result<std::optional<Digest>> key_in_use(const gallery::TemplateKey& key) const;
  [[nodiscard]] std::vector<std::byte> seal(const SealedRecord& heading,
                                            const face::Embedding& reference,
                                            const Digest& key) const;

  Vault& vault_;
  SealedStore& store_;
  const Crypto& crypto_;
  std::pmr::memory_resource& memory_;
  mutable std::mutex change_;  // held while keys and records are changed together
};

}  // namespace menshen::vault
