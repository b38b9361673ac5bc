// Port: the database of sealed references. It holds ciphertext and what is needed to find it,
// and can read none of it. testing/sealed_store_contract.hpp says in code what every adapter
// must do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"

namespace menshen::vault {

struct SealedRecord {
  gallery::TemplateKey key;
  std::vector<std::byte> sealed;  // as Crypto::seal gives it
  Instant enrolled_at;
  CivilDate keep_until;  // last lawful day, inclusive
  bool is_frozen = false;
  std::uint64_t epoch = 0;  // of the vault when it was sealed
};

// Safe to call from several threads at once. Every call is one transaction, durable when it
// returns.
class SealedStore {
 public:
  using Visit = std::function<Result<>(const SealedRecord&)>;
  using VisitKeys = std::function<Result<>(const gallery::TemplateKey&, std::uint64_t epoch)>;

  SealedStore() = default;
  SealedStore(const SealedStore&) = delete;
  SealedStore& operator=(const SealedStore&) = delete;
  SealedStore(SealedStore&&) = delete;
  SealedStore& operator=(SealedStore&&) = delete;
  virtual ~SealedStore();

  // Writes the records, each in place of the one with its key. Errors: unavailable.
  [[nodiscard]] virtual Result<> put(std::span<const SealedRecord> records) = 0;

  // Null when there is none. Errors: unavailable; corrupt.
  [[nodiscard]] virtual Result<std::optional<SealedRecord>> get(
      const gallery::TemplateKey& key) const = 0;

  // The person's records, for one purpose or for all. Errors: unavailable; corrupt.
  [[nodiscard]] virtual Result<std::vector<SealedRecord>> of_subject(
      const SubjectId& subject, const std::optional<PurposeId>& purpose) const = 0;

  // Every record of the purpose by the model, once, as of one moment; stops at the first error.
  // `visit` must not call the store. Errors: those of `visit`; unavailable; corrupt.
  [[nodiscard]] virtual Result<> visit(const PurposeId& purpose, const std::string& model,
                                       const Visit& visit) const = 0;

  // The same of every record of all purposes, without what is sealed.
  [[nodiscard]] virtual Result<> visit_keys(const VisitKeys& visit) const = 0;

  // Erases the records with these keys, so that their bytes are gone from the store's files.
  // What is not there is no error. Errors: unavailable.
  [[nodiscard]] virtual Result<> erase(std::span<const gallery::TemplateKey> keys) = 0;
};

}  // namespace menshen::vault
